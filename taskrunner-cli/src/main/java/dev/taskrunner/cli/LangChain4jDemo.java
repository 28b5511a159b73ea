package dev.taskrunner.cli;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.langchain4j.LangChain4jTaskRunner;
import java.util.List;

/** An AI service that knows nothing of task runners. Its model is scripted, so that the demo needs no key. */
final class LangChain4jDemo {
    private LangChain4jDemo() {}

    static DemoPart part() {
        Translator translator = AiServices.create(Translator.class, new Phrasebook());
        return new DemoPart(
                "made of a LangChain4j AI service (with a scripted model)",
                List.of(),
                List.of(LangChain4jTaskRunner.of("translate", translator).description("Translates a greeting")),
                List.of(
                        DemoStep.answered(
                                "translate",
                                "{\"text\":\"Good morning\"}",
                                "{\"french\":\"Bonjour\",\"german\":\"Guten Morgen\"}"),
                        DemoStep.refused("translate", "{\"text\":7}", ErrorCode.INVALID_ARGUMENTS)));
    }

    /**
     * A text in two languages.
     *
     * @param french the one
     * @param german the other
     */
    record Translations(String french, String german) {}

    /** The service. */
    interface Translator {
        @UserMessage("Translate into French and German: {{text}}")
        Translations translate(@V("text") String text);
    }

    /** Stands for a model; knows one phrase. */
    static final class Phrasebook implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            boolean isKnown = request.messages().toString().contains("Good morning");
            String answer = isKnown
                    ? "{\"french\":\"Bonjour\",\"german\":\"Guten Morgen\"}"
                    : "{\"french\":\"?\",\"german\":\"?\"}";
            return ChatResponse.builder().aiMessage(AiMessage.from(answer)).build();
        }
    }
}
