package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every request of §4.2, with good and with broken bodies: one answer, under its id. One-way messages have none. */
@ParameterizedClass
@EnumSource(Via.class)
class CurrentRequestsTest extends CurrentCase {
    private static final Object[] ODD = {
        null, 5, -1.5, true, "", "text", List.of(), List.of(1), Map.of(), Map.of("x", 1)
    };

    /** The members of a request, each as it should be. */
    record Row(String type, String kind, Map<String, Object> members) {
        @Override
        public String toString() {
            return type;
        }
    }

    static Stream<Row> requests() {
        Map<String, Object> tools = Map.of("t", Map.of("input_spec", JSON_SPEC));
        return Stream.of(
                row("room.list_toolkits", "json", Map.of("timeout", 0)),
                row("room.list_toolkits", "error", Map.of("participant_id", "x", "participant_name", "x")),
                row("room.register_toolkit", "json", Map.of("name", "own", "public", true, "tools", tools)),
                row("room.unregister_toolkit", "error", Map.of("id", "nothing")),
                row("room.invoke_tool", "json", storageList()),
                row("room.tool_call_request_chunk", "empty", Map.of("tool_call_id", "c", "chunk", text("x"))),
                row("room.call", "error", Map.of("name", "x", "url", "http://127.0.0.1:1/", "arguments", Map.of())));
    }

    private static Row row(String type, String kind, Map<String, Object> members) {
        return new Row(type, kind, members);
    }

    private static Map<String, Object> storageList() {
        return Map.of("toolkit", "storage", "tool", "list", "arguments", json(Map.of("path", "")));
    }

    /** Sends it and waits for its answer; gives the kind of that. */
    private static String exchange(WireClient client, String type, ByteBuffer data, List<Long> sent) {
        long id = 1000 + sent.size();
        sent.add(id);
        client.send(Message.of(id, type, data));
        return client.answer(id).json().string("type");
    }

    private static ByteBuffer packed(JsonFields json) {
        byte[] text = json.toRaw().toString().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length)
                .putLong(text.length)
                .put(text)
                .flip();
    }

    /** The members, one of them another. */
    private static JsonFields with(Row row, String name, Object value) {
        return JsonFields.builder()
                .putAll(WireClient.parse(dev.taskrunner.wire.RawJson.of(row.members())))
                .put(name, value)
                .build();
    }

    private static void assertNoSecondAnswers(WireClient client) {
        List<Message> left = settled(client);
        assertThat(left)
                .as("each has been answered once")
                .noneMatch(one -> one.type().equals("__response__"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("current 19: each request has one answer under its id, whatever its members are")
    void members(Row row) {
        WireClient client = join("alice");
        List<Long> sent = new ArrayList<>();
        Object[] good = row.members().entrySet().stream()
                .flatMap(one -> Stream.of(one.getKey(), one.getValue()))
                .toArray();
        assertThat(exchange(client, row.type(), packed(WireClient.fields(good)), sent))
                .isEqualTo(row.kind());
        exchange(client, row.type(), packed(JsonFields.EMPTY), sent);
        for (String name : row.members().keySet()) {
            for (Object odd : ODD) {
                exchange(client, row.type(), packed(with(row, name, odd)), sent);
            }
        }
        assertNoSecondAnswers(client);
    }

    @ParameterizedTest
    @MethodSource("requests")
    @DisplayName("current 19: each request whose body cannot be read is answered once, with an error")
    void brokenBodies(Row row) {
        WireClient client = join("alice");
        List<Long> sent = new ArrayList<>();
        byte[] good = packed(with(row, "more", "ü")).array();
        byte[] tooLong = good.clone();
        tooLong[6] = 100;
        byte[] noUtf8 = good.clone();
        noUtf8[good.length - 3] = (byte) 0xFF;
        for (byte[] broken :
                List.of(new byte[0], new byte[7], new byte[8], Arrays.copyOf(good, good.length - 1), tooLong, noUtf8)) {
            assertThat(exchange(client, row.type(), ByteBuffer.wrap(broken), sent))
                    .isEqualTo("error");
        }
        assertNoSecondAnswers(client);
    }

    @Test
    @DisplayName("current 19: what is one-way is never answered, good or broken")
    void oneWay() {
        WireClient client = join("alice");
        client.request("room.list_toolkits");
        for (String type : List.of("set_attributes", "room.tool_call_response", "room.tool_call_response_chunk")) {
            for (ByteBuffer data : List.of(
                    packed(WireClient.fields("type", "empty")),
                    packed(WireClient.fields("tool_call_id", 5, "chunk", 5)),
                    ByteBuffer.wrap(new byte[8]),
                    ByteBuffer.wrap(new byte[0]))) {
                client.send(Message.of(9999, type, data));
            }
        }
        assertThat(settled(client)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Builtin.class)
    @DisplayName("current 19: each tool of the room itself answers a call once, whatever the arguments are")
    void builtins(Builtin tool) {
        WireClient client = join("alice");
        List<Long> sent = new ArrayList<>();
        List<Object> arguments = new ArrayList<>(List.of(json(Map.of()), text("x"), Map.of("type", "empty"), open()));
        for (String name : List.of("path", "name", "id", "secret_id", "type", "url", "data", "message_json")) {
            Stream.of(ODD)
                    .filter(odd -> odd != null)
                    .map(odd -> json(Map.of(name, odd, "wait", false)))
                    .forEach(arguments::add);
        }
        for (Object one : arguments) {
            JsonFields call = WireClient.fields("toolkit", tool.toolkit, "tool", tool.tool, "arguments", one);
            exchange(client, "room.invoke_tool", packed(call), sent);
        }
        assertNoSecondAnswers(client);
    }

    /** The tools of §5.9 and §6.1 that answer at once. */
    enum Builtin {
        LIST("storage", "list"),
        STAT("storage", "stat"),
        EXISTS("storage", "exists"),
        DELETE("storage", "delete"),
        MOVE("storage", "move"),
        URL("storage", "download_url"),
        UPLOAD("storage", "upload"),
        DOWNLOAD("storage", "download"),
        QUEUES("queues", "list"),
        OPEN("queues", "open"),
        CLOSE("queues", "close"),
        DRAIN("queues", "drain"),
        PUT("queues", "send"),
        RECEIVE("queues", "receive"),
        ENABLE("messaging", "enable"),
        DISABLE("messaging", "disable"),
        SEND("messaging", "send"),
        BROADCAST("messaging", "broadcast"),
        SECRETS("secrets", "list_secrets"),
        GET("secrets", "get_secret"),
        SET("secrets", "set_secret"),
        FORGET("secrets", "delete_secret"),
        LOG("developer", "log"),
        INFO("developer", "info"),
        LOGS("developer", "logs"),
        UNKNOWN("storage", "nothing");

        private final String toolkit;
        private final String tool;

        Builtin(String toolkit, String tool) {
            this.toolkit = toolkit;
            this.tool = tool;
        }
    }

    @Test
    @DisplayName("current 22, current 23: an item is acknowledged as empty even if it says nothing of a call")
    void oddItems() {
        WireClient client = join("alice");
        for (Object odd : ODD) {
            Body answer = client.request("room.tool_call_request_chunk", "tool_call_id", "c", "chunk", odd);
            assertThat(answer.json().string("type")).isEqualTo("empty");
            Body other = client.request("room.tool_call_request_chunk", "tool_call_id", odd, "chunk", text("x"));
            assertThat(other.json().string("type")).isEqualTo("empty");
        }
        assertThat(settled(client)).isEmpty();
    }
}
