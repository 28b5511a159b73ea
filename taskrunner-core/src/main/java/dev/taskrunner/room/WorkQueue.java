package dev.taskrunner.room;

import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Bounds how many jobs run at once and how many wait for a place.
 *
 * <p>{@code waiting} is the lock; it guards all fields, and nothing runs under it.
 */
final class WorkQueue {
    private final Executor executor;
    private final int maxRunning;
    private final int maxWaiting;
    private final ArrayDeque<Job<?>> waiting = new ArrayDeque<>();
    private int running;
    /** Jobs whose answer is not sent yet, those that wait among them. */
    private int unfinished;

    private boolean closed;
    private final CountDownLatch idle = new CountDownLatch(1);

    WorkQueue(Executor executor, int maxRunning, int maxWaiting) {
        this.executor = executor;
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
    }

    /** Takes a job; false when all places and the queue are full, or after {@link #close}. */
    boolean offer(Job<?> job) {
        synchronized (waiting) {
            if (running >= maxRunning && waiting.size() >= maxWaiting) {
                dropSettled();
            }
            if (closed || (running >= maxRunning && waiting.size() >= maxWaiting)) {
                return false;
            }
            unfinished++;
            if (running >= maxRunning) {
                waiting.add(job);
                return true;
            }
            running++;
        }
        return start(job);
    }

    /** Under the lock: those for whom nobody waits any more must not keep others out. */
    private void dropSettled() {
        int before = waiting.size();
        waiting.removeIf(Job::isSettled);
        unfinished -= before - waiting.size();
    }

    private boolean start(Job<?> job) {
        try {
            job.whenDone(this::next, this::finished);
            executor.execute(job);
            return true;
        } catch (RejectedExecutionException e) {
            next();
            finished();
            return false;
        }
    }

    private void next() {
        Job<?> job;
        synchronized (waiting) {
            job = waiting.poll();
            if (job == null) {
                running--;
            }
        }
        if (job != null && !start(job)) {
            job.cancel(new dev.taskrunner.TaskException(
                    dev.taskrunner.ErrorCode.AGENT_BUSY, "the executor takes no more tasks"));
        }
    }

    private void finished() {
        synchronized (waiting) {
            unfinished--;
            if (closed && unfinished == 0) {
                idle.countDown();
            }
        }
    }

    /** Takes no more. */
    void close() {
        synchronized (waiting) {
            closed = true;
            if (unfinished == 0) {
                idle.countDown();
            }
        }
    }

    /** Waits, after {@link #close}, until everything is answered; false when that took too long. */
    boolean awaitIdle(long millis) {
        try {
            return idle.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
