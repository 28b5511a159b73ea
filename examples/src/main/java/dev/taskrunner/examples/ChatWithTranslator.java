package dev.taskrunner.examples;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.chat.ChatBot;
import dev.taskrunner.langchain4j.LangChain4jTaskRunner;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** The walk from an agent that exists to a chatbot that uses it: wrap it, serve it, and let the chatbot find it. */
public final class ChatWithTranslator {
    private static final String PATH = ".threads/chatbot/alice.thread";

    private ChatWithTranslator() {}

    /** An agent as it was before anybody thought of rooms. */
    interface Translator {
        @UserMessage("Translate into French and Spanish: {{text}}")
        Translations translate(@V("text") String text);
    }

    record Translations(String french, String spanish) {}

    static final ChatModel SCRIPTED_TRANSLATOR =
            PromptModels.scripted(request -> AiMessage.from("{\"french\":\"bonjour\",\"spanish\":\"hola\"}"));

    /** Calls the translator, then says what it answered. */
    static final ChatModel SCRIPTED_CHATBOT = PromptModels.scripted(ChatWithTranslator::next);

    private static AiMessage next(ChatRequest request) {
        List<ChatMessage> messages = request.messages();
        if (messages.get(messages.size() - 1) instanceof ToolExecutionResultMessage result) {
            return AiMessage.from("The translator says " + result.text());
        }
        return AiMessage.from(ToolExecutionRequest.builder()
                .id("call-1")
                .name("run_translator")
                .arguments("{\"text\":\"hello\"}")
                .build());
    }

    /**
     * Wraps the agent, serves it, lets a chatbot join, and talks to the chatbot as alice.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(PromptModels.openAiOr(SCRIPTED_TRANSLATOR), PromptModels.openAiOr(SCRIPTED_CHATBOT));
    }

    static void run(ChatModel translating, ChatModel chatting) {
        try (RoomServer server = RoomServer.start();
                Room host = Room.connect(server.uri("demo"), server.token("demo", "host"));
                Room alice = Room.connect(server.uri("demo"), server.token("demo", "alice"))) {
            host.serve(LangChain4jTaskRunner.of("translator", AiServices.create(Translator.class, translating)));
            try (ChatBot bot = ChatBot.builder("chatbot", chatting)
                    .requires(RequiredToolkit.of("agents", "translator"))
                    .join(host)) {
                System.out.println(say(alice, bot.name(), "How do you say hello in French and Spanish?"));
            }
        }
    }

    private static String say(Room room, String bot, String text) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        room.messaging().onMessage(message -> {
            if (message.type().equals("chat")) {
                answer.complete(String.valueOf(message.message().get("text")));
            }
        });
        room.messaging().enable();
        String to = room.messaging().participants().stream()
                .filter(one -> one.name().equals(bot))
                .findFirst()
                .orElseThrow()
                .id();
        room.messaging().send(to, "chat", Map.of("path", PATH, "text", text));
        return answer.join();
    }
}
