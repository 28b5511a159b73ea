package dev.taskrunner.examples;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.taskrunner.llm.LlmTaskRunner;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.util.List;

/** A model, two rules and a record as a runner: arguments are a record too, and the answer is validated. */
public final class Summariser {
    private Summariser() {}

    /**
     * What is to be summarised.
     *
     * @param text the text
     * @param words how long the summary may be
     */
    public record Text(String text, int words) {}

    /**
     * What comes back.
     *
     * @param headline one line
     * @param points what matters, most important first
     */
    public record Summary(String headline, List<String> points) {}

    static final ChatModel SCRIPTED = PromptModels.scripted(request -> AiMessage.from("""
            {"headline": "Tea spreads from China", "points": ["Monks took it to Japan", "Ships took it to Europe"]}"""));

    /**
     * Serves the runner and asks it.
     *
     * @param args none
     */
    public static void main(String[] args) {
        run(PromptModels.openAiOr(SCRIPTED));
    }

    static void run(ChatModel model) {
        try (RoomServer server = RoomServer.start();
                Room room = Room.connect(server.uri("demo"), server.token("demo", "alice"))) {
            room.serve(LlmTaskRunner.builder("summariser", model)
                    .description("Summarises a text")
                    .rule("Keep to what the text says.")
                    .rule("Be brief.")
                    .input(Text.class)
                    .prompt(input -> "In at most %d words:\n\n%s"
                            .formatted(
                                    input.as(Text.class).words(),
                                    input.as(Text.class).text()))
                    .output(Summary.class)
                    .build());
            Text text = new Text("Tea came from China. Monks took it to Japan, ships to Europe.", 20);
            Summary summary = room.agents().ask("summariser", text, Summary.class);
            System.out.println(summary.headline());
            summary.points().forEach(point -> System.out.println("- " + point));
        }
    }
}
