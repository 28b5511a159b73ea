package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How much of a stream is on its way and not read yet: who sends waits while it is too much.
 *
 * <p>{@code lock} guards all fields. Waits end when the other end has read on, or when the stream ends, which every stream does at its
 * deadline. Never calls anybody.
 */
final class StreamWindow {
    static final int MAX_ITEMS = 256;
    static final long MAX_BYTES = 1 << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final boolean bounded;
    private final ArrayDeque<Long> sizes = new ArrayDeque<>(); // of the items on their way, oldest first
    private long bytes;
    private long released; // items that are not on their way any more, since the beginning
    private boolean credited; // whether the other end tells what it has read
    private @Nullable TaskException ended;

    /** A window that counts, or, for an other end that never tells, one that only knows whether the stream has ended. */
    StreamWindow(boolean bounded) {
        this.bounded = bounded;
    }

    /** Takes a place for an item, waiting for it. */
    void acquire(long size) {
        lock.lock();
        try {
            while (ended == null && bounded && (sizes.size() >= MAX_ITEMS || bytes >= MAX_BYTES)) {
                changed.await();
            }
            if (ended != null) {
                throw ended.rethrown();
            }
            if (bounded) {
                sizes.add(size);
                bytes += size;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskException(ErrorCode.CANCELLED, "interrupted while waiting to send an item", e);
        } finally {
            lock.unlock();
        }
    }

    /** The room has an item; that counts only while the other end does not tell what it has read. */
    void acknowledged() {
        lock.lock();
        try {
            if (!credited) {
                release(released + 1);
            }
        } finally {
            lock.unlock();
        }
    }

    /** The other end has read so many items since the beginning. */
    void read(long items) {
        lock.lock();
        try {
            credited = true;
            release(items);
        } finally {
            lock.unlock();
        }
    }

    private void release(long upTo) {
        lock.lock();
        try {
            while (released < upTo && !sizes.isEmpty()) {
                bytes -= sizes.remove();
                released++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is sent any more; the first reason counts. */
    void end(TaskException why) {
        lock.lock();
        try {
            ended = ended == null ? why : ended;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
