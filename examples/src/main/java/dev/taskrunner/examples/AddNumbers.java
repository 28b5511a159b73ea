package dev.taskrunner.examples;

import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.util.Map;

/** A runner with schemas: wrong arguments never reach it, a wrong result never leaves it. */
public final class AddNumbers {
    private AddNumbers() {}

    /**
     * The arguments.
     *
     * @param a one number
     * @param b another
     */
    public record Add(int a, int b) {}

    /**
     * The result.
     *
     * @param sum of both numbers
     */
    public record Sum(int sum) {}

    /**
     * Makes the runner.
     *
     * @return a runner that adds
     */
    public static TaskRunner runner() {
        TaskSpec spec = TaskSpec.builder("add")
                .title("Add")
                .description("Adds two numbers")
                .inputSchema("""
                    {
                      "type": "object",
                      "properties": {
                        "a": {"type": "integer", "description": "one number"},
                        "b": {"type": "integer", "description": "another"}
                      },
                      "required": ["a", "b"],
                      "additionalProperties": false
                    }""")
                .outputSchema("""
                    {"type": "object", "properties": {"sum": {"type": "integer"}}, "required": ["sum"]}""")
                .labels("arithmetic")
                .build();
        return TaskRunner.of(spec, (context, input) -> {
            Add add = input.as(Add.class);
            return TaskResult.of(new Sum(add.a() + add.b()));
        });
    }

    /**
     * Serves the runner in a room of its own, and asks it well and badly.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (RoomServer server = RoomServer.start();
                Room room = Room.connect(server.uri("demo"), server.token("demo", "alice"))) {
            room.serve(runner());
            System.out.println(room.agents().ask("add", new Add(1, 2), Sum.class));
            try {
                room.agents().ask("add", Map.of("a", "one"));
            } catch (TaskException e) {
                System.out.println(e.code() + ": " + e.text());
            }
        }
    }
}
