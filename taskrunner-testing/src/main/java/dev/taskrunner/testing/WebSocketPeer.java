package dev.taskrunner.testing;

import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportTarget;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A WebSocket server for one connection, written by hand so that it can also misbehave: refuse, keep silent, send bytes that are no
 * frames, end without a farewell. No library stands behind it.
 *
 * <p>A daemon thread accepts, shakes hands and reads; sending is guarded by {@code this}.
 */
final class WebSocketPeer implements TransportPeer {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketPeer.class);
    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int TEXT = 1;
    private static final int BINARY = 2;
    private static final int CLOSE = 8;
    private static final int PING = 9;
    private static final int PONG = 10;

    private final RoomTransport.Factory factory;
    private final Duration connectTimeout;
    private final String answer;
    private final ServerSocket listening;
    private final LinkedBlockingQueue<byte[]> packets = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final CompletableFuture<Socket> connected = new CompletableFuture<>();
    private final CountDownLatch pongs = new CountDownLatch(1);
    private final Map<String, String> headers = new ConcurrentHashMap<>();
    private volatile String requestLine = "";
    private volatile CountDownLatch mayRead = new CountDownLatch(0);

    private WebSocketPeer(RoomTransport.Factory factory, Duration connectTimeout, String answer) throws IOException {
        this.factory = factory;
        this.connectTimeout = connectTimeout;
        this.answer = answer;
        this.listening = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        // Small, so that a peer that does not read is felt soon.
        listening.setReceiveBufferSize(64 << 10);
        TcpProxy.daemon("websocket-peer", this::serve);
    }

    /** A peer that lets the transport in. */
    static WebSocketPeer accepting(RoomTransport.Factory factory) throws IOException {
        return new WebSocketPeer(factory, PATIENCE, "");
    }

    /** A peer that answers the upgrade with bytes of the test's choice and hangs up; no bytes to say nothing at all. */
    static WebSocketPeer answering(RoomTransport.Factory factory, Duration connectTimeout, @Nullable String bytes)
            throws IOException {
        return new WebSocketPeer(factory, connectTimeout, bytes == null ? "silence" : bytes);
    }

    @Override
    public RoomTransport transport() {
        URI uri = URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/rooms/contract?token=t%2B1");
        return factory.create(new TransportTarget(
                uri, Map.of("Authorization", "Bearer t+1", "X-Extra", "yes"), null, null, connectTimeout));
    }

    private void serve() {
        try {
            Socket socket = listening.accept();
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            readRequest(in);
            if (answer.isEmpty()) {
                socket.getOutputStream().write(upgrade().getBytes(StandardCharsets.ISO_8859_1));
                connected.complete(socket);
                readFrames(in);
            } else if (!answer.equals("silence")) {
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
                socket.close();
            }
        } catch (IOException e) {
            LOG.debug("the peer's connection ended: {}", e.getMessage());
            closeCode.complete(1006);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closeCode.complete(1006);
        }
    }

    private void readRequest(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("the request ended in its middle");
            }
            head.append((char) next);
        }
        String[] lines = head.toString().split("\r\n");
        requestLine = lines[0];
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            headers.put(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).trim());
        }
    }

    private String upgrade() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1")
                    .digest((headers.get("sec-websocket-key") + MAGIC).getBytes(StandardCharsets.ISO_8859_1));
            return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(hash) + "\r\n\r\n";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }

    private void readFrames(DataInputStream in) throws IOException, InterruptedException {
        while (true) {
            mayRead.await();
            int first = in.readUnsignedByte();
            int second = in.readUnsignedByte();
            long length = second & 0x7f;
            if (length == 126) {
                length = in.readUnsignedShort();
            } else if (length == 127) {
                length = in.readLong();
            }
            byte[] mask = new byte[4];
            if ((second & 0x80) == 0) {
                throw new IOException("a client must mask its frames");
            }
            in.readFully(mask);
            byte[] payload = new byte[(int) length];
            in.readFully(payload);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask[i & 3];
            }
            if (!take(first & 0xf, payload)) {
                return;
            }
        }
    }

    private boolean take(int kind, byte[] payload) throws IOException {
        switch (kind) {
            case BINARY -> packets.add(payload);
            case PING -> frame(PONG, payload);
            case PONG -> pongs.countDown();
            case CLOSE -> {
                int code = payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xffff;
                if (closeCode.complete(code)) {
                    frame(CLOSE, payload);
                }
                socket().close();
                return false;
            }
            default -> throw new IOException("a frame of kind " + kind);
        }
        return true;
    }

    private Socket socket() throws IOException {
        try {
            return connected.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a connection", e);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            throw new IOException("nobody connected", e);
        }
    }

    private synchronized void frame(int kind, byte[] payload) throws IOException {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 10);
        frame.put((byte) (0x80 | kind));
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length < 1 << 16) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        frame.put(payload);
        raw(java.util.Arrays.copyOf(frame.array(), frame.position()));
    }

    /** Sends bytes as they are, frames or not. */
    synchronized void raw(byte[] bytes) throws IOException {
        socket().getOutputStream().write(bytes);
    }

    /** Sends a text frame, which the protocol does not have. */
    void sendText(String text) throws IOException {
        frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Pings, and waits for the pong. */
    boolean ping() throws IOException, InterruptedException {
        frame(PING, new byte[] {1, 2, 3});
        return pongs.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    String requestLine() {
        return requestLine;
    }

    @Nullable
    String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public void send(List<ByteBuffer> packetsToSend) throws IOException {
        for (ByteBuffer packet : packetsToSend) {
            byte[] bytes = new byte[packet.remaining()];
            packet.duplicate().get(bytes);
            frame(BINARY, bytes);
        }
    }

    @Override
    public byte @Nullable [] receive(Duration patience) throws InterruptedException {
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
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = ByteBuffer.allocate(2 + text.length)
                .putShort((short) code)
                .put(text)
                .array();
        closeCode.complete(code);
        try {
            frame(CLOSE, payload);
        } catch (IOException e) {
            LOG.debug("no farewell: {}", e.getMessage());
        }
    }

    @Override
    public void vanish() {
        reading(true);
        closeCode.complete(1006);
        try {
            socket().setSoLinger(true, 0);
            socket().close();
        } catch (IOException e) {
            LOG.debug("gone already: {}", e.getMessage());
        }
    }

    @Override
    public int awaitClose(Duration patience) throws InterruptedException {
        try {
            return closeCode.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            return -1;
        }
    }

    @Override
    public void close() {
        reading(true);
        try {
            listening.close();
            Socket socket = connected.getNow(null);
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.debug("closed already: {}", e.getMessage());
        }
    }
}
