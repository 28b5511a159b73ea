package dev.taskrunner.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bad network in this JVM: stands between a client and a server and passes bytes on, late, slowly, only one way, or not at all.
 *
 * <pre>{@code
 * try (TcpProxy proxy = TcpProxy.to(server.uri("demo"))) {
 *     Room room = Room.connect(proxy.uri(), token);
 *     proxy.cut(); // as if somebody had pulled the plug
 * }
 * }</pre>
 *
 * <p>Listens on loopback. Holds at most 1 MiB for each direction of a connection: beyond that it stops reading, as a full
 * network does. Each connection has two threads for each direction, all daemons, which end with it. Safe for several threads.
 */
public final class TcpProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TcpProxy.class);
    private static final int CONNECT_MILLIS = 5_000;

    /** Which way bytes go. */
    public enum Direction {
        /** From the client to the server. */
        TO_SERVER,
        /** From the server to the client. */
        TO_CLIENT
    }

    private final URI target;
    private final int port;
    private final ProxyConditions conditions = new ProxyConditions();
    private final List<ProxiedConnection> connections = new CopyOnWriteArrayList<>();
    private final Semaphore accepted = new Semaphore(0);
    private volatile @Nullable ServerSocket listening;
    private volatile @Nullable Thread accepting;

    private TcpProxy(URI target) {
        this.target = target;
        this.port = listen(0);
    }

    /**
     * Starts a proxy on a free port.
     *
     * @param target host and port of the server; the rest is kept for {@link #uri()}
     * @return the proxy, listening
     */
    public static TcpProxy to(URI target) {
        if (target.getHost() == null || target.getPort() < 0) {
            throw new IllegalArgumentException("a host and a port are needed: " + target);
        }
        return new TcpProxy(target);
    }

    private int listen(int wanted) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), wanted));
            listening = socket;
            accepting = daemon("proxy-accept", () -> accept(socket));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy cannot listen", e);
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                begin(socket.accept());
            } catch (IOException e) {
                LOG.debug("the proxy accepted nothing: {}", e.getMessage());
            }
        }
    }

    private void begin(Socket client) throws IOException {
        Socket server = new Socket();
        try {
            server.connect(new InetSocketAddress(target.getHost(), target.getPort()), CONNECT_MILLIS);
        } catch (IOException e) {
            server.close();
            client.close();
            throw e;
        }
        ProxiedConnection connection = new ProxiedConnection(client, server, conditions, connections::remove);
        connections.add(connection);
        connection.start();
        accepted.release();
    }

    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /**
     * The proxy's port.
     *
     * @return the port, the same after {@link #startAccepting()}
     */
    public int port() {
        return port;
    }

    /**
     * The target's address by way of the proxy.
     *
     * @return the same scheme, path and query, with the proxy's host and port
     */
    public URI uri() {
        String query = target.getRawQuery() == null ? "" : "?" + target.getRawQuery();
        return URI.create(target.getScheme() + "://127.0.0.1:" + port + target.getRawPath() + query);
    }

    /**
     * How many connections stand.
     *
     * @return the number at this moment
     */
    public int connections() {
        return connections.size();
    }

    /**
     * Waits until so many more connections have been made.
     *
     * @param count how many, besides those that were waited for already
     * @param patience how long to wait
     * @return whether they were
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitConnections(int count, Duration patience) throws InterruptedException {
        return accepted.tryAcquire(count, patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Holds back everything for a while, as a long way does; the throughput stays.
     *
     * @param each how late each byte arrives, each way; zero for none
     */
    public void delay(Duration each) {
        conditions.delay(each);
    }

    /**
     * Limits the throughput, as a thin line does.
     *
     * @param bytesPerSecond for each direction of each connection; 0 for no limit
     */
    public void throttle(long bytesPerSecond) {
        conditions.throttle(bytesPerSecond);
    }

    /**
     * Passes nothing on in one direction, while everything stays connected.
     *
     * @param direction which
     */
    public void stall(Direction direction) {
        conditions.stall(direction, true);
    }

    /**
     * Passes on again.
     *
     * @param direction which
     */
    public void resume(Direction direction) {
        conditions.stall(direction, false);
    }

    /** Resets all connections at once, both sides: no farewell, and what is under way is lost. */
    public void cut() {
        connections.forEach(ProxiedConnection::reset);
    }

    /**
     * Ends one direction of all connections as a half-closed socket does: the receiver sees the end, the other way goes on.
     *
     * @param direction which
     */
    public void halfClose(Direction direction) {
        connections.forEach(connection -> connection.end(direction));
    }

    /** Refuses new connections; those that stand go on. */
    public void stopAccepting() {
        ServerSocket socket = listening;
        Thread acceptor = accepting;
        if (socket == null || acceptor == null) {
            return;
        }
        try {
            socket.close();
            // The kernel keeps the port until the thread that waits in accept has left it.
            acceptor.join(CONNECT_MILLIS);
        } catch (IOException e) {
            throw new UncheckedIOException("the proxy cannot stop listening", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Accepts connections again, on the same port. */
    public void startAccepting() {
        ServerSocket socket = listening;
        if (socket == null || socket.isClosed()) {
            listen(port);
        }
    }

    /** Stops listening and resets all connections. */
    @Override
    public void close() {
        stopAccepting();
        cut();
    }
}
