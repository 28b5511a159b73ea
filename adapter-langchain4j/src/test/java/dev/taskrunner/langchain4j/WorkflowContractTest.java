package dev.taskrunner.langchain4j;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;

/** A workflow of agents without types. */
class WorkflowContractTest extends AgentContractTests {
    public interface Translator {
        @UserMessage("Translate {{text}}")
        @Agent(description = "translates", outputKey = "translation")
        String translate(@V("text") String text);
    }

    /** No model, so that one task is one call of it. */
    public static final class Trimmer {
        @Agent(description = "trims", outputKey = "trimmed")
        public String trim(@V("translation") String translation) {
            return translation.trim();
        }
    }

    @Override
    LangChain4jTaskRunner runner(Model model) {
        Translator translator = AgenticServices.agentBuilder(Translator.class)
                .chatModel(model.whole())
                .build();
        return LangChain4jTaskRunner.of(
                "translator",
                AgenticServices.sequenceBuilder()
                        .subAgents(translator, new Trimmer())
                        .outputKey("trimmed")
                        .build());
    }
}
