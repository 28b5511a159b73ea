package dev.taskrunner.server;

import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.room.spi.TransportTarget;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/** The JDK's WebSocket as a transport, for tests. Sends one frame after the other; can stop reading. */
final class JdkSocket implements RoomTransport, WebSocket.Listener {
    private static final HttpClient PLAIN = HttpClient.newHttpClient();

    private final TransportTarget target;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong queued = new AtomicLong();
    private CompletableFuture<?> lastSend = CompletableFuture.completedFuture(null); // guarded by this
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream(); // the JDK hands over parts of frames
    private volatile WebSocket socket;
    private volatile Listener listener;
    private volatile boolean reading = true;

    JdkSocket(TransportTarget target) {
        this.target = target;
    }

    @Override
    public void start(Listener to) throws IOException {
        listener = to;
        SSLContext tls = target.tls();
        HttpClient client =
                tls == null ? PLAIN : HttpClient.newBuilder().sslContext(tls).build();
        WebSocket.Builder builder = client.newWebSocketBuilder().connectTimeout(target.connectTimeout());
        target.headers().forEach((name, value) -> {
            if (name.equalsIgnoreCase("Sec-WebSocket-Protocol")) {
                builder.subprotocols(value);
            } else {
                builder.header(name, value);
            }
        });
        try {
            socket = builder.buildAsync(target.uri(), this).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw new TransportRefusedException(refused.getResponse().statusCode(), "refused");
            }
            throw new IOException(e);
        }
    }

    /** Takes nothing from the network any more. */
    void stopReading() {
        reading = false;
    }

    void goOnReading() {
        reading = true;
        socket.request(1);
    }

    WebSocket socket() {
        return socket;
    }

    @Override
    public void onOpen(WebSocket opened) {
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        partial.writeBytes(bytes(data));
        if (last) {
            listener.onPacket(ByteBuffer.wrap(partial.toByteArray()));
            partial.reset();
        }
        if (reading) {
            from.request(1);
        }
        return null;
    }

    private static byte[] bytes(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        listener.onPong();
        from.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        ended(code, reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ended(1006, String.valueOf(error));
    }

    private void ended(int code, String reason) {
        if (closed.compareAndSet(false, true)) {
            listener.onClosed(code, reason);
        }
    }

    @Override
    public synchronized void send(List<ByteBuffer> packets) {
        for (ByteBuffer packet : packets) {
            sendRaw(packet);
        }
    }

    synchronized void sendRaw(ByteBuffer packet) {
        int size = packet.remaining();
        queued.addAndGet(size);
        lastSend = lastSend.thenCompose(before -> socket.sendBinary(packet, true))
                .whenComplete((done, failure) -> queued.addAndGet(-size));
    }

    @Override
    public long queuedBytes() {
        return queued.get();
    }

    @Override
    public void ping() {
        socket.sendPing(ByteBuffer.allocate(0));
    }

    @Override
    public void close(int code, String reason) {
        socket.sendClose(code == 0 ? 1000 : code, reason);
    }

    /** Ends the connection as a crash would. */
    void cut() {
        socket.abort();
    }
}
