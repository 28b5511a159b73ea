package dev.taskrunner.testing;

import dev.taskrunner.testing.TcpProxy.Direction;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection through a {@link TcpProxy}: for each direction a thread that reads, a bounded queue, and a thread that writes when
 * the time has come.
 */
final class ProxiedConnection {
    private static final Logger LOG = LoggerFactory.getLogger(ProxiedConnection.class);
    private static final int CHUNK = 16 << 10;
    private static final int CHUNKS = 64;
    private static final long LOOK_AGAIN_MILLIS = 100;

    /** Bytes and when they came; no bytes mean the end. */
    private record Chunk(byte[] bytes, long arrived) {}

    private final Socket client;
    private final Socket server;
    private final ProxyConditions conditions;
    private final Consumer<ProxiedConnection> whenOver;
    private final AtomicInteger open = new AtomicInteger(2);
    private volatile boolean over;

    ProxiedConnection(Socket client, Socket server, ProxyConditions conditions, Consumer<ProxiedConnection> whenOver) {
        this.client = client;
        this.server = server;
        this.conditions = conditions;
        this.whenOver = whenOver;
    }

    void start() {
        for (Direction direction : Direction.values()) {
            BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(CHUNKS);
            TcpProxy.daemon("proxy-read-" + direction, () -> guard(() -> read(direction, queue)));
            TcpProxy.daemon("proxy-write-" + direction, () -> guard(() -> write(direction, queue)));
        }
    }

    boolean isOver() {
        return over;
    }

    private Socket from(Direction direction) {
        return direction == Direction.TO_SERVER ? client : server;
    }

    private Socket to(Direction direction) {
        return direction == Direction.TO_SERVER ? server : client;
    }

    private void read(Direction direction, BlockingQueue<Chunk> queue) throws IOException, InterruptedException {
        byte[] buffer = new byte[CHUNK];
        for (int count = 0; count >= 0; ) {
            count = from(direction).getInputStream().read(buffer);
            Chunk chunk = new Chunk(Arrays.copyOf(buffer, Math.max(0, count)), System.nanoTime());
            boolean taken = count == 0;
            while (!taken && !over) {
                taken = queue.offer(chunk, LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void write(Direction direction, BlockingQueue<Chunk> queue) throws IOException, InterruptedException {
        long lineFree = System.nanoTime();
        while (!over) {
            Chunk chunk = queue.poll(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
            if (chunk == null) {
                continue;
            }
            lineFree = Math.max(lineFree, System.nanoTime()) + conditions.nanosFor(chunk.bytes().length);
            if (!conditions.await(direction, chunk.arrived(), lineFree, this)) {
                return;
            }
            if (chunk.bytes().length == 0) {
                end(direction);
                return;
            }
            to(direction).getOutputStream().write(chunk.bytes());
        }
    }

    /** Ends one direction; the second one to end closes both sockets. */
    void end(Direction direction) {
        guard(() -> {
            Socket receiver = to(direction);
            if (!receiver.isClosed() && !receiver.isOutputShutdown()) {
                receiver.shutdownOutput();
                if (open.decrementAndGet() == 0) {
                    finish(false);
                }
            }
        });
    }

    /** Closes both sockets so that the peers see a reset. */
    void reset() {
        finish(true);
    }

    private void finish(boolean abruptly) {
        over = true;
        conditions.ended();
        whenOver.accept(this);
        for (Socket socket : new Socket[] {client, server}) {
            try {
                if (abruptly) {
                    socket.setSoLinger(true, 0);
                }
                socket.close();
            } catch (IOException e) {
                LOG.debug("a proxied socket was closed already: {}", e.getMessage());
            }
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** A connection that fails on one side ends on both. */
    private void guard(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            LOG.debug("a proxied connection ended: {}", e.getMessage());
            finish(true);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finish(true);
        }
    }
}
