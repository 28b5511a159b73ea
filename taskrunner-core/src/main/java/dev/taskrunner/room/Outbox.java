package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.Packets;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one connection sends. Safe for several threads; the packets of a message stay together because the transport takes
 * them together.
 *
 * <p>Bounded: a thread that would exceed the limit waits until the transport has handed everything to the network. The
 * transport's own thread never waits, or nothing would ever be handed on; what it sends is small.
 */
final class Outbox {
    private final RoomTransport transport;
    private final long maxQueuedBytes;
    private final Duration patience;

    /** Guards nothing but the waiting. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition drained = lock.newCondition();
    private volatile boolean closed;

    Outbox(RoomTransport transport, long maxQueuedBytes, Duration patience) {
        this.transport = transport;
        this.maxQueuedBytes = maxQueuedBytes;
        this.patience = patience;
    }

    /** Sends, waiting for room if there is none. */
    void send(Message message) {
        if (transport.queuedBytes() > maxQueuedBytes) {
            awaitRoom();
        }
        sendNow(message);
    }

    /** Sends without waiting: for the transport's own thread. */
    void sendNow(Message message) {
        try {
            transport.send(Packets.encode(message));
        } catch (IOException e) {
            throw new TaskException(
                    ErrorCode.CONNECTION_LOST, "connection lost: " + message.type() + " was not sent", e);
        }
    }

    void onDrained() {
        lock.lock();
        try {
            drained.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        closed = true;
        onDrained();
    }

    private void awaitRoom() {
        lock.lock();
        try {
            long left = patience.toNanos();
            while (!closed && transport.queuedBytes() > maxQueuedBytes) {
                if (left <= 0) {
                    throw new TaskException(
                            ErrorCode.AGENT_BUSY,
                            "the room reads too slowly: over " + maxQueuedBytes + " bytes wait to be sent");
                }
                left = drained.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TaskException(ErrorCode.CANCELLED, "interrupted while waiting to send", e);
        } finally {
            lock.unlock();
        }
    }
}
