package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** Clients of the current generation that open documents as streams, beside classic ones. */
abstract class SyncCase extends CurrentCase {
    static final Map<String, Object> SCHEMA = Map.of("$root_tag_ref", "#/$defs/x");
    static final String EMPTY = "AAA=";

    private int calls;

    @Override
    RoomServerOptions.Builder options() {
        return super.options().documents(new DocumentQuota(3, 4, 1_000));
    }

    /** One whose token has this section {@code sync}. */
    WireClient restricted(String name, Map<String, ?> sync) {
        ParticipantToken token = ParticipantToken.builder(name)
                .room(ROOM)
                .grant("api", Map.of("sync", sync))
                .build();
        return via.join(server, ROOM, name, server.token(token));
    }

    /** Opens the stream, and nothing else. */
    String stream(WireClient client) {
        String id = "d" + ++calls;
        long request = call(client, "sync", "open", "arguments", open(), "tool_call_id", id);
        assertThat(client.answer(request).json().string("method")).isEqualTo("open");
        return id;
    }

    /** An item, acknowledged as every item is, whatever becomes of it. */
    static void item(WireClient client, String id, Map<String, ?> headers, String payload) {
        sendChunk(
                client, id, Map.of("type", "binary", "headers", headers), payload.getBytes(StandardCharsets.US_ASCII));
    }

    /** The first item, as the published clients write it. */
    static Map<String, Object> start(String path, Object... more) {
        Map<String, Object> start = new LinkedHashMap<>();
        start.put("kind", "start");
        start.put("path", path);
        start.put("create", true);
        start.put("vector", null);
        start.put("schema", SCHEMA);
        start.put("schema_path", null);
        start.put("initial_json", null);
        for (int i = 0; i < more.length; i += 2) {
            start.put((String) more[i], more[i + 1]);
        }
        return start;
    }

    /** A document that is open, and whose state has been heard. */
    String opened(WireClient client, String path) {
        String id = stream(client);
        item(client, id, start(path), "");
        assertThat(headers(nextChunk(client)).string("kind")).isEqualTo("state");
        return id;
    }

    static void sync(WireClient client, String id, String update) {
        item(client, id, Map.of("kind", "sync"), base64(update));
    }

    static String base64(String update) {
        return Base64.getEncoder().encodeToString(update.getBytes(StandardCharsets.UTF_8));
    }

    static JsonFields headers(Body item) {
        JsonFields headers = chunk(item).object("headers");
        assertThat(headers).as("%s", item.json()).isNotNull();
        return headers;
    }

    static String payload(Body item) {
        return StandardCharsets.US_ASCII.decode(item.attachment().duplicate()).toString();
    }

    /** The next update that a stream brings. */
    static String heard(WireClient client) {
        Body item = nextChunk(client);
        assertThat(headers(item).string("kind")).isIn("state", "sync");
        return payload(item);
    }

    /** The error that ends a stream; nothing follows its end. */
    static JsonFields failure(WireClient client) {
        Body error = nextChunk(client);
        assertThat(chunk(error).string("type")).as("%s", error.json()).isEqualTo("error");
        assertThat(chunk(nextChunk(client)).string("method")).isEqualTo("close");
        assertThat(settled(client)).isEmpty();
        return chunk(error);
    }

    static String code(JsonFields error) {
        return error.object("taskrunner").string("code");
    }

    static void connect(WireClient classic, String path) {
        classic.requestJson("room.connect", "path", path, "create", true, "schema", SCHEMA);
    }

    static Body classicSync(WireClient classic, String path, String update) {
        return classic.answer(sendClassic(classic, path, update));
    }

    static long sendClassic(WireClient classic, String path, String update) {
        return classic.send(
                "room.sync", WireClient.fields("path", path), base64(update).getBytes(StandardCharsets.US_ASCII));
    }

    static String heardClassic(WireClient classic) {
        return payload(WireClient.body(classic.await("room.sync")));
    }
}
