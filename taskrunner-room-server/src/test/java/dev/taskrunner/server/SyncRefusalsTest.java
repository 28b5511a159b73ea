package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused of documents as streams: the error says why, the stream ends, and what was kept stays. */
@ParameterizedClass
@EnumSource(Via.class)
class SyncRefusalsTest extends SyncCase {

    /** What somebody finds who opens it now. */
    private void holds(String path, String... updates) {
        WireClient reader = join("reader");
        item(reader, stream(reader), start(path, "create", false), "");
        for (String update : updates) {
            assertThat(heard(reader)).isEqualTo(base64(update));
        }
        assertThat(settled(reader)).isEmpty();
    }

    private static void refused(WireClient client, String id, Map<String, ?> start, int number, String text) {
        item(client, id, start, "");
        JsonFields error = failure(client);
        assertThat(error.integer("code")).as("%s", error).isEqualTo(number);
        assertThat(error.string("text")).contains(text);
    }

    @Test
    @DisplayName("§4.4 an update before the start is 4001, and nothing is kept; the name may be used again")
    void updateBeforeStart() {
        WireClient alice = join("alice");
        String id = stream(alice);
        item(alice, id, Map.of("kind", "sync", "path", "a.note"), base64("early"));
        JsonFields error = failure(alice);
        assertThat(error.integer("code")).isEqualTo(4001);
        assertThat(error.string("text")).contains("'start'");
        long again = call(alice, "sync", "open", "arguments", open(), "tool_call_id", id);
        assertThat(alice.answer(again).json().string("method")).isEqualTo("open");
        item(alice, id, start("a.note"), "");
        assertThat(heard(alice)).isEqualTo(EMPTY);
    }

    @Test
    @DisplayName("§4.4 a second start is 4002; what was written before is kept, and what comes after it is not")
    void startTwice() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        String id = opened(alice, "a.note");
        opened(bob, "a.note");
        sync(alice, id, "one");
        item(alice, id, start("b.note"), "");
        sync(alice, id, "two");
        JsonFields error = failure(alice);
        assertThat(error.integer("code")).isEqualTo(4002);
        assertThat(error.string("text")).contains("a.note");
        assertThat(heard(bob)).isEqualTo(base64("one"));
        assertThat(settled(bob)).isEmpty();
        refused(bob, stream(bob), start("b.note", "create", false), 1003, "no document 'b.note'");
        holds("a.note", "one");
    }

    @Test
    @DisplayName("Items of no kind, or without a path, and calls that are no stream, are 1002")
    void noSense() {
        WireClient alice = join("alice");
        refused(alice, stream(alice), Map.of("path", "a.note"), 1002, "'kind'");
        refused(alice, stream(alice), Map.of("kind", "state"), 1002, "'start' or 'sync'");
        refused(alice, stream(alice), Map.of("kind", "start"), 1002, "'path'");
        refused(alice, stream(alice), start("a.note", "schema", 7), 1002, "schema");
        refused(alice, stream(alice), start("a.note", "initial_json", Map.of("a", 1)), 1002, "initial_json");
        assertThat(number(builtin(alice, "sync", "open", start("a.note")))).isEqualTo(1002);
        String id = stream(alice);
        sendChunk(alice, id, close(1000));
        assertThat(chunk(nextChunk(alice)).string("method"))
                .as("the end before the start")
                .isEqualTo("close");
        refused(alice, stream(alice), start("a.note", "create", false), 1003, "no document");
    }

    @ParameterizedTest
    @DisplayName("An update that is no base64, or none at all, ends the stream with 1002; those before it are kept")
    @ValueSource(strings = {"%%%", "", "AA==", "A", "AAA=\n"})
    void malformed(String payload) {
        WireClient alice = join("alice");
        String id = opened(alice, "a.note");
        sync(alice, id, "fine");
        item(alice, id, Map.of("kind", "sync"), payload);
        JsonFields error = failure(alice);
        assertThat(error.integer("code")).isEqualTo(1002);
        assertThat(error.string("text")).containsAnyOf("base64", "too short");
        holds("a.note", "fine");
    }

    @Test
    @DisplayName("An update too many, or too large, is refused by name of the limit, and so is what builds on it")
    void full() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        opened(bob, "a.note");
        String id = opened(alice, "a.note");
        sync(alice, id, "one");
        sync(alice, id, "x".repeat(1_001));
        sync(alice, id, "two");
        JsonFields error = failure(alice);
        assertThat(code(error)).isEqualTo("too_large");
        assertThat(error.string("text")).contains("4 updates").contains("1000 bytes");
        assertThat(heard(bob)).isEqualTo(base64("one"));
        assertThat(settled(bob)).isEmpty();
        String next = opened(alice, "a.note");
        for (String update : List.of("two", "three", "four", "five")) {
            sync(alice, next, update);
        }
        assertThat(code(failure(alice))).isEqualTo("too_large");
        holds("a.note", "one", "two", "three", "four");
    }

    @Test
    @DisplayName("A room takes no more documents than its limit, made by whichever generation")
    void roomLimit() {
        WireClient alice = join("alice");
        WireClient old = classic("old");
        opened(alice, "a.note");
        connect(old, "b.note");
        builtin(alice, "sync", "create", start("c.note"));
        refused(alice, stream(alice), start("d.note"), 1002, "3 documents, its limit");
        assertThat(WireClient.error(builtin(alice, "sync", "create", start("d.note"))))
                .contains("3 documents");
        assertThat(old.requestError("room.connect", "path", "d.note", "create", true, "schema", SCHEMA))
                .contains("3 documents");
    }

    @ParameterizedTest
    @DisplayName(
            "§7.2 who may only read hears updates and may echo them; an update of its own is 1001, in both spellings")
    @ValueSource(strings = {"read_only", "readOnly"})
    void readOnly(String spelling) {
        WireClient alice = join("alice");
        String id = opened(alice, "docs/a.note");
        Map<String, ?> rule = Map.of("path", "docs/*", spelling, true);
        WireClient reader = restricted("reader", Map.of("paths", List.of(rule)));
        String reading = opened(reader, "docs/a.note");
        sync(alice, id, "one");
        assertThat(heard(reader)).isEqualTo(base64("one"));
        sync(reader, reading, "one");
        assertThat(settled(reader)).as("an echo").isEmpty();
        sync(reader, reading, "mine");
        assertThat(failure(reader).integer("code")).isEqualTo(1001);
        assertThat(settled(alice)).isEmpty();
        refused(reader, stream(reader), start("docs/b.note"), 1001, "sync.paths for writing 'docs/b.note'");
        assertThat(number(builtin(reader, "sync", "create", start("docs/b.note"))))
                .isEqualTo(1001);
    }

    @Test
    @DisplayName(
            "§7.2 another path, or no section at all, is 1001 for every tool; a path made plain is the one that counts")
    void otherPaths() {
        WireClient alice = restricted("alice", Map.of("paths", List.of(Map.of("path", "docs/*"))));
        opened(alice, "./docs/a.note");
        for (String path : List.of("other/a.note", "docs", "./other", "/x")) {
            refused(alice, stream(alice), start(path), 1001, "sync.paths");
            assertThat(number(builtin(alice, "sync", "create", start(path)))).isEqualTo(1001);
            assertThat(number(builtin(alice, "sync", "describe", start(path)))).isEqualTo(1001);
        }
    }

    @ParameterizedTest
    @DisplayName("Paths that could be mistaken are refused")
    @ValueSource(strings = {"", "/", "./", "../a", "a/../b", "a//b", "a/", "a/./b", "./../a", "a\u0000b"})
    void paths(String path) {
        WireClient alice = join("alice");
        refused(alice, stream(alice), start(path), 1002, "path");
        assertThat(number(builtin(alice, "sync", "create", start(path)))).isEqualTo(1002);
        assertThat(number(builtin(alice, "sync", "describe", start(path)))).isEqualTo(1002);
    }

    @Test
    @DisplayName(
            "describe says that a relay cannot, 1002, or that there is no such document, 1003; so does content to begin with")
    void describe() {
        WireClient alice = join("alice");
        opened(alice, "a.note");
        Body answer = builtin(alice, "sync", "describe", Map.of("path", "a.note"));
        assertThat(number(answer)).isEqualTo(1002);
        assertThat(WireClient.code(answer)).isEqualTo("unsupported");
        assertThat(number(builtin(alice, "sync", "describe", Map.of("path", "no.note"))))
                .isEqualTo(1003);
        Body content = builtin(alice, "sync", "create", start("b.note", "json", Map.of("a", 1)));
        assertThat(WireClient.code(content)).isEqualTo("unsupported");
    }

    @Test
    @DisplayName(
            "Without a schema it is the one at schema_path, or the stored one; files beside take the right to read them")
    void schemas() {
        WireClient alice = join("alice");
        refused(alice, stream(alice), start("a.note", "schema", null), 1002, ".schemas/note.json");
        String missing = "any/my.json";
        refused(alice, stream(alice), start("a.note", "schema", null, "schema_path", missing), 1003, missing);
        store(alice, missing);
        store(alice, ".schemas/note.json");
        WireClient poor = restricted("poor", Map.of());
        Map<String, Object> beside = start("a.note", "schema", null, "schema_path", missing);
        refused(poor, stream(poor), beside, 1001, "storage.paths");
        for (Object path : new Object[] {null, ".schemas/note.json"}) {
            item(poor, stream(poor), start("a.note", "schema", null, "schema_path", path), "");
            assertThat(headers(nextChunk(poor)).object("schema").string("of")).isEqualTo(".schemas/note.json");
        }
        item(alice, stream(alice), beside, "");
        assertThat(headers(nextChunk(alice)).object("schema").string("of")).isEqualTo(missing);
    }

    private static void store(WireClient client, String path) {
        RawJson handle = client.requestJson("storage.open", "path", path, "overwrite", true)
                .raw("handle");
        byte[] schema = RawJson.of(Map.of("of", path)).toBytes();
        client.answer(client.send("storage.write", WireClient.fields("handle", handle), schema));
        client.request("storage.close", "handle", handle);
        client.await("storage.file.updated");
    }
}
