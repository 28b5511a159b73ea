package dev.taskrunner.cli;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** Runners to ask. */
final class Runners {
    static final String ADD_SCHEMA = """
            {"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["a","b"]}""";

    private Runners() {}

    static TaskRunner add() {
        TaskSpec spec = TaskSpec.builder("add")
                .title("Addition")
                .description("Adds two numbers")
                .inputSchema(ADD_SCHEMA)
                .outputSchema("{\"type\":\"object\",\"properties\":{\"sum\":{\"type\":\"integer\"}}}")
                .labels("math")
                .annotation("tier", "gold")
                .build();
        return TaskRunner.of(spec, (context, input) -> {
            Map<String, Object> numbers = input.asMap();
            return TaskResult.of(Map.of("sum", (Integer) numbers.get("a") + (Integer) numbers.get("b")));
        });
    }

    static TaskRunner answering(String name, Object answer) {
        TaskSpec spec = TaskSpec.builder(name).inputSchema("{}").build();
        return TaskRunner.of(spec, (context, input) -> TaskResult.of(answer));
    }

    static TaskRunner file(String name, String text) {
        Attachment bytes = Attachment.of(text.getBytes(StandardCharsets.UTF_8));
        return answering(name, new Content.File("a.txt", "text/plain", bytes));
    }

    static TaskRunner failing(String name, ErrorCode code, String text) {
        return TaskRunner.of(TaskSpec.builder(name).build(), (context, input) -> {
            throw new TaskException(code, text);
        });
    }

    /** Answers with what it sees of the ask. */
    static TaskRunner mirror(String name) {
        TaskSpec spec =
                TaskSpec.builder(name).inputSchema("{}").supportsTools(true).build();
        return TaskRunner.of(spec, (context, input) -> {
            Map<String, Object> seen = new LinkedHashMap<>();
            seen.put("input", input.asMap());
            seen.put("caller", context.caller().name());
            seen.put("role", context.caller().role());
            seen.put(
                    "for", context.onBehalfOf().map(somebody -> somebody.name()).orElse(""));
            seen.put("attached", context.attachment().map(Attachment::size).orElse(0));
            seen.put(
                    "toolkits",
                    context.toolkits().stream().map(toolkit -> toolkit.name()).toList());
            return TaskResult.of(seen);
        });
    }

    /** Works until it is cancelled. */
    record Endless(TaskRunner runner, CountDownLatch started, CountDownLatch cancelled) {}

    static Endless endless(String name) {
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch cancelled = new CountDownLatch(1);
        TaskRunner runner = TaskRunner.of(TaskSpec.builder(name).build(), (context, input) -> {
            context.cancellation().onCancel(cancelled::countDown);
            started.countDown();
            return TaskResult.of(new CompletableFuture<String>().get());
        });
        return new Endless(runner, started, cancelled);
    }
}
