package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.schema.Violation;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class AgentsAwaitTest {
    private static TaskException failure(CompletableFuture<?> future) {
        return catchThrowableOfType(TaskException.class, () -> Agents.await(future));
    }

    @Test
    void givesTheValue() {
        assertThat(Agents.await(CompletableFuture.completedFuture("x"))).isEqualTo("x");
    }

    @Test
    void throwsTheFailureWithTheStackOfTheWaiter() {
        Violation violation = new Violation("/a", "type", "integer", "string", "wrong");
        TaskException remote = TaskException.remote(ErrorCode.INVALID_ARGUMENTS, "text", List.of(violation));
        for (Throwable given : List.of(remote, new CompletionException(remote))) {
            TaskException thrown = failure(CompletableFuture.failedFuture(given));
            assertThat(thrown.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
            assertThat(thrown.text()).isEqualTo("text");
            assertThat(thrown.violations()).containsExactly(violation);
            assertThat(thrown).hasCause(remote).isNotSameAs(remote);
        }
    }

    @Test
    void otherFailuresAreFailed() {
        TaskException thrown = failure(CompletableFuture.failedFuture(new java.io.IOException("gone")));
        assertThat(thrown.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(thrown).hasCauseInstanceOf(java.io.IOException.class);
    }

    @Test
    void aCancelledFutureIsCancelled() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.cancel(true);
        assertThat(failure(future).code()).isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    void anInterruptCancelsTheFutureAndStays() {
        CompletableFuture<String> future = new CompletableFuture<>();
        Thread.currentThread().interrupt();
        try {
            assertThat(failure(future).code()).isEqualTo(ErrorCode.CANCELLED);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(future).isCancelled();
    }

    @Test
    void theBlockingMethodsGoThroughAskAsync() {
        Agents echo = new Agents() {
            @Override
            public CompletableFuture<TaskResult> askAsync(String agent, Object arguments, AskOptions options) {
                if (agent.isEmpty()) {
                    return CompletableFuture.failedFuture(new TaskException(ErrorCode.UNKNOWN_AGENT, "who?"));
                }
                assertThat(options).isSameAs(AskOptions.DEFAULT);
                return CompletableFuture.completedFuture(TaskResult.of(arguments));
            }

            @Override
            public List<TaskSpec> list() {
                return List.of();
            }
        };
        assertThat(echo.ask("a", Map.of("x", 1)).asMap()).isEqualTo(Map.of("x", 1));
        assertThat(echo.ask("a", 5, Integer.class)).isEqualTo(5);
        assertThat(echo.askAsync("a", "t").join().asText()).isEqualTo("t");
        assertThatThrownBy(() -> echo.ask("", 1))
                .isInstanceOf(TaskException.class)
                .hasMessage("who?");
    }
}
