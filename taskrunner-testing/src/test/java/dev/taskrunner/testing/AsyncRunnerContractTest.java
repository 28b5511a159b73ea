package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A runner that gives futures, takes no arguments, has no output schema and no name of its own. */
@InMemoryRooms
class AsyncRunnerContractTest extends TaskRunnerContractTests {
    private final AtomicInteger calls = new AtomicInteger();

    private final class Async extends TaskRunner {
        private final Optional<RuntimeException> failure;

        Async(Optional<RuntimeException> failure) {
            super(TaskSpec.builder().description("greets").build());
            this.failure = failure;
        }

        @Override
        public TaskResult ask(TaskContext context, TaskInput input) {
            throw new AssertionError("askAsync is overridden");
        }

        @Override
        protected CompletionStage<TaskResult> askAsync(TaskContext context, TaskInput input) {
            calls.incrementAndGet();
            return CompletableFuture.supplyAsync(() -> {
                failure.ifPresent(error -> {
                    throw error;
                });
                return TaskResult.of("hello");
            });
        }
    }

    @Override
    protected TaskRunner runner() {
        return new Async(Optional.empty());
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
        return Optional.of(new Async(Optional.of(failure)));
    }
}
