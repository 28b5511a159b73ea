package dev.taskrunner.testing;

import dev.taskrunner.Agents;
import dev.taskrunner.TaskException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.Assertions;

/** The one error that something ends with. */
final class Failure {
    private Failure() {}

    static TaskException of(Runnable call) {
        return Assertions.catchThrowableOfType(TaskException.class, call::run);
    }

    /** Fails the test when the future is not settled soon: nothing may hang. */
    static TaskException of(CompletableFuture<?> future) {
        return of(() -> {
            try {
                future.handle((value, error) -> "settled").get(20, TimeUnit.SECONDS);
            } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
                throw new AssertionError("not settled within 20 s", e);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
            Agents.await(future);
        });
    }
}
