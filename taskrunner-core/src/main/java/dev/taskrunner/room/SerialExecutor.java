package dev.taskrunner.room;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what it is given one after the other, in order, on another executor. Bounded.
 *
 * <p>{@code waiting} is its own lock and guards {@code running} too; nothing runs under it.
 */
final class SerialExecutor implements Executor {
    static final int DEFAULT_LIMIT = 16_384;
    private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

    private final Executor executor;
    private final int limit;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private boolean running;

    SerialExecutor(Executor executor, int limit) {
        this.executor = executor;
        this.limit = limit;
    }

    /** Takes a task; false when too many wait already. */
    boolean offer(Runnable task) {
        synchronized (waiting) {
            if (waiting.size() >= limit) {
                return false;
            }
            waiting.add(task);
            if (running) {
                return true;
            }
            running = true;
        }
        try {
            executor.execute(this::drain);
        } catch (RejectedExecutionException e) {
            // The room is closed: what still comes is the end of streams and the like, which must not be lost.
            drain();
        }
        return true;
    }

    /** As {@link #offer}, for tasks that must run: when too many wait, on the calling thread. */
    @Override
    public void execute(Runnable task) {
        if (!offer(task)) {
            task.run();
        }
    }

    private void drain() {
        while (true) {
            Runnable task;
            synchronized (waiting) {
                task = waiting.poll();
                if (task == null) {
                    running = false;
                    return;
                }
            }
            runSafely(task);
        }
    }

    /** Runs a listener so that its failure keeps nobody else from hearing. */
    static void runSafely(Runnable listener) {
        try {
            listener.run();
        } catch (Throwable e) {
            LOG.error("a listener failed", e);
        }
    }
}
