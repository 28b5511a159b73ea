package dev.taskrunner.langchain4j;

import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;

/** An AI service that gives tokens. */
class StreamingServiceContractTest extends AgentContractTests {
    interface Translator {
        @UserMessage("Translate {{text}}")
        TokenStream translate(@V("text") String text);
    }

    @Override
    LangChain4jTaskRunner runner(Model model) {
        return LangChain4jTaskRunner.of(
                "translator",
                AiServices.builder(Translator.class)
                        .streamingChatModel(model.pieces())
                        .build());
    }
}
