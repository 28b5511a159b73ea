package dev.taskrunner.examples;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.taskrunner.langchain4j.LangChain4jTaskRunner;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.util.Map;

/** A LangChain4j agent that a team has already, as a runner: text goes in, two translations come out. */
public final class ExistingAgent {
    private ExistingAgent() {}

    /**
     * What the agent answers.
     *
     * @param french the text in French
     * @param spanish the text in Spanish
     */
    public record Translations(String french, String spanish) {}

    /** The agent. Nothing in it knows of task runners. */
    public interface Translator {
        /**
         * Translates.
         *
         * @param text any text
         * @return the translations
         */
        @SystemMessage("You are a translator. Translate word for word, and say nothing else.")
        @UserMessage("Translate into French and Spanish: {{text}}")
        Translations translate(@V("text") String text);
    }

    /**
     * Serves the agent in a room of its own and asks it.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(Models.choose(System.getenv(), "{\"french\":\"Bonjour\",\"spanish\":\"Buenos días\"}"));
    }

    static void run(ChatModel model) {
        Translator translator = AiServices.create(Translator.class, model);
        try (RoomServer server = RoomServer.start();
                Room room = Room.connect(server.uri("demo"), server.token("demo", "alice"))) {
            room.serve(LangChain4jTaskRunner.of("translator", translator));
            System.out.println(room.agents().ask("translator", Map.of("text", "Good morning"), Translations.class));
        }
    }
}
