package dev.taskrunner.testing;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import java.util.Map;

/** Runners written by hand. */
final class Runners {
    static final String ADD_INPUT = """
            {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},
             "required":["a","b"],"additionalProperties":false}""";
    static final String ADD_OUTPUT = """
            {"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"],"additionalProperties":false}""";

    private Runners() {}

    static TaskSpec.Builder addSpec(String name) {
        return TaskSpec.builder(name)
                .title("Adder")
                .description("Adds two numbers")
                .inputSchema(ADD_INPUT)
                .outputSchema(ADD_OUTPUT)
                .labels("math")
                .annotation("origin", "hand-made");
    }

    static TaskRunner add(String name) {
        return TaskRunner.of(addSpec(name).build(), (context, input) -> sum(context, input));
    }

    static TaskResult sum(TaskContext context, TaskInput input) {
        Map<String, Object> in = input.asMap();
        return TaskResult.of(Map.of("sum", number(in.get("a")) + number(in.get("b"))));
    }

    static int number(Object value) {
        return ((Number) value).intValue();
    }

    /** A runner without arguments. */
    static TaskRunner of(String name, TaskRunner.Handler handler) {
        return TaskRunner.of(TaskSpec.builder(name).build(), handler);
    }

    /** A runner without arguments that waits at a gate. */
    static TaskRunner waiting(String name, Gate gate) {
        return of(name, (context, input) -> {
            gate.pass();
            return TaskResult.of("through");
        });
    }
}
