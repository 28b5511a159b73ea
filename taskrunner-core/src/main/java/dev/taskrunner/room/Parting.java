package dev.taskrunner.room;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the room a little time to hear that this side leaves: until then it may still hand a message of a queue to it, which would
 * be lost. Safe for several threads: the latch does its own locking. Never waits on the thread that the answer comes on.
 */
final class Parting {
    private static final Logger LOG = LoggerFactory.getLogger(Parting.class);
    private static final long PATIENCE_SECONDS = 2;

    private final CountDownLatch over = new CountDownLatch(1);
    private volatile @Nullable Thread reader; // written by itself

    /** On the transport's thread: this is it. */
    void reading() {
        if (reader != Thread.currentThread()) {
            reader = Thread.currentThread();
        }
    }

    /** The connection is gone. */
    void over() {
        over.countDown();
    }

    /** Waits for that after the connection was closed; not for long, and not when the thread is interrupted. */
    void await() {
        if (reader == Thread.currentThread()) {
            return;
        }
        try {
            if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.debug("the room did not answer the close within {} s", PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
