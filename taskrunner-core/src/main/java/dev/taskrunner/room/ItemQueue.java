package dev.taskrunner.room;

import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The items of a stream that came and were not read yet. The transport's thread adds and never waits; users read.
 *
 * <p>{@code lock} guards all fields. Bounded in items and in bytes, except that a single item always fits: what comes beyond ends the
 * stream with an error, after what is here was read. Ours at the other end never send that much, see {@link StreamWindow}.
 */
final class ItemQueue {
    static final int MAX_ITEMS = 1024;
    static final long MAX_BYTES = 8 << 20;

    /** An item, and the size of the message that it came in. */
    record Item(Content content, long size) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Item> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean ended;
    private @Nullable TaskException failure; // why it ended; null when it should

    /** Adds an item; false when there are too many, which ends the stream. After the end items are dropped. */
    boolean offer(Content content, long size) {
        lock.lock();
        try {
            if (ended) {
                return true;
            } else if (waiting.size() >= MAX_ITEMS || (bytes + size > MAX_BYTES && !waiting.isEmpty())) {
                return false;
            }
            waiting.add(new Item(content, size));
            bytes += size;
            changed.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** No more comes; the first reason counts. */
    void end(@Nullable TaskException why) {
        lock.lock();
        try {
            failure = ended ? failure : why;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next item; null at the end. */
    @Nullable
    Item take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !ended) {
                changed.await();
            }
            Item item = waiting.poll();
            if (item == null && failure != null) {
                throw failure.rethrown();
            }
            bytes -= item == null ? 0 : item.size();
            return item;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskException(ErrorCode.CANCELLED, "interrupted while waiting for an item", e);
        } finally {
            lock.unlock();
        }
    }

    static TaskException overflow() {
        return new TaskException(
                ErrorCode.AGENT_BUSY,
                "items of the stream came faster than they were read; at most " + MAX_ITEMS + " items or " + MAX_BYTES
                        + " bytes wait");
    }
}
