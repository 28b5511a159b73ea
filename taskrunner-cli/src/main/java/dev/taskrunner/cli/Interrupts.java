package dev.taskrunner.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns Ctrl-C into an interrupt of the thread that runs the command, so that whatever it waits for is given up, cancelled and
 * closed in its own order.
 *
 * <p>Owned by one command. This object guards both fields; the thread is interrupted under the lock, so never after
 * {@link #finished}.
 */
final class Interrupts {
    /** Longer than the grace period of runners that are stopped. */
    private static final long PATIENCE_SECONDS = 8;

    private final CountDownLatch done = new CountDownLatch(1);
    private @Nullable Thread worker;
    private boolean interrupted;

    /** The calling thread runs the command from now on. */
    synchronized void started() {
        worker = Thread.currentThread();
        if (interrupted) {
            worker.interrupt();
        }
    }

    /** The command is over, with everything closed. */
    synchronized void finished() {
        worker = null;
        done.countDown();
    }

    synchronized void interrupt() {
        interrupted = true;
        if (worker != null) {
            worker.interrupt();
        }
    }

    synchronized boolean isInterrupted() {
        return interrupted;
    }

    /** What the JVM does when it is told to end: interrupts the command and gives it a moment to clean up. */
    void shutDown() {
        interrupt();
        try {
            if (!done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("taskrunner: did not end within " + PATIENCE_SECONDS + " seconds, giving up");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
