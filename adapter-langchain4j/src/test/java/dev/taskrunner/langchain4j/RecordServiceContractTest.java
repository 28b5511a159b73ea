package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.taskrunner.TaskResult;

/** An AI service that gives a record. */
class RecordServiceContractTest extends AgentContractTests {
    record Translations(String french, String german) {}

    interface Translator {
        @UserMessage("Translate {{text}}")
        Translations translate(@V("text") String text);
    }

    @Override
    LangChain4jTaskRunner runner(Model model) {
        return LangChain4jTaskRunner.of("translator", AiServices.create(Translator.class, model.whole()));
    }

    @Override
    String said() {
        return "{\"french\":\"Bonjour\",\"german\":\"Hallo\"}";
    }

    @Override
    protected void checkResult(TaskResult result) {
        assertThat(result.as(Translations.class)).isEqualTo(new Translations("Bonjour", "Hallo"));
    }
}
