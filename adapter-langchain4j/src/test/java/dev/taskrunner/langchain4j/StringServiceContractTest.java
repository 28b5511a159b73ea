package dev.taskrunner.langchain4j;

import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;

/** An AI service that gives text. */
class StringServiceContractTest extends AgentContractTests {
    interface Translator {
        @UserMessage("Translate {{text}}")
        String translate(@V("text") String text);
    }

    @Override
    LangChain4jTaskRunner runner(Model model) {
        return LangChain4jTaskRunner.of("translator", AiServices.create(Translator.class, model.whole()));
    }
}
