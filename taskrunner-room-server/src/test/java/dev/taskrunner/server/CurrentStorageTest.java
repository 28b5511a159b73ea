package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class CurrentStorageTest extends CurrentCase {
    private int calls;

    private String open(WireClient client, String tool) {
        String id = "s" + ++calls;
        long request = call(client, "storage", tool, "arguments", open(), "tool_call_id", id);
        assertThat(client.answer(request).json().string("method")).isEqualTo("open");
        return id;
    }

    private static void item(WireClient client, String id, Map<String, ?> headers, byte... bytes) {
        sendChunk(client, id, Map.of("type", "binary", "headers", headers), bytes);
    }

    private static String kind(Body item) {
        JsonFields headers = chunk(item).object("headers");
        assertThat(headers).as("%s", item.json()).isNotNull();
        return headers.string("kind");
    }

    private static Map<String, Object> start(String path, boolean overwrite) {
        Map<String, Object> start = new HashMap<>();
        start.put("kind", "start");
        start.put("path", path);
        start.put("overwrite", overwrite);
        start.put("name", "x");
        start.put("mime_type", "text/plain");
        start.put("size", null);
        return start;
    }

    private void upload(WireClient client, String path, byte[] bytes) {
        String id = open(client, "upload");
        item(client, id, start(path, true));
        for (int sent = 0; sent < bytes.length; sent += 65_536) {
            assertThat(kind(nextChunk(client))).isEqualTo("pull");
            byte[] piece = java.util.Arrays.copyOfRange(bytes, sent, Math.min(bytes.length, sent + 65_536));
            item(client, id, Map.of("kind", "data"), piece);
        }
        assertThat(kind(nextChunk(client))).isEqualTo("pull");
        sendChunk(client, id, close(1000));
        assertThat(chunk(nextChunk(client)).string("method")).isEqualTo("close");
    }

    private byte[] download(WireClient client, String path) {
        String id = open(client, "download");
        item(client, id, Map.of("kind", "start", "path", path, "chunk_size", 65_536));
        JsonFields start = chunk(nextChunk(client)).object("headers");
        assertThat(start.names()).containsExactlyInAnyOrder("kind", "name", "mime_type", "size");
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        while (got.size() < start.integer("size")) {
            item(client, id, Map.of("kind", "pull"));
            Body piece = nextChunk(client);
            assertThat(kind(piece)).isEqualTo("data");
            byte[] bytes = new byte[piece.attachment().remaining()];
            piece.attachment().get(bytes);
            got.writeBytes(bytes);
        }
        assertThat(chunk(nextChunk(client)).string("method")).isEqualTo("close");
        return got.toByteArray();
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new java.util.Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    @DisplayName(
            "current 51: files of 0, 13, 65 536 and 1 000 000 bytes go up and down piece by piece; others hear of them")
    void roundTrip() {
        WireClient alice = join("alice");
        WireClient old = classic("old");
        for (int size : new int[] {0, 13, 65_536, 1_000_000}) {
            upload(alice, "f/" + size, bytes(size));
            assertThat(download(alice, "f/" + size)).isEqualTo(bytes(size));
            assertThat(alice.awaitJson("storage.file.updated").string("path")).isEqualTo("f/" + size);
            assertThat(old.awaitJson("storage.file.updated").names())
                    .containsExactlyInAnyOrder("path", "participant_id");
        }
        assertThat(old.request("storage.download", "path", "f/13").attachment())
                .as("one storage for both generations")
                .isEqualTo(ByteBuffer.wrap(bytes(13)));
    }

    @Test
    @DisplayName(
            "current 50: an empty folder lists nothing; entries and stat have all members that Python insists on, and no others")
    void listing() {
        WireClient alice = join("alice");
        assertThat(builtin(alice, "storage", "list", Map.of("path", ".schemas"))
                        .json()
                        .raw("json"))
                .hasToString("{\"files\":[]}");
        upload(alice, "a/b.txt", bytes(3));
        JsonFields folder = WireClient.parse(builtin(alice, "storage", "list", Map.of("path", ""))
                .json()
                .object("json")
                .array("files")
                .get(0));
        assertThat(folder.names()).containsExactlyInAnyOrder("name", "is_folder", "size", "created_at", "updated_at");
        JsonFields stat = builtin(alice, "storage", "stat", Map.of("path", "a/b.txt"))
                .json()
                .object("json");
        assertThat(stat.names())
                .containsExactlyInAnyOrder("exists", "name", "is_folder", "size", "created_at", "updated_at");
        assertThat(stat.integer("size")).isEqualTo(3);
        assertThat(builtin(alice, "storage", "stat", Map.of("path", "no"))
                        .json()
                        .raw("json"))
                .hasToString("{\"exists\":false}");
    }

    @Test
    @DisplayName("§4.4 a missing file is 3001, one that is there 3005, and the error ends the stream")
    void errors() {
        WireClient alice = join("alice");
        String id = open(alice, "download");
        item(alice, id, Map.of("kind", "start", "path", "no"));
        assertThat(chunk(nextChunk(alice)).integer("code")).isEqualTo(3001);
        assertThat(chunk(nextChunk(alice)).string("method")).isEqualTo("close");
        upload(alice, "f", bytes(1));
        id = open(alice, "upload");
        item(alice, id, start("f", false));
        assertThat(chunk(nextChunk(alice)).integer("code")).isEqualTo(3005);
        nextChunk(alice);
        id = open(alice, "upload");
        sendChunk(alice, id, close(1000));
        assertThat(chunk(nextChunk(alice)).integer("code")).isEqualTo(1002);
        nextChunk(alice);
    }

    @Test
    @DisplayName("What is given up leaves nothing; what is no stream is refused")
    void givenUp() {
        WireClient alice = join("alice");
        assertThat(number(builtin(alice, "storage", "delete", Map.of("path", "no"))))
                .isEqualTo(3001);
        assertThat(number(builtin(alice, "storage", "upload", Map.of())))
                .as("no stream")
                .isEqualTo(1002);
        String id = open(alice, "upload");
        item(alice, id, start("g", false));
        nextChunk(alice);
        item(alice, id, Map.of("kind", "abort"));
        assertThat(chunk(nextChunk(alice)).string("method")).isEqualTo("close");
        assertThat(builtin(alice, "storage", "exists", Map.of("path", "g"))
                        .json()
                        .raw("json"))
                .hasToString("{\"exists\":false}");
    }

    @Test
    @DisplayName("A moved file is heard of as such, and in the classic generation as two changes")
    void move() {
        WireClient alice = join("alice");
        WireClient old = classic("old");
        upload(alice, "from", bytes(600_000));
        old.await("storage.file.updated");
        Map<String, Object> move = Map.of("source_path", "from", "destination_path", "deep/to", "overwrite", false);
        assertThat(builtin(alice, "storage", "move", move).json().string("type"))
                .isEqualTo("empty");
        assertThat(alice.awaitJson("storage.file.moved").names())
                .containsExactlyInAnyOrder("source_path", "destination_path", "participant_id");
        assertThat(old.awaitJson("storage.file.deleted").string("path")).isEqualTo("from");
        assertThat(old.awaitJson("storage.file.updated").string("path")).isEqualTo("deep/to");
        assertThat(download(alice, "deep/to")).isEqualTo(bytes(600_000));
        assertThat(number(builtin(alice, "storage", "move", move))).isEqualTo(3001);
    }

    @Test
    @DisplayName(
            "current 52: receive waits until somebody sends, and without wait gives nothing; missing queues are 5001")
    void queues() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        assertThat(number(builtin(alice, "queues", "send", Map.of("name", "q", "create", false, "message", Map.of()))))
                .isEqualTo(5001);
        Map<String, Object> now = Map.of("name", "q", "create", true, "wait", false);
        assertThat(builtin(alice, "queues", "receive", now).json().string("type"))
                .isEqualTo("empty");
        Map<String, Object> later = Map.of("name", "q", "create", true, "wait", true);
        long waiting = call(alice, "queues", "receive", "arguments", json(later));
        builtin(bob, "queues", "send", Map.of("name", "q", "create", false, "message", Map.of("n", 1)));
        assertThat(alice.answer(waiting).json().raw("json")).hasToString("{\"n\":1}");
        assertThat(number(builtin(alice, "queues", "open", Map.of("name", "q"))))
                .isEqualTo(5002);
        assertThat(builtin(alice, "queues", "close", Map.of("name", "q")).json().string("type"))
                .isEqualTo("empty");
    }

    @Test
    @DisplayName("The developer log is a stream until its reader ends it")
    void log() {
        WireClient alice = join("alice");
        long id = call(alice, "developer", "logs", "arguments", open(), "tool_call_id", "log");
        assertThat(alice.answer(id).json().string("method")).isEqualTo("open");
        WireClient bob = join("bob");
        builtin(bob, "developer", "log", Map.of("type", "t", "data", Map.of("n", 1)));
        Body entry = nextChunk(alice);
        assertThat(chunk(entry).object("headers").string("type")).isEqualTo("t");
        assertThat(entry.attachment())
                .isEqualTo(ByteBuffer.wrap("{\"n\":1}".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        sendChunk(alice, "log", close(1000));
        assertThat(chunk(nextChunk(alice)).string("method")).isEqualTo("close");
        builtin(bob, "developer", "log", Map.of("type", "t", "data", Map.of()));
        assertThat(settled(alice)).isEmpty();
    }

    @Test
    @DisplayName("Who hears that a stream is open misses nothing, and who hears of its end may use its name again")
    void sameName() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        for (int round = 0; round < 20; round++) {
            long id = call(alice, "developer", "logs", "arguments", open(), "tool_call_id", "log");
            assertThat(alice.answer(id).json().string("method")).isEqualTo("open");
            builtin(bob, "developer", "log", Map.of("type", "t" + round, "data", Map.of()));
            assertThat(chunk(nextChunk(alice)).object("headers").string("type")).isEqualTo("t" + round);
            sendChunk(alice, "log", close(1000));
            assertThat(chunk(nextChunk(alice)).string("method")).isEqualTo("close");
        }
    }
}
