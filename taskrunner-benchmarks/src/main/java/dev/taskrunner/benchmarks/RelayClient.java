package dev.taskrunner.benchmarks;

import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.Packets;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.framing.BinaryFrame;
import org.java_websocket.framing.CloseFrame;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;
import org.java_websocket.protocols.Protocol;

/**
 * One end of a relay: Java-WebSocket as it comes. A message is one binary frame, its id in front, or the packets of the room
 * protocol.
 */
final class RelayClient extends WebSocketClient {
    static final int MAX_MESSAGE = 64 << 20;
    private static final String TYPE = "agent.ask";

    /** Takes messages on the library's reader thread. */
    @FunctionalInterface
    interface Inbox {
        void take(RelayClient client, long id, ByteBuffer data);
    }

    private final boolean packets;
    private final Inbox inbox;

    /** Owned by the reader thread. */
    private final PacketDecoder decoder = new PacketDecoder(MAX_MESSAGE);

    private RelayClient(URI uri, boolean packets, Inbox inbox) {
        super(uri, new Draft_6455(List.of(), List.of(new Protocol("")), MAX_MESSAGE));
        this.packets = packets;
        this.inbox = inbox;
        // Packets of one message would wait 40 ms for each other.
        setTcpNoDelay(true);
        setConnectionLostTimeout(0);
        setDaemon(true);
    }

    static RelayClient connect(URI uri, boolean packets, Inbox inbox) {
        RelayClient client = new RelayClient(uri, packets, inbox);
        try {
            if (!client.connectBlocking(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("no connection to " + uri);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while connecting to " + uri, e);
        }
        return client;
    }

    /** Sends a message; from any thread. */
    void send(long id, ByteBuffer... parts) {
        if (packets) {
            List<ByteBuffer> encoded = Packets.encode(Message.of(id, TYPE, parts));
            List<Framedata> frames = new ArrayList<>(encoded.size());
            for (ByteBuffer packet : encoded) {
                BinaryFrame frame = new BinaryFrame();
                frame.setPayload(packet);
                frame.setTransferemasked(true);
                frames.add(frame);
            }
            sendFrame(frames);
            return;
        }
        int size = Long.BYTES;
        for (ByteBuffer part : parts) {
            size += part.remaining();
        }
        ByteBuffer frame = ByteBuffer.allocate(size).putLong(id);
        for (ByteBuffer part : parts) {
            frame.put(part);
        }
        send(frame.flip());
    }

    @Override
    public void onMessage(ByteBuffer frame) {
        if (!packets) {
            long id = frame.getLong();
            inbox.take(this, id, frame.slice());
            return;
        }
        for (PacketDecoder.Decoded decoded : decoder.accept(frame)) {
            if (!(decoded instanceof PacketDecoder.Complete complete)) {
                throw new IllegalStateException("a packet was lost: " + decoded);
            }
            inbox.take(this, complete.message().id(), complete.message().data());
        }
    }

    @Override
    public void onMessage(String text) {
        throw new IllegalStateException("a text frame came");
    }

    @Override
    public void onOpen(ServerHandshake handshake) {
        // connectBlocking has heard of it.
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
        if (code != CloseFrame.NORMAL) {
            System.err.println("relay connection closed: " + code + " " + reason);
        }
    }

    @Override
    public void onError(Exception e) {
        System.err.println("relay connection failed: " + e);
    }
}
