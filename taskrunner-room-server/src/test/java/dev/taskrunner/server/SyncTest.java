package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Documents of both generations in one room; {@link SyncRefusalsTest} has what is refused. */
@ParameterizedClass
@EnumSource(Via.class)
class SyncTest extends SyncCase {

    @Test
    @DisplayName(
            "current §5.9 the first item is the state, AAA= for an empty document; then each update once, in order")
    void stateFirst() {
        WireClient alice = join("alice");
        String id = stream(alice);
        item(alice, id, start("a.note"), "");
        Body state = nextChunk(alice);
        assertThat(state.json().string("tool_call_id")).isEqualTo(id);
        assertThat(headers(state))
                .hasToString("{\"kind\":\"state\",\"path\":\"a.note\",\"schema\":" + RawJson.of(SCHEMA) + "}");
        assertThat(payload(state)).isEqualTo(EMPTY);
        sync(alice, id, "one");
        sync(alice, id, "two");
        WireClient bob = join("bob");
        String late = stream(bob);
        item(bob, late, start("a.note", "create", false), "");
        assertThat(heard(bob)).isEqualTo(base64("one"));
        Body second = nextChunk(bob);
        assertThat(headers(second)).hasToString("{\"kind\":\"sync\",\"path\":\"a.note\"}");
        assertThat(payload(second)).isEqualTo(base64("two"));
    }

    @Test
    @DisplayName("One document for both generations: updates go both ways once, and echoes nowhere")
    void mixed() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        WireClient old = classic("old");
        String id = opened(alice, "a.note");
        String other = opened(bob, "/a.note");
        connect(old, "a.note");
        assertThat(heardClassic(old)).isEqualTo(EMPTY);
        sync(alice, id, "new");
        assertThat(List.of(heard(bob), heardClassic(old))).containsOnly(base64("new"));
        classicSync(old, "a.note", "old");
        assertThat(List.of(heard(alice), heard(bob))).containsOnly(base64("old"));
        sync(bob, other, "new");
        sync(bob, other, "old");
        classicSync(old, "a.note", "new");
        item(alice, id, Map.of("kind", "sync"), EMPTY);
        assertThat(settled(alice)).isEmpty();
        assertThat(settled(bob)).isEmpty();
        assertThat(old.settle()).isEmpty();
    }

    @Test
    @DisplayName("§13-55 who opens a document while others write gets each update once, whatever it speaks")
    void openedWhileOthersWrite() {
        server.close();
        server = via.start(super.options().documents(DocumentQuota.defaults()).build());
        WireClient old = classic("old");
        connect(old, "a.note");
        WireClient alice = join("alice");
        String id = stream(alice);
        List<Long> answers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            answers.add(sendClassic(old, "a.note", "update " + i));
            if (i == 60) {
                item(alice, id, start("a.note"), "");
            }
        }
        answers.forEach(one -> assertThat(old.answer(one).json().string("type")).isEqualTo("empty"));
        hears200(alice);
    }

    private static void hears200(WireClient client) {
        Set<String> heard = new HashSet<>();
        while (heard.size() < 200) {
            String update = heard(client);
            assertThat(update.equals(EMPTY) || heard.add(update)).as("twice").isTrue();
        }
        assertThat(heard).contains(base64("update 0"), base64("update 199"));
        assertThat(settled(client)).isEmpty();
    }

    @Test
    @DisplayName(
            "§1.7 a start with a vector, as after a lost connection, gets the full state: a relay computes no difference")
    void vector() {
        WireClient alice = join("alice");
        String id = opened(alice, "a.note");
        sync(alice, id, "one");
        sync(alice, id, "two");
        alice.cut();
        WireClient again = join("alice");
        String next = stream(again);
        item(again, next, start("a.note", "vector", "AamX3uYDCQ=="), "");
        assertThat(List.of(heard(again), heard(again))).containsExactly(base64("one"), base64("two"));
        sync(again, next, "three");
        WireClient bob = join("bob");
        opened(bob, "a.note");
        assertThat(List.of(heard(bob), heard(bob))).containsExactly(base64("two"), base64("three"));
    }

    @Test
    @DisplayName("sync.create makes a document that both generations open; its schema is kept, and its path made plain")
    void create() {
        WireClient alice = join("alice");
        WireClient old = classic("old");
        assertThat(create(alice, "./a.note", SCHEMA).string("type")).isEqualTo("empty");
        assertThat(old.requestJson("room.connect", "path", "a.note", "create", false)
                        .raw("schema"))
                .hasToString(RawJson.of(SCHEMA).toString());
        assertThat(create(alice, "/a.note", SCHEMA).integer("code")).isEqualTo(1004);
        assertThat(old.requestError("room.create", "path", "a.note", "json", null))
                .contains("already");
        String id = stream(alice);
        item(alice, id, start(".//./a.note", "create", false, "schema", null), "");
        assertThat(headers(nextChunk(alice)).raw("schema"))
                .hasToString(RawJson.of(SCHEMA).toString());
    }

    private static JsonFields create(WireClient client, String path, Object schema) {
        Map<String, Object> arguments = start(path, "schema", schema, "json", null);
        return builtin(client, "sync", "create", arguments).json();
    }

    @Test
    @DisplayName("A new thread begins with the same seed in both generations")
    void seed() {
        WireClient alice = join("alice");
        WireClient old = classic("old");
        item(alice, stream(alice), start("t.thread"), "");
        String seed = heard(alice);
        assertThat(seed).isNotEqualTo(EMPTY);
        connect(old, "t.thread");
        assertThat(heardClassic(old)).isEqualTo(seed);
    }

    @Test
    @DisplayName("Two streams of one participant hear each other; who ends one hears nothing more under its name")
    void twoStreams() {
        WireClient alice = join("alice");
        String first = opened(alice, "a.note");
        String second = opened(alice, "a.note");
        sync(alice, first, "one");
        Body heard = nextChunk(alice);
        assertThat(heard.json().string("tool_call_id")).isEqualTo(second);
        sendChunk(alice, first, close(1000));
        Body end = nextChunk(alice);
        assertThat(end.json().string("tool_call_id")).isEqualTo(first);
        assertThat(chunk(end).string("method")).isEqualTo("close");
        sync(alice, second, "two");
        assertThat(settled(alice)).isEmpty();
    }

    @Test
    @DisplayName("What was sent before leaving in mid-stream is kept and passed on, by a close and by a cut")
    void leaving() {
        WireClient bob = join("bob");
        opened(bob, "a.note");
        for (boolean cut : new boolean[] {false, true}) {
            WireClient alice = join("alice");
            String id = stream(alice);
            item(alice, id, start("a.note"), "");
            sync(alice, id, "last " + cut);
            if (cut) {
                alice.cut();
            } else {
                sendChunk(alice, id, close(1000));
            }
            assertThat(heard(bob)).isEqualTo(base64("last " + cut));
        }
        WireClient late = join("late");
        opened(late, "a.note");
        assertThat(heard(late)).isEqualTo(base64("last true"));
    }

    @Test
    @DisplayName("What others heard outlasts the server, and is there for either generation")
    void lasting(@TempDir Path folder) {
        server.close();
        server = via.start(options().data(folder).build());
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        opened(bob, "a.note");
        sync(alice, opened(alice, "a.note"), "kept");
        assertThat(heard(bob)).isEqualTo(base64("kept"));
        server.close();
        server = via.start(options().data(folder).build());
        WireClient old = classic("old");
        old.requestJson("room.connect", "path", "a.note", "create", false);
        assertThat(heardClassic(old)).isEqualTo(base64("kept"));
        WireClient again = join("again");
        item(again, stream(again), start("a.note", "create", false, "schema", null), "");
        assertThat(heard(again)).isEqualTo(base64("kept"));
    }

    @Test
    @DisplayName("Documents do not use up the other streams of a participant; both are bounded")
    void manyOpen() {
        WireClient alice = join("alice");
        List<Long> answers = new ArrayList<>();
        for (int i = 0; i <= DocumentBook.MAX_OPEN; i++) {
            answers.add(call(alice, "sync", "open", "arguments", open(), "tool_call_id", "m" + i));
        }
        Body last = alice.answer(answers.remove(answers.size() - 1));
        assertThat(number(last)).isEqualTo(1006);
        assertThat(WireClient.error(last)).contains("1024 documents");
        answers.forEach(
                id -> assertThat(alice.answer(id).json().string("method")).isEqualTo("open"));
        long log = call(alice, "developer", "logs", "arguments", open(), "tool_call_id", "log");
        assertThat(alice.answer(log).json().string("method")).isEqualTo("open");
        sendChunk(alice, "m0", close(1000));
        assertThat(chunk(nextChunk(alice)).string("method")).isEqualTo("close");
        opened(alice, "a.note");
    }
}
