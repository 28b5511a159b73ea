package dev.taskrunner.testing;

import dev.taskrunner.room.spi.RoomTransport;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Hears what a transport says and keeps it for the test; also whether the transport keeps to the rules of a listener. */
final class RecordingListener implements RoomTransport.Listener {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** How a connection ended. */
    record Closed(int code, String reason) {}

    private final LinkedBlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
    private final Semaphore pongs = new Semaphore(0);
    private final Semaphore drains = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Closed> closes = new CopyOnWriteArrayList<>();
    private final List<String> breaches = new CopyOnWriteArrayList<>();
    private final AtomicInteger receiving = new AtomicInteger();

    @Override
    public void onPacket(ByteBuffer packet) {
        alone("onPacket", () -> {
            byte[] bytes = new byte[packet.remaining()];
            packet.get(bytes);
            packets.add(bytes);
        });
    }

    @Override
    public void onPong() {
        alone("onPong", pongs::release);
    }

    @Override
    public void onDrained() {
        // Comes from the thread that writes, and so may come beside the others and at any time.
        drains.release();
    }

    @Override
    public void onClosed(int code, String reason) {
        alone("onClosed", () -> {
            closes.add(new Closed(code, reason));
            ended.countDown();
        });
    }

    private void alone(String what, Runnable work) {
        if (!closes.isEmpty()) {
            breaches.add(what + " after onClosed");
        }
        if (receiving.incrementAndGet() > 1) {
            breaches.add(what + " while another callback ran");
        }
        work.run();
        receiving.decrementAndGet();
    }

    byte @Nullable [] packet() throws InterruptedException {
        return packets.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The next packet if it is there already. */
    byte @Nullable [] packetIfAny() {
        return packets.poll();
    }

    boolean awaitPong() throws InterruptedException {
        return pongs.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    boolean awaitDrained() throws InterruptedException {
        return drains.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Waits until the end is reported. */
    Closed awaitClosed() throws InterruptedException {
        if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the end of the connection was not reported within " + PATIENCE);
        }
        return closes.get(0);
    }

    boolean isClosed() {
        return !closes.isEmpty();
    }

    int closes() {
        return closes.size();
    }

    /** Where the transport did not keep to the rules. */
    List<String> breaches() {
        return breaches;
    }
}
