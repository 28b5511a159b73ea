package dev.taskrunner.testing;

import dev.taskrunner.TaskException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Asks again and again, for what a room does not announce. */
final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 10;

    private Eventually() {}

    /** Whether something becomes true in time; a {@link TaskException} means not yet. */
    static boolean holds(Supplier<Boolean> condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                if (condition.get()) {
                    return true;
                }
            } catch (TaskException e) {
                if (!e.isRetriable()) {
                    throw e;
                }
            }
            if (!pause()) {
                return false;
            }
        }
        return false;
    }

    /** What a call answers once it no longer fails with a retriable error. */
    static <T> T answer(Supplier<T> call) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        @Nullable TaskException last = null;
        while (System.nanoTime() < end) {
            try {
                return call.get();
            } catch (TaskException e) {
                if (!e.isRetriable()) {
                    throw e;
                }
                last = e;
            }
            if (!pause()) {
                break;
            }
        }
        throw new AssertionError("no answer within " + PATIENCE, last);
    }

    private static boolean pause() {
        try {
            // Nobody counts it down: a wait that an interrupt ends.
            return !new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
