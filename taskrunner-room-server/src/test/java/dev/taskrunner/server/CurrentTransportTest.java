package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.server.BareSocket.Frame;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.Packets;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes over real sockets, frame by frame. */
class CurrentTransportTest {
    private static final String ROOM = "demo";
    private static final String NODE_OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";

    private RoomServer server;

    @BeforeEach
    void start() {
        start(RoomServerOptions.builder());
    }

    private void start(RoomServerOptions.Builder options) {
        server = RoomServer.start(options.build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private BareSocket join(String headers) throws Exception {
        return new BareSocket(server, "/rooms/demo?token=" + server.token(ROOM, "bare"), headers);
    }

    private WireClient wire(String name) {
        return Via.SOCKET.join(server, ROOM, name);
    }

    private static Frame packet(BareSocket socket) throws Exception {
        Frame frame = socket.next();
        assertThat(frame.opcode()).isEqualTo(BareSocket.BINARY);
        return frame;
    }

    /** All packets of the next message of that type, the header first; all that come are binary. */
    private static List<Frame> message(BareSocket socket, String type) throws Exception {
        while (true) {
            List<Frame> packets = new ArrayList<>(List.of(packet(socket)));
            Frame header = packets.get(0);
            assertThat(header.index()).as("a message begins with its header").isZero();
            for (int i = 1; i <= header.total(); i++) {
                Frame packet = packet(socket);
                assertThat(packet.messageId()).as("no other message in between").isEqualTo(header.messageId());
                assertThat(packet.index()).isEqualTo(i);
                packets.add(packet);
            }
            if (header.type().equals(type)) {
                return packets;
            }
        }
    }

    private static byte[] joined(List<Frame> packets) {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        packets.stream().skip(1).forEach(packet -> data.writeBytes(packet.slice()));
        return data.toByteArray();
    }

    private static void send(BareSocket socket, long id, String type, JsonFields json) throws Exception {
        for (ByteBuffer packet : Packets.encode(Message.of(id, type, Body.of(json)))) {
            byte[] bytes = new byte[packet.remaining()];
            packet.get(bytes);
            socket.send(bytes);
        }
    }

    private static JsonFields invoke(String toolkit, String tool, Map<String, ?> json) {
        return WireClient.fields("toolkit", toolkit, "tool", tool, "arguments", CurrentCase.json(json));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Authorization: Bearer %s", "Sec-WebSocket-Protocol: meshagent-room.%s", ""})
    @DisplayName("current 1, current 2: the token as bearer, as subprotocol, which is chosen, and in the query")
    void tokens(String header) throws Exception {
        String token = server.token(ROOM, "bare");
        String query = header.isEmpty() ? "?token=" + token : "?v=0.50.1";
        String line = header.isEmpty() ? "" : header.formatted(token) + "\r\n";
        try (BareSocket socket = new BareSocket(server, "/rooms/demo" + query, line)) {
            assertThat(socket.head()).startsWith("HTTP/1.1 101");
            assertThat(message(socket, "room_ready")).hasSize(2);
            String chosen = "sec-websocket-protocol: meshagent-room." + token;
            assertThat(socket.head()
                            .toLowerCase(java.util.Locale.ROOT)
                            .contains(chosen.toLowerCase(java.util.Locale.ROOT)))
                    .isEqualTo(header.contains("Protocol"));
        }
    }

    @Test
    @DisplayName("current 1: a bearer goes before the query, and the query before a subprotocol")
    void orderOfTokens() throws Exception {
        String good = server.token(ROOM, "bare");
        for (String[] row : new String[][] {
            {good, "bad", "bad", "101"},
            {"bad", good, good, "403"},
            {null, good, "bad", "101"},
            {null, "bad", good, "403"},
        }) {
            String bearer = row[0] == null ? "" : "Authorization: Bearer " + row[0] + "\r\n";
            String headers = bearer + "Sec-WebSocket-Protocol: meshagent-room." + row[2] + "\r\n";
            try (BareSocket socket = new BareSocket(server, "/rooms/demo?v=0.50.1&token=" + row[1], headers)) {
                assertThat(socket.head()).startsWith("HTTP/1.1 " + row[3]);
            }
        }
    }

    @ParameterizedTest(name = "the server compresses: {0}, the client offers: {1}")
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    @DisplayName("current 4: permessage-deflate on and off")
    void compression(boolean accepts, boolean offers) throws Exception {
        server.close();
        start(RoomServerOptions.builder().compression(accepts));
        try (BareSocket socket = join(offers ? NODE_OFFER : "")) {
            assertThat(socket.deflates()).isEqualTo(accepts && offers);
            message(socket, "room_ready");
            send(socket, 7, "room.invoke_tool", invoke("storage", "list", Map.of("path", "", "more", "ü".repeat(700))));
            List<Frame> answer = message(socket, "__response__");
            assertThat(answer).allMatch(frame -> frame.compressed() == (accepts && offers));
            assertThat(new String(joined(answer), StandardCharsets.UTF_8)).endsWith("\"json\":{\"files\":[]}}");
        }
    }

    @Test
    @DisplayName("current 5: only binary messages, whatever is said")
    void binaryOnly() throws Exception {
        try (BareSocket socket = join("")) {
            send(socket, 1, "room.invoke_tool", invoke("messaging", "enable", Map.of()));
            message(socket, "messaging.send"); // who else is there; every packet on the way has been looked at
            send(socket, 2, "room.nothing", JsonFields.EMPTY);
            message(socket, "__response__");
            WireClient other = wire("other");
            other.request("messaging.enable");
            other.request("storage.nothing");
            other.send("messaging.broadcast", "type", "t", "message", Map.of("text", "ü"));
            byte[] heard = new byte[0];
            while (!new String(heard, StandardCharsets.UTF_8).contains("\"type\":\"t\"")) {
                heard = joined(message(socket, "messaging.send"));
            }
        }
    }

    @ParameterizedTest(name = "{0} bytes in {1} packets")
    @CsvSource({"1023, 1", "1024, 1", "1025, 2", "2048, 2", "2049, 3", "2500, 3"})
    @DisplayName("current 6, current 7, current 8: a message's header, and its data in packets of 1024 bytes")
    void sizes(int size, int packets) throws Exception {
        WireClient provider = wire("p");
        CurrentCase.host(provider, "kit", true, "t");
        JsonFields file = WireClient.fields("type", "file", "name", "x", "mime_type", "a/b");
        byte[] bytes = new byte[size - 8 - file.toRaw().toString().length()];
        new java.util.Random(size).nextBytes(bytes);
        try (BareSocket socket = join("")) {
            send(socket, 0, "room.invoke_tool", invoke("kit", "t", Map.of()));
            CurrentCase.respond(provider, provider.await("room.tool_call.kit"), Body.of(file, ByteBuffer.wrap(bytes)));
            List<Frame> answer = message(socket, "__response__");
            checkPackets(answer, packets);
            assertThat(joined(answer)).hasSize(size).endsWith(bytes);
        }
    }

    private static void checkPackets(List<Frame> answer, int packets) {
        Frame header = answer.get(0);
        assertThat(header.messageId()).isZero();
        assertThat(header.payload()).hasSize(16 + "__response__".length());
        assertThat(header.total()).isEqualTo(packets);
        assertThat(answer).hasSize(1 + packets);
        assertThat(answer.subList(1, packets))
                .as("all but the last are full")
                .allMatch(packet -> packet.payload().length == 12 + 1024);
    }

    @Test
    @DisplayName("current 9: packets of two messages never mix, however many send to one connection at once")
    void neverInterleaved() throws Exception {
        try (BareSocket socket = join("")) {
            message(socket, "room_ready");
            send(socket, 1, "room.invoke_tool", invoke("messaging", "enable", Map.of()));
            message(socket, "messaging.send"); // who else is there
            List<WireClient> senders =
                    Stream.of("a", "b", "c", "d", "e", "f").map(this::wire).toList();
            for (int i = 0; i < 30; i++) {
                JsonFields json = WireClient.fields("type", "t", "message", Map.of("n", i));
                byte[] bytes = new byte[3000 + i * 97];
                senders.forEach(sender -> sender.send("messaging.broadcast", json, bytes)); // nobody waits for anybody
            }
            for (int i = 0; i < 30 * senders.size(); i++) {
                assertThat(joined(message(socket, "messaging.send"))).hasSizeGreaterThan(3000);
            }
        }
    }

    @Test
    @DisplayName("current 13: pings are answered with what they carry; who never pings, but answers, lives on")
    void pings() throws Exception {
        server.close();
        start(RoomServerOptions.builder().idlePing(Duration.ofSeconds(2)));
        try (BareSocket socket = join("")) {
            message(socket, "room_ready");
            for (int pings = 0; pings < 2; pings++) {
                Frame ping = socket.next();
                assertThat(ping.opcode()).isEqualTo(BareSocket.PING);
                socket.send(BareSocket.PONG, ping.payload());
            }
            socket.send(BareSocket.PING, "abc".getBytes(StandardCharsets.US_ASCII));
            Frame answer = Stream.generate(() -> next(socket))
                    .dropWhile(frame -> frame.opcode() == BareSocket.PING) // the server's own
                    .findFirst()
                    .orElseThrow();
            assertThat(answer.opcode()).isEqualTo(BareSocket.PONG);
            assertThat(answer.payload()).asString(StandardCharsets.US_ASCII).isEqualTo("abc");
        }
    }

    private static Frame next(BareSocket socket) {
        try {
            return socket.next();
        } catch (Exception e) {
            throw new AssertionError("no frame came", e);
        }
    }
}
