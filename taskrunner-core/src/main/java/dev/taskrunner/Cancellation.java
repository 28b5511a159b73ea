package dev.taskrunner;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells running work that nobody waits for it any more. Safe to share between threads.
 *
 * <p>The work polls {@link #isCancelled()}, or calls {@link #throwIfCancelled()}, or registers a callback. A runner's thread
 * is interrupted as well.
 */
public final class Cancellation {
    private static final Logger LOG = LoggerFactory.getLogger(Cancellation.class);

    /** Guards both fields; callbacks run outside it. */
    private final Object lock = new Object();

    private @Nullable TaskException reason;
    private List<Runnable> callbacks = new ArrayList<>();

    /** A cancellation that has not happened yet. */
    public Cancellation() {
        // Nothing to set up; public so that tests of user code can make one.
    }

    /**
     * Cancels. Only the first call counts.
     *
     * @param why what the work is told; {@link ErrorCode#CANCELLED} or {@link ErrorCode#TIMED_OUT}
     * @return true for the call that counted
     */
    public boolean cancel(TaskException why) {
        List<Runnable> toRun;
        synchronized (lock) {
            if (reason != null) {
                return false;
            }
            reason = why;
            toRun = callbacks;
            callbacks = List.of();
        }
        toRun.forEach(Cancellation::runQuietly);
        return true;
    }

    /** A callback that fails must keep neither the others from being called nor the task from being answered. */
    private static void runQuietly(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            LOG.warn("a callback on cancellation failed", e);
        }
    }

    /**
     * Says whether the work should stop.
     *
     * @return true once cancelled
     */
    public boolean isCancelled() {
        return reason() != null;
    }

    /**
     * Why the work should stop.
     *
     * @return the reason; null while it should not
     */
    public @Nullable TaskException reason() {
        synchronized (lock) {
            return reason;
        }
    }

    /**
     * Stops the work if it should stop.
     *
     * @throws TaskException the reason, once cancelled
     */
    public void throwIfCancelled() {
        TaskException why = reason();
        if (why != null) {
            throw why.rethrown();
        }
    }

    /**
     * Runs something on cancellation, at once if it has happened already.
     *
     * @param callback short and not blocking; runs on the thread that cancels
     * @return takes the callback back
     */
    public Runnable onCancel(Runnable callback) {
        synchronized (lock) {
            if (reason == null) {
                callbacks.add(callback);
                return () -> forget(callback);
            }
        }
        runQuietly(callback);
        return () -> {};
    }

    private void forget(Runnable callback) {
        synchronized (lock) {
            if (reason == null) {
                callbacks.remove(callback);
            }
        }
    }
}
