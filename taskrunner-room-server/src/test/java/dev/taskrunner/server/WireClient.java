package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.spi.InMemoryTransport;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.PacketDecoder.Complete;
import dev.taskrunner.wire.Packets;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A bare client: sends and awaits whole messages and knows nothing of what they mean. Awaiting takes a message out of what has
 * arrived, so that what is left over shows.
 */
final class WireClient implements RoomTransport.Listener, AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    final String name;
    final RoomTransport transport;
    private final PacketDecoder decoder = new PacketDecoder(Integer.MAX_VALUE);
    private final AtomicLong ids = new AtomicLong();
    private final List<Message> arrived = new ArrayList<>(); // guarded by this
    private final List<String> transcript = new ArrayList<>(); // guarded by this
    private int pongs; // guarded by this
    private int closeCode; // guarded by this, 0 while open
    private String closeReason = ""; // guarded by this
    private String id = "";

    private WireClient(RoomTransport transport, String name) {
        this.transport = transport;
        this.name = name;
    }

    static WireClient open(RoomTransport transport, String name) throws IOException {
        WireClient client = new WireClient(transport, name);
        transport.start(client);
        return client;
    }

    /** Connects and takes the greeting. */
    static WireClient join(RoomTransport transport, String name) {
        try {
            WireClient client = open(transport, name);
            client.id = client.json(client.await("connected")).string("participantId");
            client.await("room_ready");
            return client;
        } catch (IOException e) {
            throw new AssertionError("cannot join", e);
        }
    }

    /** The participant's id. */
    String id() {
        return id;
    }

    @Override
    public void onPacket(ByteBuffer packet) {
        for (PacketDecoder.Decoded decoded : decoder.accept(packet)) {
            if (!(decoded instanceof Complete complete)) {
                throw new AssertionError("the server sent a bad packet: " + decoded);
            }
            synchronized (this) {
                arrived.add(complete.message());
                transcript.add(complete.message().type());
                notifyAll();
            }
        }
    }

    @Override
    public synchronized void onPong() {
        pongs++;
        notifyAll();
    }

    @Override
    public void onDrained() {
        // nothing waits for it
    }

    @Override
    public synchronized void onClosed(int code, String reason) {
        closeCode = code;
        closeReason = reason;
        notifyAll();
    }

    long send(String type, Object... pairs) {
        return send(type, fields(pairs), new byte[0]);
    }

    long send(String type, JsonFields json, byte[] attachment) {
        long next = ids.incrementAndGet();
        send(Message.of(next, type, Body.of(json, ByteBuffer.wrap(attachment))));
        return next;
    }

    void send(Message message) {
        try {
            transport.send(Packets.encode(message));
        } catch (IOException e) {
            throw new AssertionError("cannot send", e);
        }
    }

    /** Sends one packet that may be anything. */
    void sendRaw(byte[] packet) {
        try {
            transport.send(List.of(ByteBuffer.wrap(packet)));
        } catch (IOException e) {
            throw new AssertionError("cannot send", e);
        }
    }

    /** The content that answers a request. */
    Body request(String type, Object... pairs) {
        return answer(send(type, pairs));
    }

    /** The JSON that answers a request. */
    JsonFields requestJson(String type, Object... pairs) {
        Body answer = request(type, pairs);
        assertThat(answer.json().string("type")).as("%s", answer.json()).isEqualTo("json");
        return answer.json().object("json");
    }

    /** The text of the error that answers a request. */
    String requestError(String type, Object... pairs) {
        return error(request(type, pairs));
    }

    static String error(Body answer) {
        assertThat(answer.json().string("type")).as("%s", answer.json()).isEqualTo("error");
        return answer.json().string("text");
    }

    static String code(Body answer) {
        return answer.json().object("taskrunner").string("code");
    }

    Body answer(long requestId) {
        return body(await(
                message -> message.type().equals("__response__") && message.id() == requestId,
                "an answer to " + requestId));
    }

    Message await(String type) {
        return await(message -> message.type().equals(type), type);
    }

    synchronized Message await(Predicate<Message> wanted, String what) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            for (Message message : arrived) {
                if (wanted.test(message)) {
                    arrived.remove(message);
                    return message;
                }
            }
            if (closeCode != 0) {
                throw new AssertionError(
                        name + " was closed with " + closeCode + " " + closeReason + " awaiting " + what);
            }
            pause(end, what);
        }
    }

    /** The code the connection was closed with. */
    synchronized int awaitClose() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (closeCode == 0) {
            pause(end, "the end of the connection");
        }
        return closeCode;
    }

    synchronized String closeReason() {
        return closeReason;
    }

    synchronized void awaitPong() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (pongs == 0) {
            pause(end, "a pong");
        }
    }

    private synchronized void pause(long end, String what) {
        long left = (end - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new AssertionError(name + " awaited " + what + " in vain; it heard " + transcript);
        }
        try {
            wait(left);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** After a round trip, everything the server said before has arrived. */
    synchronized List<Message> leftOver() {
        return new ArrayList<>(arrived);
    }

    /** Waits until the server has seen all this client sent, and this client all the server had to say to it then. */
    List<Message> settle() {
        request("storage.list", "path", "");
        return leftOver();
    }

    synchronized List<String> transcript() {
        return new ArrayList<>(transcript);
    }

    static Body body(Message message) {
        try {
            return message.body();
        } catch (WireException e) {
            throw new AssertionError(message + " has no body", e);
        }
    }

    JsonFields json(Message message) {
        return body(message).json();
    }

    JsonFields awaitJson(String type) {
        return json(await(type));
    }

    static JsonFields fields(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return parse(RawJson.of(map));
    }

    static JsonFields parse(RawJson json) {
        try {
            return json.fields();
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    /** Ends the connection as a crash would. */
    void cut() {
        if (transport instanceof JdkSocket socket) {
            socket.cut();
        } else if (transport instanceof InMemoryTransport memory) {
            memory.cut();
        } else {
            transport.close(1006, "cut");
        }
    }

    @Override
    public void close() {
        transport.close(1000, "");
    }
}
