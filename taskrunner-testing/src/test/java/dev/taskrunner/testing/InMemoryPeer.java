package dev.taskrunner.testing;

import dev.taskrunner.room.spi.InMemoryTransport;
import dev.taskrunner.room.spi.RoomTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The far end of an in-memory pair, as the contract tests steer it. */
final class InMemoryPeer implements TransportPeer, RoomTransport.Listener {
    /** Daemons that end when idle; never shut down, since ends may still deliver when a test is over. */
    private static final Executor THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "in-memory-peer");
        thread.setDaemon(true);
        return thread;
    });

    private final InMemoryTransport near;
    private final InMemoryTransport far;
    private final LinkedBlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private volatile CountDownLatch mayRead = new CountDownLatch(0);

    InMemoryPeer() {
        List<InMemoryTransport> ends = InMemoryTransport.pair(THREADS);
        near = ends.get(0);
        far = ends.get(1);
        far.start(this);
    }

    @Override
    public RoomTransport transport() {
        return near;
    }

    @Override
    public void send(List<ByteBuffer> toSend) throws IOException {
        far.send(toSend);
    }

    @Override
    public byte[] receive(Duration patience) throws InterruptedException {
        return packets.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void reading(boolean on) {
        CountDownLatch before = mayRead;
        mayRead = new CountDownLatch(on ? 0 : 1);
        before.countDown();
    }

    @Override
    public void close(int code, String reason) {
        far.close(code, reason);
    }

    @Override
    public void vanish() {
        reading(true);
        far.cut();
    }

    @Override
    public int awaitClose(Duration patience) throws InterruptedException {
        try {
            return closed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        reading(true);
        far.close(1000, "");
    }

    @Override
    public void onPacket(ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.get(bytes);
        packets.add(bytes);
        try {
            mayRead.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void onPong() {
        throw new AssertionError("the peer never pings");
    }

    @Override
    public void onDrained() {
        assert !closed.isDone() || far.queuedBytes() == 0;
    }

    @Override
    public void onClosed(int code, String reason) {
        closed.complete(code);
    }
}
