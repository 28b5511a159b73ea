package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.Packets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class FramingTest extends RoomCase {
    private static final int LIMIT = 1 << 20;

    @Override
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder().maxMessageBytes(LIMIT);
    }

    private static List<ByteBuffer> packets(long id, String type, int padding) {
        return Packets.encode(
                Message.of(id, type, Body.of(WireClient.fields("path", "x"), ByteBuffer.allocate(padding))));
    }

    private static void send(WireClient client, ByteBuffer packet) {
        byte[] bytes = new byte[packet.remaining()];
        packet.duplicate().get(bytes);
        client.sendRaw(bytes);
    }

    private static byte[] header(long id, int total, String type) {
        byte[] name = type.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(16 + name.length)
                .putLong(id)
                .putInt(0)
                .putInt(total)
                .put(name)
                .array();
    }

    @Test
    @DisplayName("§13-6 after an out-of-order packet the next message arrives unmodified; the lost request is answered")
    void outOfOrder() {
        WireClient alice = join("alice");
        List<ByteBuffer> packets = packets(77, "storage.list", 3000);
        send(alice, packets.get(0));
        send(alice, packets.get(2));
        assertThat(WireClient.error(alice.answer(77))).contains("storage.list").contains("was lost");
        assertThat(alice.requestJson("storage.list", "path", "y").raw("files")).hasToString("[]");
    }

    @Test
    @DisplayName("§13-7 a header in mid-message starts the new message; the abandoned request is answered")
    void headerInMidMessage() {
        WireClient alice = join("alice");
        List<ByteBuffer> packets = packets(78, "storage.list", 3000);
        send(alice, packets.get(0));
        send(alice, packets.get(1));
        assertThat(alice.requestJson("storage.list", "path", "y").raw("files")).hasToString("[]");
        assertThat(WireClient.error(alice.answer(78))).contains("was lost");
    }

    @Test
    @DisplayName("§13-10 a JSON length beyond the data, no JSON, JSON that is no object, no body: an error for each")
    void badBodies() {
        WireClient alice = join("alice");
        byte[] tooLong = ByteBuffer.allocate(10).putLong(3).array();
        byte[] garbage =
                ByteBuffer.allocate(11).putLong(3).put("{,}".getBytes()).array();
        byte[] list = ByteBuffer.allocate(10).putLong(2).put("[]".getBytes()).array();
        byte[] negative = ByteBuffer.allocate(8).putLong(-1).array();
        long id = 500;
        for (byte[] data : List.of(tooLong, garbage, list, negative, new byte[0], new byte[3])) {
            alice.send(Message.of(++id, "storage.list", ByteBuffer.wrap(data)));
            Body answer = alice.answer(id);
            assertThat(WireClient.code(answer)).isEqualTo("invalid_request");
        }
        assertThat(alice.settle()).isEmpty();
    }

    @Test
    @DisplayName("A message larger than the limit is refused as too large, and the connection lives")
    void tooLarge() {
        WireClient alice = join("alice");
        packets(90, "storage.list", LIMIT).forEach(packet -> send(alice, packet));
        Body answer = alice.answer(90);
        assertThat(WireClient.code(answer)).isEqualTo("too_large");
        assertThat(WireClient.error(answer)).contains("limit of " + LIMIT);
        assertThat(alice.settle()).isEmpty();
    }

    @Test
    @DisplayName("A header that announces 5 GB is refused at once and takes no memory")
    void hugeHeader() {
        WireClient alice = join("alice");
        alice.sendRaw(header(91, 5_000_000, "storage.list"));
        assertThat(WireClient.code(alice.answer(91))).isEqualTo("too_large");
        alice.sendRaw(header(92, -1, "storage.list"));
        assertThat(WireClient.code(alice.answer(92))).isEqualTo("too_large");
        assertThat(alice.settle()).isEmpty();
    }

    @Test
    @DisplayName("Garbage is counted and ends the connection with 1002; others do not notice")
    void garbage() {
        WireClient bob = join("bob");
        WireClient alice = join("alice");
        Random random = new Random(1);
        for (int i = 0; i < 16; i++) {
            byte[] bytes = new byte[random.nextInt(11)];
            random.nextBytes(bytes);
            alice.sendRaw(bytes);
        }
        assertThat(alice.settle()).as("16 are forgiven").isEmpty();
        alice.sendRaw(new byte[5]);
        assertThat(alice.awaitClose()).isEqualTo(CloseCode.PROTOCOL_ERROR);
        assertThat(alice.closeReason()).contains("16 bad packets");
        assertThat(bob.settle()).isEmpty();
    }

    @Test
    @DisplayName("Half a message, and then nothing, holds nobody up")
    void halfAMessage() {
        WireClient alice = runner("alice");
        WireClient bob = join("bob");
        List<ByteBuffer> packets = packets(5, "agent.ask", 5000);
        send(alice, packets.get(0));
        send(alice, packets.get(1));
        assertThat(bob.settle()).isEmpty();
        alice.close();
        eventually(() -> agents(bob).isEmpty());
    }

    @Test
    @DisplayName("A runner's response that is lost or unreadable fails the task instead of leaving its caller waiting")
    void lostResponse() {
        WireClient runner = runner("adder");
        WireClient caller = join("alice");
        long first = ask(caller, "adder");
        taskId(runner);
        runner.sendRaw(header(60, 5_000_000, "agent.ask_response"));
        assertThat(WireClient.code(caller.answer(first))).isEqualTo("too_large");
        long second = ask(caller, "adder");
        taskId(runner);
        runner.send(Message.of(61, "agent.ask_response", ByteBuffer.allocate(3)));
        assertThat(WireClient.code(caller.answer(second))).isEqualTo("invalid_request");
        assertThat(runner.settle()).isEmpty();
    }

    @Test
    @DisplayName("The same for a tool's response")
    void lostToolResponse() {
        WireClient provider = provider("maths", "math", true, "dbl");
        WireClient caller = join("alice");
        long first = invoke(caller, "math", "dbl");
        long call = provider.await("agent.tool_call.math").id();
        provider.sendRaw(header(call, 5_000_000, "agent.tool_call_response"));
        assertThat(WireClient.code(caller.answer(first))).isEqualTo("too_large");
        long second = invoke(caller, "math", "dbl");
        call = provider.await("agent.tool_call.math").id();
        provider.send(Message.of(call, "agent.tool_call_response", ByteBuffer.allocate(3)));
        assertThat(WireClient.code(caller.answer(second))).isEqualTo("invalid_request");
        assertThat(provider.settle()).isEmpty();
    }

    @Test
    @DisplayName("§13-20 requests of unknown types are answered with an error that names them")
    void unknownTypes() {
        WireClient alice = join("alice");
        for (String type : List.of(
                "livekit.connect",
                "room.unheard",
                "database.search",
                "agent.unheard",
                "storage.unheard",
                "héllo",
                "")) {
            Body answer = alice.request(type, "name", "x");
            assertThat(WireClient.error(answer)).contains("'" + type + "'");
            assertThat(WireClient.code(answer)).isEqualTo("unsupported");
        }
    }

    @Test
    @DisplayName("§13-21 one-way messages are never answered, whatever is in them")
    void oneWay() {
        WireClient alice = join("alice");
        List<String> types = List.of(
                "set_attributes",
                "agent.ask_response",
                "agent.tool_call_response",
                "agent.cancel",
                "agent.progress",
                "__response__");
        for (String type : types) {
            alice.send(type, "x", Map.of());
            alice.send(Message.of(1000, type, ByteBuffer.allocate(2)));
            alice.sendRaw(header(1001, 5_000_000, type));
        }
        assertThat(alice.settle()).isEmpty();
    }

    @Test
    @DisplayName("§13-3 ids of 64 bits and types of many bytes survive")
    void largeIds() {
        WireClient alice = join("alice");
        for (long id : new long[] {0, -1, Long.MIN_VALUE, 1L << 40}) {
            alice.send(Message.of(id, "storage.list", Body.of(WireClient.fields("path", ""))));
            assertThat(alice.answer(id).json().string("type")).isEqualTo("json");
        }
    }
}
