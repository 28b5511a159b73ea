package dev.taskrunner.examples;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.function.Function;

/** The model of an example: OpenAI's with OPENAI_API_KEY set, else one that says what the example needs. */
final class PromptModels {
    private PromptModels() {}

    static ChatModel openAiOr(ChatModel scripted) {
        String key = System.getenv("OPENAI_API_KEY");
        return key == null
                ? scripted
                : OpenAiChatModel.builder().apiKey(key).modelName("gpt-4o-mini").build();
    }

    /** A model that is a function of what it is asked. */
    static ChatModel scripted(Function<ChatRequest, AiMessage> answer) {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                return ChatResponse.builder().aiMessage(answer.apply(request)).build();
            }
        };
    }
}
