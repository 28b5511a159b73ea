package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.protocol.Wire;
import dev.taskrunner.room.spi.InMemoryTransport;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.Packets;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The room's end of one connection. */
final class ScriptedPeer implements RoomTransport.Listener {
    private final ScriptedRoom room;
    private final InMemoryTransport end;
    private final String name;
    private final PacketDecoder decoder = new PacketDecoder(64 << 20);
    private final BlockingQueue<Message> taken = new LinkedBlockingQueue<>();
    private final List<String> types = new CopyOnWriteArrayList<>();
    private final Map<String, CountDownLatch> answered = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong(1000);
    private final CompletableFuture<String> closed = new CompletableFuture<>();

    ScriptedPeer(ScriptedRoom room, InMemoryTransport end, String name) {
        this.room = room;
        this.end = end;
        this.name = name;
    }

    /** The name in the token that the client came with. */
    String name() {
        return name;
    }

    void welcome(String... features) {
        push(
                "connected",
                "{\"type\":\"init\",\"participantId\":\"id-of-" + name + "\",\"attributes\":{\"name\":\"" + name
                        + "\"}}");
        ready(features);
    }

    void ready(String... features) {
        String list =
                Arrays.stream(features).map(feature -> '"' + feature + '"').collect(Collectors.joining(","));
        push(
                "room_ready",
                "{\"room_name\":\"demo\",\"room_url\":\"ws://x\",\"session_id\":\"s\",\"taskrunner\":{\"features\":["
                        + list + "]}}");
    }

    /** Pushes under a fresh id. */
    void push(String type, String json) {
        push(ids.incrementAndGet(), type, ScriptedRoom.body(json));
    }

    void push(long id, String type, Body body) {
        send(Message.of(id, type, body));
    }

    void send(Message message) {
        try {
            end.send(Packets.encode(message));
        } catch (IOException e) {
            throw new AssertionError("the connection is gone", e);
        }
    }

    /** Pushes; false when the connection is gone. */
    boolean tryPush(String type, String json) {
        try {
            end.send(Packets.encode(Message.of(ids.incrementAndGet(), type, ScriptedRoom.body(json))));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Answers a request. */
    void answer(Message request, String json) {
        push(request.id(), "__response__", ScriptedRoom.body(json));
    }

    /** The next message without a scripted answer, which must be of this type. */
    Message expect(String type) throws InterruptedException {
        Message message = taken.poll(10, TimeUnit.SECONDS);
        assertThat(message)
                .as("a message of type %s; there were %s", type, types)
                .isNotNull();
        assertThat(message.type()).isEqualTo(type);
        return message;
    }

    /** The next message without a scripted answer, which must be of one of these types. */
    Message expectAny(String... expected) throws InterruptedException {
        Message message = taken.poll(10, TimeUnit.SECONDS);
        assertThat(message)
                .as("a message of %s; there were %s", Arrays.toString(expected), types)
                .isNotNull();
        assertThat(expected).contains(message.type());
        return message;
    }

    /** The JSON of the next message, which must be of this type. */
    JsonFields expectJson(String type) throws InterruptedException {
        return json(expect(type));
    }

    static JsonFields json(Message message) {
        try {
            return message.body().json();
        } catch (WireException e) {
            throw new AssertionError("the client sent what cannot be read", e);
        }
    }

    /** Waits until everything sent before has arrived, then tells the types of all messages so far. */
    List<String> typesSoFar(Room through) {
        room.answer("developer.log", "{\"type\":\"empty\"}");
        through.developer().log("barrier", Map.of());
        return types.stream().filter(type -> !type.equals("developer.log")).toList();
    }

    /** Waits until a message of this type, with a scripted answer, has been answered. */
    void awaitType(String type) throws InterruptedException {
        assertThat(answered.computeIfAbsent(type, one -> new CountDownLatch(1)).await(10, TimeUnit.SECONDS))
                .as("%s; there were %s", type, types)
                .isTrue();
    }

    List<String> types() {
        return types;
    }

    /** The connection is lost, as in a crash. */
    void cut() {
        end.cut();
    }

    void close(int code, String reason) {
        end.close(code, reason);
    }

    /** Completed with code and reason when the connection is gone. */
    CompletableFuture<String> closed() {
        return closed;
    }

    @Override
    public void onPacket(ByteBuffer packet) {
        for (PacketDecoder.Decoded decoded : decoder.accept(packet)) {
            Message message = ((PacketDecoder.Complete) decoded).message();
            types.add(message.type());
            var scripted = room.answers.get(message.type());
            if (scripted == null) {
                taken.add(message);
                continue;
            }
            Body answer = scripted.apply(this, message);
            if (answer != null) {
                push(message.id(), "__response__", answer);
            }
            answered.computeIfAbsent(message.type(), one -> new CountDownLatch(1))
                    .countDown();
        }
    }

    @Override
    public void onPong() {
        types.add("pong");
    }

    @Override
    public void onDrained() {
        // Tests do not send so much.
    }

    @Override
    public void onClosed(int code, String reason) {
        closed.complete(code + " " + reason);
    }

    /** A task for the client's runner. */
    void ask(String taskId, String arguments) {
        ask(taskId, arguments, "{}");
    }

    void ask(String taskId, String arguments, String more) {
        JsonFields.Builder json = JsonFields.builder()
                .putAll(Wire.fields("{\"task_id\":\"" + taskId + "\",\"arguments\":" + arguments
                        + ",\"toolkits\":[],\"caller_id\":\"c1\",\"context\":{\"messages\":[],\"system_role\":null}}"));
        JsonFields added = Wire.fields(more);
        added.names().forEach(name -> json.put(name, added.raw(name)));
        push(ids.incrementAndGet(), "agent.ask", Body.of(json.build()));
    }
}
