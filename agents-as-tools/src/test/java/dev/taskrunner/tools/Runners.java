package dev.taskrunner.tools;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.testing.Gate;
import java.util.Map;

/** Runners for tests. */
public final class Runners {
    private static final String INPUT = """
            {"type":"object","properties":{"text":{"type":"string"}},"required":["text"],"additionalProperties":false}""";

    private Runners() {}

    /** Translates by writing "fr:" in front. */
    public static TaskRunner translator(String name) {
        return TaskRunner.of(
                spec(name).outputSchema("""
                        {"type":"object","properties":{"french":{"type":"string"}},"required":["french"]}""").build(),
                (context, input) ->
                        TaskResult.of(Map.of("french", "fr:" + input.asMap().get("text"))));
    }

    public static TaskSpec.Builder spec(String name) {
        return TaskSpec.builder(name)
                .title("Translator")
                .description("Translates into French")
                .inputSchema(INPUT);
    }

    /** Waits at the gate, then answers nothing. */
    public static TaskRunner waiting(String name, Gate gate) {
        return of(name, (context, input) -> {
            gate.pass();
            return TaskResult.empty();
        });
    }

    public static TaskRunner of(String name, TaskRunner.Handler handler) {
        return TaskRunner.of(spec(name).build(), handler);
    }
}
