package dev.taskrunner.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Holds up the code under test until the test lets it go, and tells the test how far it came. Safe for several threads.
 *
 * <p>The code under test calls {@link #pass()}; the test waits with {@link #awaitArrivals}, then opens the gate or cancels.
 */
public final class Gate {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final CountDownLatch open = new CountDownLatch(1);
    private final Semaphore arrivals = new Semaphore(0);
    private final Semaphore interrupts = new Semaphore(0);

    /** A closed gate. */
    public Gate() {
        // Starts closed.
    }

    /**
     * Waits until the gate is open. For the code under test.
     *
     * @throws InterruptedException if the code under test is cancelled; the gate remembers it
     */
    public void pass() throws InterruptedException {
        arrivals.release();
        try {
            open.await();
        } catch (InterruptedException e) {
            interrupts.release();
            throw e;
        }
    }

    /** Lets everybody go, now and later. */
    public void open() {
        open.countDown();
    }

    /**
     * Waits until so many more callers have arrived.
     *
     * @param count how many
     * @return false if they did not come within 20 seconds
     */
    public boolean awaitArrivals(int count) {
        return await(arrivals, count);
    }

    /**
     * How many have arrived and were not waited for yet.
     *
     * @return the number
     */
    public int arrivals() {
        return arrivals.availablePermits();
    }

    /**
     * Waits until so many more waiting callers were interrupted.
     *
     * @param count how many
     * @return false if they were not within 20 seconds
     */
    public boolean awaitInterrupts(int count) {
        return await(interrupts, count);
    }

    private static boolean await(Semaphore semaphore, int count) {
        try {
            return semaphore.tryAcquire(count, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
