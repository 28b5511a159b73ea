package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.Gate;
import dev.taskrunner.testing.TaskRunnerContractTests;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The contract suite over sockets. */
class FunctionContractTest extends TaskRunnerContractTests {
    record Add(int a, int b) {}

    record Sum(int sum) {}

    private final AtomicInteger calls = new AtomicInteger();

    private FunctionTaskRunner runner(TaskFunction<Add, Sum> function) {
        return FunctionTaskRunner.of("adder", Add.class, Sum.class, (context, in) -> {
            calls.incrementAndGet();
            return function.apply(context, in);
        });
    }

    @Override
    protected TaskRunner runner() {
        return runner((context, in) -> new Sum(in.a() + in.b())).title("Adder").description("Adds");
    }

    @Override
    protected Map<String, Object> validArguments() {
        return Map.of("a", 1, "b", 2);
    }

    @Override
    protected void checkResult(TaskResult result) {
        assertThat(result.as(Sum.class)).isEqualTo(new Sum(3));
    }

    @Override
    protected int calls() {
        return calls.get();
    }

    @Override
    protected List<Map<String, Object>> invalidArguments() {
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("a", null);
        withNull.put("b", 2);
        return List.of(
                Map.of(),
                Map.of("a", 1),
                Map.of("a", "one", "b", 2),
                Map.of("a", 1.5, "b", 2),
                Map.of("a", 1, "b", 2, "c", 3),
                withNull);
    }

    @Override
    protected Optional<TaskRunner> blockingRunner(Gate gate) {
        return Optional.of(runner((context, in) -> {
            gate.pass();
            return new Sum(in.a() + in.b());
        }));
    }

    @Override
    protected Optional<TaskRunner> failingRunner(RuntimeException failure) {
        return Optional.of(runner((context, in) -> {
            throw failure;
        }));
    }

    @Override
    protected Optional<TaskRunner> runnerWithWrongResult() {
        return Optional.of(runner((context, in) -> new Sum(3))
                .outputSchema(JsonSchema.parse("{\"properties\":{\"sum\":{\"type\":\"string\"}}}")));
    }
}
