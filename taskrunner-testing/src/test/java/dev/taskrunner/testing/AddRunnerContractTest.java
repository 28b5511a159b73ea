package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A runner written by hand, with schemas on both sides. */
class AddRunnerContractTest extends TaskRunnerContractTests {
    private final AtomicInteger calls = new AtomicInteger();

    private TaskRunner runner(TaskRunner.Handler handler) {
        return TaskRunner.of(Runners.addSpec("adder").build(), (context, input) -> {
            calls.incrementAndGet();
            return handler.ask(context, input);
        });
    }

    @Override
    protected TaskRunner runner() {
        return runner(Runners::sum);
    }

    @Override
    protected Map<String, Object> validArguments() {
        return Map.of("a", 1, "b", 2);
    }

    @Override
    protected void checkResult(TaskResult result) {
        assertThat(result.asMap()).isEqualTo(Map.of("sum", 3));
    }

    @Override
    protected int calls() {
        return calls.get();
    }

    @Override
    protected List<Map<String, Object>> invalidArguments() {
        Map<String, Object> withNull = new LinkedHashMap<>();
        withNull.put("a", null);
        withNull.put("b", 2);
        return Arrays.asList(
                Map.of(),
                Map.of("a", 1),
                Map.of("a", "one", "b", 2),
                Map.of("a", 1.5, "b", 2),
                Map.of("a", 1, "b", List.of(2)),
                Map.of("a", 1, "b", 2, "c", 3),
                withNull);
    }

    @Override
    protected Optional<TaskRunner> blockingRunner(Gate gate) {
        return Optional.of(runner((context, input) -> {
            gate.pass();
            return Runners.sum(context, input);
        }));
    }

    @Override
    protected Optional<TaskRunner> failingRunner(RuntimeException failure) {
        return Optional.of(runner((context, input) -> {
            throw failure;
        }));
    }

    @Override
    protected Optional<TaskRunner> runnerWithWrongResult() {
        return Optional.of(runner((context, input) -> TaskResult.of(Map.of("sum", "three"))));
    }
}
