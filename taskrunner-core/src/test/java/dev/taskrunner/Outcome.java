package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How futures of the contract end: within seconds, and never with anything but a {@link TaskException}. */
public final class Outcome {
    private static final int SECONDS = 10;

    private Outcome() {}

    /** The failure of a future that must fail. */
    public static TaskException failure(CompletableFuture<?> future) {
        try {
            return fail("should have failed, but gave " + future.get(SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(TaskException.class);
            return (TaskException) e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError("no outcome in time", e);
        }
    }

    /** The value of a future that must succeed. */
    public static <T> T value(CompletableFuture<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            throw new AssertionError("no value", e);
        }
    }
}
