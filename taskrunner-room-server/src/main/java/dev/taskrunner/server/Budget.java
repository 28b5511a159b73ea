package dev.taskrunner.server;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes that may be used at once, by all rooms together. Thread-safe. */
final class Budget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    Budget(long limit) {
        this.limit = limit;
    }

    /** An eighth of the heap, for what is kept in memory. */
    static Budget ofHeap() {
        return new Budget(Runtime.getRuntime().maxMemory() / 8);
    }

    static Budget unlimited() {
        return new Budget(Long.MAX_VALUE);
    }

    /** Takes bytes, or none when there are not as many left. */
    boolean take(long bytes) {
        long now = used.addAndGet(bytes);
        if (now > limit) {
            used.addAndGet(-bytes);
            return false;
        }
        return true;
    }

    /** Takes bytes that must be had, whether or not they are left. */
    void force(long bytes) {
        used.addAndGet(bytes);
    }

    void giveBack(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }
}
