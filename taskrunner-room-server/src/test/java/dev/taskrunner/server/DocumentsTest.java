package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Via.class)
class DocumentsTest extends RoomCase {
    private static final Map<String, ?> SCHEMA = Map.of("$root_tag_ref", "#/$defs/x");
    private static final String EMPTY = "AAA=";

    @Override
    RoomServerOptions.Builder options() {
        return super.options().documents(new DocumentQuota(3, 4, 1_000));
    }

    private static String text(Body body) {
        return StandardCharsets.US_ASCII.decode(body.attachment().duplicate()).toString();
    }

    private static String base64(String update) {
        return Base64.getEncoder().encodeToString(update.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonFields connect(WireClient client, String path) {
        return client.requestJson("room.connect", "path", path, "create", true, "schema", SCHEMA);
    }

    private static Body sync(WireClient client, String path, String base64) {
        return client.answer(sendUpdate(client, path, base64));
    }

    private static long sendUpdate(WireClient client, String path, String base64) {
        return client.send("room.sync", WireClient.fields("path", path), base64.getBytes(StandardCharsets.US_ASCII));
    }

    private static String heard(WireClient client, String path) {
        Body push = WireClient.body(client.await("room.sync"));
        assertThat(push.json().string("path")).isEqualTo(path);
        return text(push);
    }

    private static String type(Body answer) {
        return answer.json().string("type");
    }

    @Test
    @DisplayName(
            "§13-55 the reply to room.connect precedes the first room.sync; an empty document still gets one, AAA=")
    void order() {
        WireClient alice = join("alice");
        assertThat(connect(alice, "a.note").raw("schema"))
                .hasToString(RawJson.of(SCHEMA).toString());
        assertThat(heard(alice, "a.note")).isEqualTo(EMPTY);
        assertThat(alice.transcript().subList(2, 4)).containsExactly("__response__", "room.sync");
        WireClient bob = join("bob");
        sync(alice, "a.note", base64("one"));
        sync(alice, "a.note", base64("two"));
        connect(bob, "/a.note");
        assertThat(List.of(heard(bob, "a.note"), heard(bob, "a.note"))).containsExactly(base64("one"), base64("two"));
        assertThat(bob.transcript().get(2)).isEqualTo("__response__");
        assertThat(bob.settle()).isEmpty();
    }

    @Test
    @DisplayName(
            "§13-55 updates reach the other subscribers once, in order; echoes and empty updates are kept by nobody")
    void relay() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        WireClient stranger = join("stranger");
        connect(alice, "a.note");
        connect(bob, "a.note");
        heard(alice, "a.note");
        heard(bob, "a.note");
        for (int i = 0; i < 3; i++) {
            assertThat(type(sync(alice, "a.note", base64("update " + i)))).isEqualTo("empty");
            String heard = heard(bob, "a.note");
            assertThat(heard).isEqualTo(base64("update " + i));
            assertThat(type(sync(bob, "a.note", heard))).as("the echo").isEqualTo("empty");
            assertThat(type(sync(alice, "a.note", heard)))
                    .as("the sender again")
                    .isEqualTo("empty");
        }
        assertThat(type(sync(bob, "a.note", EMPTY))).isEqualTo("empty");
        assertThat(alice.settle()).isEmpty();
        assertThat(bob.settle()).isEmpty();
        assertThat(stranger.settle()).isEmpty();
    }

    @Test
    @DisplayName("§13-55 two who write at once end with the same updates")
    void converge() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        connect(alice, "a.note");
        connect(bob, "a.note");
        heard(alice, "a.note");
        heard(bob, "a.note");
        long mine = sendUpdate(alice, "a.note", base64("mine"));
        long yours = sendUpdate(bob, "a.note", base64("yours"));
        assertThat(type(alice.answer(mine))).isEqualTo("empty");
        assertThat(type(bob.answer(yours))).isEqualTo("empty");
        assertThat(heard(alice, "a.note")).isEqualTo(base64("yours"));
        assertThat(heard(bob, "a.note")).isEqualTo(base64("mine"));
        WireClient late = join("late");
        connect(late, "a.note");
        assertThat(new TreeSet<>(List.of(heard(late, "a.note"), heard(late, "a.note"))))
                .containsExactlyInAnyOrder(base64("mine"), base64("yours"));
    }

    @Test
    @DisplayName("A new thread begins with its seed, the same bytes for everybody, of two elements")
    void thread() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        connect(alice, ".threads/bot/alice.thread");
        connect(bob, ".threads/bot/alice.thread");
        String seed = heard(alice, ".threads/bot/alice.thread");
        assertThat(heard(bob, ".threads/bot/alice.thread")).isEqualTo(seed);
        assertThat(new String(Base64.getDecoder().decode(seed), StandardCharsets.ISO_8859_1))
                .contains("members")
                .contains("messages");
        sync(alice, ".threads/bot/alice.thread", seed);
        assertThat(bob.settle()).as("the echo of the seed").isEmpty();
        assertThat(type(alice.request("room.create", "path", "b.thread", "json", null)))
                .isEqualTo("empty");
        connect(alice, "b.thread");
        assertThat(heard(alice, "b.thread")).isEqualTo(seed);
    }

    @Test
    @DisplayName("room.disconnect and leaving end the updates")
    void closing() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        WireClient carol = join("carol");
        for (WireClient one : List.of(alice, bob, carol)) {
            connect(one, "a.note");
            heard(one, "a.note");
        }
        assertThat(type(bob.request("room.disconnect", "path", "a.note"))).isEqualTo("empty");
        assertThat(type(bob.request("room.disconnect", "path", "never"))).isEqualTo("empty");
        carol.cut();
        sync(alice, "a.note", base64("one"));
        assertThat(bob.settle()).isEmpty();
        connect(bob, "a.note");
        assertThat(heard(bob, "a.note")).isEqualTo(base64("one"));
    }

    @Test
    @DisplayName("What is not there is an error, unless it is to be made; what is there is not made again")
    void existence() {
        WireClient alice = join("alice");
        assertThat(alice.requestError("room.connect", "path", "no.note", "create", false, "schema", SCHEMA))
                .contains("no document 'no.note'");
        assertThat(WireClient.error(sync(alice, "no.note", base64("update")))).contains("no document");
        assertThat(alice.requestError("room.describe", "path", "no.note")).contains("no document");
        assertThat(type(alice.request("room.create", "path", "b.note", "json", null)))
                .isEqualTo("empty");
        assertThat(alice.requestError("room.create", "path", "b.note", "json", null))
                .contains("already");
        Body describe = alice.request("room.describe", "path", "b.note");
        assertThat(WireClient.code(describe)).isEqualTo("unsupported");
        Body content = alice.request("room.create", "path", "c.note", "json", Map.of("a", 1));
        assertThat(WireClient.code(content)).isEqualTo("unsupported");
        assertThat(WireClient.code(alice.request(
                        "room.connect", "path", "c.note", "create", true, "initial_json", Map.of("a", 1))))
                .isEqualTo("unsupported");
    }

    @Test
    @DisplayName("The schema is the request's, else the one it was made with; without any the error says what to do")
    void schemas() {
        WireClient alice = join("alice");
        assertThat(alice.requestError("room.connect", "path", "a.note", "create", true))
                .contains(".schemas/note.json");
        connect(alice, "a.note");
        assertThat(alice.requestJson("room.connect", "path", "a.note", "create", false)
                        .raw("schema"))
                .hasToString(RawJson.of(SCHEMA).toString());
        JsonFields bare =
                alice.requestJson("room.connect", "path", "b.note", "create", true, "taskrunner", Map.of("bare", true));
        assertThat(bare.raw("schema")).isEqualTo(RawJson.NULL);
        assertThat(alice.requestError("room.connect", "path", "c", "create", true, "schema", 7))
                .contains("schema");
    }

    @Test
    @DisplayName("The schema may come from storage, where agents put it; a damaged one is said to be")
    void storedSchemas() {
        WireClient alice = join("alice");
        store(alice, ".schemas/note.json", RawJson.of(SCHEMA).toString());
        assertThat(alice.requestJson("room.connect", "path", "a.note", "create", true)
                        .raw("schema"))
                .hasToString(RawJson.of(SCHEMA).toString());
        store(alice, ".schemas/bad.json", "[1]");
        assertThat(alice.requestError("room.connect", "path", "a.bad", "create", true))
                .contains(".schemas/bad.json");
        store(alice, ".schemas/worse.json", "{");
        assertThat(alice.requestError("room.connect", "path", "a.worse", "create", true))
                .contains(".schemas/worse.json");
    }

    private static void store(WireClient client, String path, String text) {
        RawJson handle = client.requestJson("storage.open", "path", path, "overwrite", true)
                .raw("handle");
        JsonFields write = WireClient.fields("handle", handle);
        client.answer(client.send("storage.write", write, text.getBytes(StandardCharsets.UTF_8)));
        client.request("storage.close", "handle", handle);
    }

    @Test
    @DisplayName("A document takes no more than its limits, and what it has stays readable; a room no more documents")
    void limits() {
        WireClient alice = join("alice");
        connect(alice, "a.note");
        heard(alice, "a.note");
        for (int i = 0; i < 4; i++) {
            assertThat(type(sync(alice, "a.note", base64("update " + i)))).isEqualTo("empty");
        }
        Body full = sync(alice, "a.note", base64("one too many"));
        assertThat(WireClient.code(full)).isEqualTo("too_large");
        assertThat(WireClient.error(full)).contains("4 updates").contains("1000 bytes");
        assertThat(type(sync(alice, "a.note", base64("update 1"))))
                .as("known ones are no news")
                .isEqualTo("empty");
        connect(alice, "b.note");
        assertThat(WireClient.code(sync(alice, "b.note", base64("x".repeat(1_001)))))
                .isEqualTo("too_large");
        connect(alice, "c.note");
        assertThat(alice.requestError("room.connect", "path", "d.note", "create", true, "schema", SCHEMA))
                .contains("3 documents, its limit");
        WireClient late = join("late");
        connect(late, "a.note");
        List<String> updates = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            updates.add(heard(late, "a.note"));
        }
        assertThat(updates).doesNotHaveDuplicates().contains(base64("update 3"));
    }

    @ParameterizedTest
    @DisplayName("Paths that could be mistaken are refused")
    @ValueSource(strings = {"", "/", "../a", "a/../b", "a//b", "a/", "./a", "a\u0000b", "a\nb"})
    void paths(String path) {
        WireClient alice = join("alice");
        assertThat(WireClient.code(alice.request("room.connect", "path", path, "create", true, "schema", SCHEMA)))
                .isIn("invalid_request", "denied");
        assertThat(WireClient.code(alice.request("room.create", "path", path, "json", null)))
                .isIn("invalid_request", "denied");
    }

    @Test
    @DisplayName("An update that is no base64, or none at all, is refused and harms nobody")
    void badUpdates() {
        WireClient alice = join("alice");
        connect(alice, "a.note");
        heard(alice, "a.note");
        assertThat(WireClient.error(sync(alice, "a.note", "%%%"))).contains("base64");
        assertThat(WireClient.error(sync(alice, "a.note", ""))).contains("too short");
        assertThat(alice.requestError("room.sync")).contains("path");
        assertThat(type(sync(alice, "a.note", base64("fine")))).isEqualTo("empty");
    }

    @Test
    @DisplayName("One who joins while others write gets every update once")
    void joiningWhileWriting() {
        server.close();
        server = via.start(super.options().build());
        WireClient writer = join("writer");
        connect(writer, "a.note");
        WireClient reader = join("reader");
        List<Long> answers = new ArrayList<>();
        long opened = 0;
        for (int i = 0; i < 200; i++) {
            answers.add(sendUpdate(writer, "a.note", base64("update " + i)));
            if (i == 60) {
                opened = reader.send("room.connect", "path", "a.note", "create", false);
            }
        }
        answers.forEach(id -> assertThat(type(writer.answer(id))).isEqualTo("empty"));
        assertThat(type(reader.answer(opened))).isEqualTo("json");
        List<String> heard = new ArrayList<>();
        while (heard.size() < 200) {
            String update = heard(reader, "a.note");
            if (!update.equals(EMPTY)) {
                heard.add(update);
            }
        }
        assertThat(heard).doesNotHaveDuplicates();
        assertThat(heard.get(199)).isEqualTo(base64("update 199"));
    }
}
