package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A runner that gives futures, takes no arguments, and has no name of its own. */
@InMemoryRooms
class AsyncRunnerContractTest extends TaskRunnerContractTests {
    private final AtomicInteger calls = new AtomicInteger();

    private final class Async extends TaskRunner {
        private final Callable<?> before;
        private final Supplier<TaskResult> later;

        Async(TaskSpec.Builder spec, Callable<?> before, Supplier<TaskResult> later) {
            super(spec.description("greets").build());
            this.before = before;
            this.later = later;
        }

        @Override
        public TaskResult ask(TaskContext context, TaskInput input) {
            throw new AssertionError("askAsync is overridden");
        }

        @Override
        protected CompletionStage<TaskResult> askAsync(TaskContext context, TaskInput input) throws Exception {
            calls.incrementAndGet();
            before.call();
            return CompletableFuture.supplyAsync(later);
        }
    }

    private Async async(Supplier<TaskResult> later) {
        return new Async(TaskSpec.builder(), () -> null, later);
    }

    @Override
    protected TaskRunner runner() {
        return async(() -> TaskResult.of("hello"));
    }

    @Override
    protected Map<String, Object> validArguments() {
        return Map.of();
    }

    @Override
    protected void checkResult(TaskResult result) {
        assertThat(result.asText()).isEqualTo("hello");
    }

    @Override
    protected int calls() {
        return calls.get();
    }

    @Override
    protected Optional<TaskRunner> failingRunner(RuntimeException failure) {
        return Optional.of(async(() -> {
            throw failure;
        }));
    }

    @Override
    protected List<Map<String, Object>> invalidArguments() {
        return List.of(Map.of("unexpected", 1));
    }

    @Override
    protected Optional<TaskRunner> blockingRunner(Gate gate) {
        Callable<?> passing = () -> {
            gate.pass();
            return gate;
        };
        return Optional.of(new Async(TaskSpec.builder(), passing, () -> TaskResult.of("hello")));
    }

    @Override
    protected Optional<TaskRunner> runnerWithWrongResult() {
        TaskSpec.Builder numbers = TaskSpec.builder().outputSchema("{\"type\":\"integer\"}");
        return Optional.of(new Async(numbers, () -> null, () -> TaskResult.of("hello")));
    }
}
