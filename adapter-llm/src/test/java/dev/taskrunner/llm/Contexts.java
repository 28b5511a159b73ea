package dev.taskrunner.llm;

import dev.taskrunner.CallContext;
import dev.taskrunner.ChatContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

/** Asks without a room. */
final class Contexts {
    static final JsonSchema NUMBERS =
            JsonSchema.parse("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},"
                    + "\"b\":{\"type\":\"integer\"}},\"required\":[\"a\",\"b\"],\"additionalProperties\":false}");

    private Contexts() {}

    static CallContext.Builder builder() {
        return CallContext.builder(new Participant("p1", "alice", "user", Map.of("client", "shell")));
    }

    static TaskContext with(TaskRunner runner) {
        return builder().task(new ChatContext(), runner.spec().toolkits());
    }

    /** Asks as a host does: validation, work, validation. */
    static TaskResult ask(TaskRunner runner, TaskContext context, Object arguments) {
        try {
            return runner.run(context, TaskInput.of(arguments)).join();
        } catch (CompletionException e) {
            throw (TaskException) e.getCause();
        }
    }

    static TaskResult ask(TaskRunner runner, Object arguments) {
        return ask(runner, with(runner), arguments);
    }

    static TaskException failure(TaskRunner runner, TaskContext context, Object arguments) {
        try {
            ask(runner, context, arguments);
        } catch (TaskException e) {
            return e;
        }
        throw new AssertionError("the ask should have failed");
    }

    static TaskException failure(TaskRunner runner, Object arguments) {
        return failure(runner, with(runner), arguments);
    }

    /** A tool that adds two numbers. */
    static Tool add() {
        return Tool.of("add", "Adds two numbers", NUMBERS, (context, input) -> {
            Map<String, Object> numbers = input.asMap();
            return TaskResult.of(((Number) numbers.get("a")).longValue() + ((Number) numbers.get("b")).longValue());
        });
    }

    static Toolkit math() {
        return Toolkit.of("math", add());
    }

    static Tool failing(String name, String text) {
        return Tool.of(name, "Fails", JsonSchema.any(), (context, input) -> {
            throw new TaskException(ErrorCode.DENIED, text);
        });
    }

    static Map<String, Object> prompt(String text) {
        return Map.of("prompt", text);
    }

    static List<Toolkit> toolkits(Tool... tools) {
        return List.of(Toolkit.of("kit", tools));
    }
}
