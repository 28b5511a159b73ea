package dev.taskrunner.examples;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** The model of the examples: OpenAI's when there is a key, else one that reads its answers from a script. */
final class Models {
    private Models() {}

    /** {@code OPENAI_API_KEY} chooses; {@code OPENAI_BASE_URL} and {@code OPENAI_MODEL} may say more. */
    static ChatModel choose(Map<String, String> environment, String... script) {
        String key = environment.getOrDefault("OPENAI_API_KEY", "");
        if (key.isBlank()) {
            return new Scripted(script);
        }
        return OpenAiChatModel.builder()
                .apiKey(key)
                .baseUrl(environment.getOrDefault("OPENAI_BASE_URL", "https://api.openai.com/v1"))
                .modelName(environment.getOrDefault("OPENAI_MODEL", "gpt-4o-mini"))
                .build();
    }

    /** Says what the script says, in turn. {@code this} guards what is left of it. */
    private static final class Scripted implements ChatModel {
        private final Deque<String> left;

        Scripted(String... script) {
            this.left = new ArrayDeque<>(List.of(script));
        }

        @Override
        public synchronized ChatResponse doChat(ChatRequest request) {
            String answer = left.size() > 1 ? left.remove() : left.element();
            return ChatResponse.builder().aiMessage(AiMessage.from(answer)).build();
        }
    }
}
