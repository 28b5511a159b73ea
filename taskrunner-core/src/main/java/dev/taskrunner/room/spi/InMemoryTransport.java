package dev.taskrunner.room.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Two ends of a connection in one JVM: the same packets as over a socket, without one. Each end delivers what it received in
 * order, one packet at a time, on the executor given.
 *
 * <p>Each end's {@code lock} guards its inbox and its state; listeners are called outside it, by whichever executor thread
 * drains the inbox, one at a time.
 */
public final class InMemoryTransport implements RoomTransport {
    private static final int NORMAL = 1000;
    private static final int ABNORMAL = 1006;
    /** Stands in the inbox for the answer to a ping, so that it keeps its place before the end. */
    private static final List<ByteBuffer> PONG = List.of(ByteBuffer.allocate(0).asReadOnlyBuffer());

    private final Executor executor;
    private final Object lock = new Object();
    /** What came and was not delivered yet; guarded by lock. */
    private final ArrayDeque<List<ByteBuffer>> inbox = new ArrayDeque<>();

    private @Nullable InMemoryTransport other;
    private @Nullable Listener listener;
    private long inboxBytes;
    private boolean draining;
    private boolean closed;
    private boolean closeReported;
    private int closeCode = ABNORMAL;
    private String closeReason = "";

    private InMemoryTransport(Executor executor) {
        this.executor = executor;
    }

    /**
     * Makes both ends.
     *
     * @param executor delivers what arrives
     * @return two ends, each the other's peer; both must be started
     */
    public static List<InMemoryTransport> pair(Executor executor) {
        InMemoryTransport left = new InMemoryTransport(executor);
        InMemoryTransport right = new InMemoryTransport(executor);
        left.other = right;
        right.other = left;
        return List.of(left, right);
    }

    @Override
    public void start(Listener to) {
        synchronized (lock) {
            listener = to;
        }
        wake();
    }

    @Override
    public void send(List<ByteBuffer> packets) throws IOException {
        InMemoryTransport peer = peer();
        synchronized (lock) {
            if (closed) {
                throw new IOException("the connection is closed");
            }
        }
        List<ByteBuffer> copies = new ArrayList<>(packets.size());
        long bytes = 0;
        for (ByteBuffer packet : packets) {
            copies.add(packet.asReadOnlyBuffer());
            bytes += packet.remaining();
        }
        synchronized (peer.lock) {
            peer.inbox.add(copies);
            peer.inboxBytes += bytes;
        }
        peer.wake();
    }

    @Override
    public long queuedBytes() {
        InMemoryTransport peer = peer();
        synchronized (peer.lock) {
            return peer.inboxBytes;
        }
    }

    @Override
    public void ping() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            inbox.add(PONG);
        }
        wake();
    }

    @Override
    public void close(int code, String reason) {
        peer().ended(code, reason);
        ended(code, reason);
    }

    /** Ends the connection as a crash would: no close code, nothing that is under way arrives. */
    public void cut() {
        for (InMemoryTransport end : List.of(this, peer())) {
            synchronized (end.lock) {
                end.inbox.clear();
                end.inboxBytes = 0;
            }
            end.ended(ABNORMAL, "connection cut");
        }
    }

    private InMemoryTransport peer() {
        InMemoryTransport peer = other;
        if (peer == null) {
            throw new IllegalStateException("an end without its other end");
        }
        return peer;
    }

    private void ended(int code, String reason) {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            closeCode = code == 0 ? NORMAL : code;
            closeReason = reason;
        }
        wake();
    }

    private void wake() {
        synchronized (lock) {
            boolean work = !inbox.isEmpty() || (closed && !closeReported);
            if (draining || listener == null || !work) {
                return;
            }
            draining = true;
        }
        executor.execute(this::drain);
    }

    /** Delivers until there is nothing left; what was under way before a close still arrives, as over TCP. */
    private void drain() {
        while (true) {
            List<ByteBuffer> packets;
            Listener to;
            synchronized (lock) {
                to = listener;
                packets = inbox.poll();
                if (to == null || (packets == null && (!closed || closeReported))) {
                    draining = false;
                    return;
                }
                closeReported = packets == null;
                if (packets != null) {
                    inboxBytes -=
                            packets.stream().mapToLong(ByteBuffer::remaining).sum();
                }
            }
            if (packets == null) {
                to.onClosed(closeCode, closeReason);
            } else if (packets == PONG) {
                to.onPong();
            } else {
                packets.forEach(to::onPacket);
                drainedTo(peer());
            }
        }
    }

    private void drainedTo(InMemoryTransport sender) {
        Listener to;
        synchronized (lock) {
            if (!inbox.isEmpty()) {
                return;
            }
        }
        synchronized (sender.lock) {
            to = sender.listener;
        }
        if (to != null) {
            to.onDrained();
        }
    }
}
