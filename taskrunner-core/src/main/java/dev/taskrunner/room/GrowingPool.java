package dev.taskrunner.room;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads for tasks that may block, on JDKs without virtual threads. A few threads share a queue as long as they keep up, which
 * spares a thread's sleep and wake-up for each task; once a task has waited for {@link #PATIENCE}, since the others block or take
 * long, every waiting task gets a thread of its own.
 *
 * <p>The queue is as long as those who submit allow: they bound how much runs at once. A watcher thread of the pool's own looks at
 * the queue while there is work, and sleeps otherwise; it ends with the pool. It never runs a task.
 */
final class GrowingPool extends ThreadPoolExecutor {
    /** How long the first task in the queue may wait for one of the few threads. */
    static final Duration PATIENCE = Duration.ofMillis(2);

    /** How long a pool without work keeps its threads and is looked at, so that a short pause costs nothing. */
    private static final Duration AFTERGLOW = Duration.ofSeconds(1);

    private final int few;

    private final Thread watcher;

    /** Written by the watcher alone; read by those who submit, who then wake it. */
    private volatile boolean asleep;

    /**
     * A pool of a few threads at first.
     *
     * @param idle how long a thread without work is kept
     */
    GrowingPool(int few, Duration idle, ThreadFactory threads) {
        super(few, Integer.MAX_VALUE, idle.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), threads);
        this.few = few;
        allowCoreThreadTimeOut(true);
        watcher = new Thread(this::watch, "taskrunner-watcher");
        watcher.setDaemon(true);
        watcher.start();
    }

    @Override
    public void execute(Runnable task) {
        super.execute(task);
        if (asleep) {
            LockSupport.unpark(watcher);
        }
    }

    private void watch() {
        long busy = System.nanoTime();
        Runnable seen = null;
        while (!isTerminated()) {
            Runnable first = getQueue().peek();
            if (first != null) {
                busy = System.nanoTime();
                // The same one as at the last look: it has waited for so long.
                if (first == seen) {
                    setCorePoolSize(Math.max(
                            getCorePoolSize(), getActiveCount() + getQueue().size()));
                }
            } else if (System.nanoTime() - busy > AFTERGLOW.toNanos()) {
                setCorePoolSize(few);
                sleepUntilWork();
                busy = System.nanoTime();
            }
            seen = first;
            LockSupport.parkNanos(this, PATIENCE.toNanos());
        }
    }

    private void sleepUntilWork() {
        asleep = true;
        // Work that came before the flag was up woke nobody.
        if (getQueue().isEmpty() && !isTerminated()) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    /** The thread that makes the pool grow. */
    Thread watcher() {
        return watcher;
    }

    @Override
    protected void terminated() {
        super.terminated();
        LockSupport.unpark(watcher);
    }
}
