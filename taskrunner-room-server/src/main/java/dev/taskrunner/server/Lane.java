package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one participant has done to files: one after the other, in order, on threads that may wait for a disk. Bounded in number and
 * bytes.
 *
 * <p>{@code waiting} is the lock of all state; nothing runs under it. After each task others get their turn.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int MAX_WAITING = 1_024;
    private static final long MAX_BYTES = 64L << 20;

    private final Executor threads;
    private final ArrayDeque<Task> waiting = new ArrayDeque<>();
    private long bytes; // guarded by waiting
    private boolean running; // guarded by waiting

    /** A task and the bytes it holds. */
    private record Task(long bytes, Runnable work) {}

    Lane(Executor threads) {
        this.threads = threads;
    }

    /** Adds a task, or refuses it as too much. One large message always fits. */
    void add(long size, Runnable work) {
        synchronized (waiting) {
            if (waiting.size() >= MAX_WAITING || (bytes > 0 && bytes + size > MAX_BYTES)) {
                throw new TaskException(
                        ErrorCode.AGENT_BUSY, "too many requests at once for files; wait for answers in between");
            }
            addAlways(size, work);
        }
    }

    /** Adds a task that must run. */
    void addAlways(long size, Runnable work) {
        boolean start;
        synchronized (waiting) {
            bytes += size;
            waiting.add(new Task(size, work));
            start = !running;
            running = true;
        }
        if (start) {
            go();
        }
    }

    private void go() {
        try {
            threads.execute(this::next);
        } catch (RejectedExecutionException e) {
            LOG.debug("The server closes; nobody waits for files any more", e);
        }
    }

    private void next() {
        Task task;
        synchronized (waiting) {
            task = waiting.peek();
        }
        run(task);
        boolean more;
        synchronized (waiting) {
            waiting.remove();
            bytes -= task == null ? 0 : task.bytes();
            more = !waiting.isEmpty();
            running = more;
        }
        if (more) {
            go();
        }
    }

    private static void run(@Nullable Task task) {
        try {
            if (task != null) {
                task.work().run();
            }
        } catch (RuntimeException e) {
            LOG.error("A task about files failed", e);
        }
    }
}
