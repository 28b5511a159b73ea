package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A server and clients of the current generation in one room. */
abstract class CurrentCase extends RoomCase {
    static final Map<String, Object> JSON_SPEC = Map.of("types", List.of("json"), "stream", false);

    /** A client like TypeScript 0.35 and 0.39: the token in the query, and no version. */
    @Override
    WireClient join(String name) {
        return join(name, "");
    }

    /** A client like Python 0.50. */
    WireClient python(String name) {
        return join(name, "&v=0.50.1");
    }

    private WireClient join(String name, String more) {
        URI uri = URI.create(server.uri(ROOM) + "?token=" + server.token(ROOM, name) + more);
        TransportTarget target = new TransportTarget(uri, Map.of(), null, null, Duration.ofSeconds(10));
        return WireClient.join(via.transport(server, target), name);
    }

    /** A client of the classic generation. */
    WireClient classic(String name) {
        return via.join(server, ROOM, name);
    }

    static String host(WireClient provider, String toolkit, boolean isPublic, String... tools) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (String tool : tools) {
            map.put(tool, Map.of("title", tool, "description", "d", "input_spec", JSON_SPEC));
        }
        return provider.requestJson("room.register_toolkit", "name", toolkit, "public", isPublic, "tools", map)
                .string("id");
    }

    WireClient host(String name, String toolkit, String... tools) {
        WireClient provider = join(name);
        host(provider, toolkit, true, tools);
        return provider;
    }

    static Map<String, Object> json(Map<String, ?> arguments) {
        Map<String, Object> content = new LinkedHashMap<>(); // in this order
        content.put("type", "json");
        content.put("json", arguments);
        return content;
    }

    static long call(WireClient caller, String toolkit, String tool, Object... more) {
        return call(caller, new byte[0], toolkit, tool, more);
    }

    static long call(WireClient caller, byte[] payload, String toolkit, String tool, Object... more) {
        JsonFields json = JsonFields.builder()
                .put("toolkit", toolkit)
                .put("tool", tool)
                .put("arguments", json(Map.of("a", 1)))
                .putAll(WireClient.fields(more))
                .build();
        return caller.send("room.invoke_tool", json, payload);
    }

    static void respond(WireClient provider, Message call, Object... content) {
        respond(provider, call, Body.of(WireClient.fields(content)));
    }

    static void respond(WireClient provider, Message call, Body content) {
        provider.send(Message.of(call.id(), "room.tool_call_response", content));
    }

    /** An item of an answer, under the name by which the provider knows the call. */
    static void respondChunk(WireClient provider, Message call, Map<String, ?> chunk, byte... payload) {
        String name = WireClient.body(call).json().string("tool_call_id");
        Body body = Body.of(WireClient.fields("tool_call_id", name, "chunk", chunk), ByteBuffer.wrap(payload));
        provider.send(Message.of(call.id(), "room.tool_call_response_chunk", body));
    }

    /** An item of an input; acknowledged. */
    static void sendChunk(WireClient caller, String callId, Map<String, ?> chunk, byte... payload) {
        long id = caller.send(
                "room.tool_call_request_chunk", WireClient.fields("tool_call_id", callId, "chunk", chunk), payload);
        assertThat(caller.answer(id).json().string("type")).isEqualTo("empty");
    }

    static Map<String, Object> open() {
        return Map.of("type", "control", "method", "open");
    }

    static Map<String, Object> close(int status) {
        return Map.of("type", "control", "method", "close", "status_code", status);
    }

    static Map<String, Object> text(String text) {
        return Map.of("type", "text", "text", text);
    }

    /** The next item of an answer. */
    static Body nextChunk(WireClient caller) {
        return WireClient.body(caller.await("room.tool_call_response_chunk"));
    }

    static JsonFields chunk(Body message) {
        return message.json().object("chunk");
    }

    static long number(Body error) {
        assertThat(error.json().string("type")).as("%s", error.json()).isEqualTo("error");
        return error.json().integer("code");
    }

    static JsonFields toolkits(WireClient client, Object... filter) {
        return client.requestJson("room.list_toolkits", filter).object("tools");
    }

    /** The attributes of another participant that changed. */
    static JsonFields changedAttributes(WireClient client) {
        return pushed(client, "participant.attributes").json().object("message").object("attributes");
    }

    /** A call of one of the room's own tools. */
    static Body builtin(WireClient client, String toolkit, String tool, Map<String, ?> arguments) {
        return client.answer(call(client, toolkit, tool, "arguments", json(arguments)));
    }

    /** After it everything the server said before has arrived. */
    static List<Message> settled(WireClient client) {
        client.request("room.list_toolkits");
        return client.leftOver();
    }
}
