package dev.taskrunner.room;

import dev.taskrunner.room.spi.RoomTimer;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.room.spi.TransportTarget;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.java_websocket.WebSocket;
import org.java_websocket.WebSocketImpl;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.enums.ReadyState;
import org.java_websocket.exceptions.WebsocketNotConnectedException;
import org.java_websocket.framing.BinaryFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The default transport, on Java-WebSocket: a reader and a writer thread for each connection.
 *
 * <p>The socket is our own ({@link CoalescingSocket}), so that the packets of a message leave in one write instead of one
 * each. Compression is never offered: the library's is defective, and on a LAN it only costs.
 */
final class JavaWebSocketTransport implements RoomTransport {
    private static final Logger LOG = LoggerFactory.getLogger(JavaWebSocketTransport.class);
    /** A packet is at most 1036 bytes, or a header with a long type; anything far beyond is no packet. */
    private static final int MAX_FRAME = 128 << 10;

    private static final int AVERAGE_FRAME = 1044;
    private static final int ABNORMAL = 1006;
    /** How long the other side may take to answer a close. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private static final Pattern STATUS = Pattern.compile("status code received: (\\d{3})");

    private final TransportTarget target;
    private final CountDownLatch decided = new CountDownLatch(1);

    /** Set before the library's threads start. */
    private @Nullable Client client;

    private @Nullable CoalescingSocket socket;

    /** Written by the reader thread before {@code decided} is counted down. */
    private volatile boolean opened;

    private volatile String refusal = "closed before it opened";

    JavaWebSocketTransport(TransportTarget target) {
        this.target = target;
    }

    @Override
    @SuppressWarnings("deprecation") // setSocket: its successor takes a factory, and the socket is connected already
    public void start(Listener to) throws IOException {
        Client connecting = new Client(to);
        client = connecting;
        CoalescingSocket socket = CoalescingSocket.connect(target, connecting.engine().outQueue, to::onDrained);
        this.socket = socket;
        connecting.setSocket(socket);
        connecting.setTcpNoDelay(true);
        connecting.setConnectionLostTimeout(0);
        connecting.setDaemon(true);
        connecting.connect();
        try {
            if (!decided.await(target.connectTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                socket.close();
                throw new java.net.SocketTimeoutException("no answer to the upgrade within " + target.connectTimeout());
            }
        } catch (InterruptedException e) {
            socket.close();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while connecting", e);
        }
        if (!opened) {
            Matcher status = STATUS.matcher(refusal);
            if (status.find()) {
                throw new TransportRefusedException(Integer.parseInt(status.group(1)), "HTTP " + status.group(1));
            }
            throw new IOException("no WebSocket: " + refusal);
        }
    }

    @Override
    public void send(List<ByteBuffer> packets) throws IOException {
        List<Framedata> frames = new ArrayList<>(packets.size());
        for (ByteBuffer packet : packets) {
            BinaryFrame frame = new BinaryFrame();
            frame.setPayload(packet);
            frame.setTransferemasked(true);
            frames.add(frame);
        }
        try {
            client().sendFrame(frames);
        } catch (WebsocketNotConnectedException e) {
            throw new IOException("the connection is closed", e);
        }
    }

    @Override
    public long queuedBytes() {
        return (long) client().engine().outQueue.size() * AVERAGE_FRAME;
    }

    @Override
    public void ping() {
        if (client().getReadyState() == ReadyState.OPEN) {
            client().sendPing();
        }
    }

    @Override
    public void close(int code, String reason) {
        Client open = client;
        if (open == null) {
            return;
        }
        if (code == ABNORMAL) {
            cut();
            return;
        }
        open.close(code, reason);
        RoomTimer.system().schedule(CLOSE_PATIENCE, this::cut);
    }

    private void cut() {
        try {
            CoalescingSocket connected = socket;
            if (connected != null) {
                connected.cut();
            }
        } catch (IOException e) {
            LOG.debug("the socket did not close properly: {}", e.getMessage());
        }
    }

    private Client client() {
        Client started = client;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    /** The library's callbacks, all on its reader thread. */
    private final class Client extends WebSocketClient {
        private final Listener to;

        Client(Listener to) {
            super(target.uri(), new Draft_6455(List.of(), List.of(new Protocol("")), MAX_FRAME), target.headers());
            this.to = to;
        }

        WebSocketImpl engine() {
            return (WebSocketImpl) getConnection();
        }

        @Override
        public void onOpen(ServerHandshake handshake) {
            opened = true;
            decided.countDown();
        }

        @Override
        public void onMessage(ByteBuffer packet) {
            to.onPacket(packet);
        }

        @Override
        public void onMessage(String text) {
            close(1003, "text frames are not part of the protocol");
        }

        @Override
        public void onWebsocketPong(WebSocket connection, Framedata frame) {
            to.onPong();
        }

        @Override
        public void onClose(int code, String reason, boolean remote) {
            if (opened) {
                to.onClosed(code, reason == null ? "" : reason);
            } else {
                refusal = reason == null || reason.isEmpty() ? refusal : reason;
                decided.countDown();
            }
        }

        @Override
        public void onError(Exception e) {
            if (!opened) {
                refusal = String.valueOf(e.getMessage());
            }
        }
    }
}
