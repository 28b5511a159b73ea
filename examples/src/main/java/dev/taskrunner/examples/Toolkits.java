package dev.taskrunner.examples;

import dev.taskrunner.AskOptions;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.server.RoomServer;
import java.util.Map;

/** A runner that uses tools of its own, tools that it requires from the room, and tools that its caller hands it. */
public final class Toolkits {
    private static final JsonSchema WORD = JsonSchema.parse("""
            {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]}""");

    private Toolkits() {}

    /**
     * Makes the runner.
     *
     * @return a runner that passes a word through three tools
     */
    public static TaskRunner runner() {
        TaskSpec spec = TaskSpec.builder("decorator")
                .description("Passes a word through the tools at hand")
                .inputSchema(WORD)
                .toolkits(Toolkit.of("own", tool("shout", word -> word.toUpperCase(java.util.Locale.ROOT))))
                .requires(RequiredToolkit.of("brackets", "bracket"))
                .supportsTools(true)
                .build();
        return TaskRunner.of(spec, (context, input) -> {
            String word = (String) input.asMap().get("word");
            for (Toolkit toolkit : context.toolkits()) {
                for (Tool tool : toolkit.tools()) {
                    word = context.callTool(tool.name(), Map.of("word", word)).asText();
                }
            }
            return TaskResult.of(word);
        });
    }

    private static Tool tool(String name, java.util.function.UnaryOperator<String> change) {
        return Tool.of(
                name,
                "Changes a word",
                WORD,
                (context, input) ->
                        TaskResult.of(change.apply((String) input.asMap().get("word"))));
    }

    /**
     * Serves the runner beside a public and a private toolkit, and lets it use both.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (RoomServer server = RoomServer.start();
                Room provider = Room.connect(server.uri("demo"), server.token("demo", "provider"));
                Room caller = Room.connect(server.uri("demo"), server.token("demo", "alice"))) {
            provider.toolkits().register(Toolkit.of("brackets", tool("bracket", word -> "[" + word + "]")), true);
            caller.toolkits().register(Toolkit.of("stars", tool("star", word -> "*" + word + "*")), false);
            provider.serve(runner());

            AskOptions withStars = AskOptions.builder().toolkit("stars").build();
            System.out.println(
                    caller.agents().ask("decorator", Map.of("word", "hello")).asText());
            System.out.println(caller.agents()
                    .ask("decorator", Map.of("word", "hello"), withStars)
                    .asText());
        }
    }
}
