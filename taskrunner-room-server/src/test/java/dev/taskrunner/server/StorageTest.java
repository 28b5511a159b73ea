package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class StorageTest extends RoomCase {

    @Override
    RoomServerOptions.Builder options() {
        return super.options()
                .maxMessageBytes(1 << 20)
                .quota(RoomQuota.defaults().withStorage(4 << 20, 20));
    }

    static String handle(WireClient client, String path) {
        return client.requestJson("storage.open", "path", path, "overwrite", true)
                .string("handle");
    }

    static Body write(WireClient client, String handle, byte[] bytes) {
        return client.answer(client.send(
                "storage.write", JsonFields.builder().put("handle", handle).build(), bytes));
    }

    static void put(WireClient client, String path, String text) {
        String handle = handle(client, path);
        assertThat(write(client, handle, text.getBytes(StandardCharsets.UTF_8))
                        .json()
                        .string("type"))
                .isEqualTo("empty");
        Body closed = client.request("storage.close", "handle", handle);
        assertThat(closed.json().string("type")).as("%s", closed.json()).isEqualTo("empty");
    }

    static byte[] bytes(Body content) {
        byte[] bytes = new byte[content.attachment().remaining()];
        content.attachment().get(bytes);
        return bytes;
    }

    static String get(WireClient client, String path) {
        Body content = client.request("storage.download", "path", path);
        assertThat(content.json().string("type")).as("%s", content.json()).isEqualTo("file");
        return new String(bytes(content), StandardCharsets.UTF_8);
    }

    static List<String> names(WireClient client, String path) {
        List<String> names = new ArrayList<>();
        client.requestJson("storage.list", "path", path)
                .array("files")
                .forEach(one -> names.add(WireClient.parse(one).string("name")
                        + (WireClient.parse(one).bool("is_folder") ? "/" : "")));
        return names;
    }

    private static boolean exists(WireClient client, String path) {
        return client.requestJson("storage.exists", "path", path).bool("exists");
    }

    @Test
    @DisplayName("§7.1 §13-51 the missing folder of schemas has no files")
    void schemas() {
        assertThat(names(join("alice"), ".schemas")).isEmpty();
    }

    @Test
    @DisplayName("§7.1 §13-52 open, write n times, close, exists, stat, download, list, delete; everybody hears of it")
    void roundTrip() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        String handle = handle(alice, "f/a.txt");
        for (String piece : List.of("one ", "two ", "three")) {
            write(alice, handle, piece.getBytes(StandardCharsets.UTF_8));
        }
        assertThat(exists(bob, "f/a.txt")).isFalse();
        alice.request("storage.close", "handle", handle);
        for (WireClient each : List.of(alice, bob)) {
            JsonFields event = each.awaitJson("storage.file.updated");
            assertThat(event.string("path")).isEqualTo("f/a.txt");
            assertThat(event.string("participant_id")).isEqualTo(alice.id());
        }
        assertThat(exists(bob, "f/a.txt")).isTrue();
        assertThat(exists(bob, "f")).isTrue();
        assertThat(get(bob, "/f/a.txt")).isEqualTo("one two three");
        Body file = bob.request("storage.download", "path", "f/a.txt");
        assertThat(file.json().string("name")).isEqualTo("a.txt");
        assertThat(file.json().string("mime_type")).isEqualTo("text/plain");
        JsonFields stat = bob.requestJson("storage.stat", "path", "f/a.txt");
        assertThat(stat.bool("exists")).isTrue();
        assertThat(stat.bool("is_folder")).isFalse();
        assertThat(java.time.Instant.parse(stat.string("updated_at"))).isNotNull();
        assertThat(bob.requestJson("storage.stat", "path", "f").bool("is_folder"))
                .isTrue();
        assertThat(bob.requestJson("storage.stat", "path", "x").toString()).isEqualTo("{\"exists\":false}");
        assertThat(names(bob, "f")).containsExactly("a.txt");
        assertThat(names(bob, "")).containsExactly("f/");
        bob.request("storage.delete", "path", "f/a.txt");
        for (WireClient each : List.of(alice, bob)) {
            JsonFields event = each.awaitJson("storage.file.deleted");
            assertThat(event.string("path")).isEqualTo("f/a.txt");
            assertThat(event.string("participant_id")).isEqualTo(bob.id());
        }
        assertThat(exists(bob, "f")).isFalse();
    }

    @Test
    @DisplayName("§7.1 A file that is there is replaced only when asked, and all at once")
    void overwrite() {
        WireClient alice = join("alice");
        put(alice, "a", "old");
        Body refused = alice.request("storage.open", "path", "a", "overwrite", false);
        assertThat(WireClient.code(refused)).isEqualTo("already_exists");
        String handle = handle(alice, "a");
        write(alice, handle, "new".getBytes(StandardCharsets.UTF_8));
        assertThat(get(alice, "a")).isEqualTo("old");
        alice.request("storage.close", "handle", handle);
        assertThat(get(alice, "a")).isEqualTo("new");
    }

    @Test
    @DisplayName("§7.1 Of two who write a new file at once, the second to close is refused")
    void twoWriters() {
        WireClient alice = join("alice");
        String one = alice.requestJson("storage.open", "path", "a", "overwrite", false)
                .string("handle");
        String two = alice.requestJson("storage.open", "path", "a", "overwrite", false)
                .string("handle");
        alice.request("storage.close", "handle", one);
        assertThat(WireClient.code(alice.request("storage.close", "handle", two)))
                .isEqualTo("already_exists");
    }

    @Test
    @DisplayName("§7.1 A folder is deleted with what is in it, but only when asked")
    void folders() {
        WireClient alice = join("alice");
        put(alice, "f/a", "1");
        put(alice, "f/g/b", "2");
        put(alice, "fa", "3");
        assertThat(names(alice, "f")).containsExactly("a", "g/");
        assertThat(names(alice, "")).containsExactly("f/", "fa");
        assertThat(alice.requestError("storage.delete", "path", "f")).contains("folder with 2 files");
        alice.request("storage.delete", "path", "f/", "recursive", true);
        assertThat(names(alice, "")).containsExactly("fa");
        assertThat(WireClient.code(alice.request("storage.delete", "path", "f")))
                .isEqualTo("not_found");
        assertThat(WireClient.code(alice.request("storage.download", "path", "f/a")))
                .isEqualTo("not_found");
        assertThat(alice.requestError("storage.delete", "path", "", "recursive", true))
                .contains("cannot be deleted");
    }

    @Test
    @DisplayName("§7.1 No path leads out of the room, or means something else on another disk")
    void paths() {
        WireClient alice = join("alice");
        List<String> bad = List.of(
                "../x",
                "a/../b",
                "..",
                ".",
                "a/.",
                "a//b",
                "//a",
                "a\\b",
                "..\\x",
                "c:x",
                "a\u0000b",
                "a\nb",
                "a.",
                "a ",
                " a",
                "con",
                "CON.txt",
                "a/nul",
                "com1.log",
                "aux.tar.gz",
                "a*b",
                "a?b",
                "x".repeat(201),
                "a/".repeat(40) + "b",
                "a\u202eb",
                "a/");
        for (String path : bad) {
            Body answer = alice.request("storage.open", "path", path, "overwrite", true);
            assertThat(WireClient.error(answer)).as(path).contains("is refused");
            assertThat(WireClient.code(answer)).isEqualTo("invalid_request");
        }
        assertThat(alice.requestError("storage.download", "path", "")).contains("names no file");
        assertThat(alice.requestError("storage.list", "path", "../..")).contains("is refused");
        put(alice, ".schemas/x.json", "{}");
        put(alice, "conf/äöü 1.txt", "ok");
        assertThat(names(alice, "")).containsExactly(".schemas/", "conf/");
    }

    @Test
    @DisplayName("§7.1 Names that differ only in case, or in how letters are composed, are one name")
    void caseTricks() {
        WireClient alice = join("alice");
        put(alice, "Docs/A.txt", "1");
        for (String path : List.of("docs/b.txt", "Docs/a.txt", "DOCS/A.TXT")) {
            Body answer = alice.request("storage.open", "path", path, "overwrite", true);
            assertThat(WireClient.error(answer)).as(path).contains("upper and lower case");
        }
        assertThat(exists(alice, "docs/a.txt")).isFalse();
        assertThat(names(alice, "docs")).isEmpty();
        put(alice, "e\u0301", "composed");
        assertThat(get(alice, "\u00e9")).isEqualTo("composed");
    }

    @Test
    @DisplayName("§7.1 What is a file cannot be a folder, and the other way round")
    void fileOrFolder() {
        WireClient alice = join("alice");
        put(alice, "a", "file");
        put(alice, "b/c", "file");
        assertThat(alice.requestError("storage.open", "path", "a/x", "overwrite", true))
                .contains("'a' is a file");
        assertThat(alice.requestError("storage.open", "path", "b", "overwrite", true))
                .contains("is a folder");
        assertThat(alice.requestError("storage.download", "path", "b")).contains("'b' is a folder");
    }

    @Test
    @DisplayName("§7.1 A handle is its owner's, and ends with the connection; nothing of it is seen")
    void handles() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        String handle = handle(alice, "a");
        assertThat(WireClient.code(write(bob, handle, new byte[1]))).isEqualTo("not_found");
        assertThat(WireClient.code(bob.request("storage.close", "handle", handle)))
                .isEqualTo("not_found");
        String own = handle(bob, "b");
        assertThat(bob.request("storage.abort", "handle", own).json().string("type"))
                .isEqualTo("empty");
        assertThat(WireClient.code(bob.request("storage.close", "handle", own))).isEqualTo("not_found");
        for (int i = 0; i < 4; i++) {
            write(alice, handle, new byte[1_000_000]);
        }
        alice.cut();
        eventually(
                () -> { // what she had written takes no room any more
                    String again = handle(bob, "c");
                    boolean fits = write(bob, again, new byte[1_000_000])
                            .json()
                            .string("type")
                            .equals("empty");
                    bob.request("storage.abort", "handle", again);
                    return fits;
                });
        assertThat(names(bob, "")).isEmpty();
    }

    @Test
    @DisplayName("§7.1 A participant writes a bounded number of files at once")
    void manyHandles() {
        WireClient alice = join("alice");
        for (int i = 0; i < 64; i++) {
            handle(alice, "f" + i);
        }
        assertThat(WireClient.code(alice.request("storage.open", "path", "one more", "overwrite", true)))
                .isEqualTo("agent_busy");
    }

    @Test
    @DisplayName("§7.1 A full room says so, keeps what it has, and shows no half of what did not fit")
    void full() {
        WireClient alice = join("alice");
        put(alice, "kept", "x");
        String handle = handle(alice, "large");
        byte[] piece = new byte[1_000_000];
        for (int i = 0; i < 4; i++) {
            write(alice, handle, piece);
        }
        Body refused = write(alice, handle, piece);
        assertThat(WireClient.error(refused)).contains("4194304 bytes, its limit");
        assertThat(WireClient.code(refused)).isEqualTo("too_large");
        assertThat(WireClient.error(alice.request("storage.close", "handle", handle)))
                .contains("its limit");
        assertThat(names(alice, "")).containsExactly("kept");
        for (int i = 0; i < 19; i++) {
            put(alice, "f" + i, "x");
        }
        String last = handle(alice, "one more");
        assertThat(WireClient.error(alice.request("storage.close", "handle", last)))
                .contains("20 files, its limit");
        put(alice, "kept", "y");
        assertThat(get(alice, "kept")).isEqualTo("y");
    }

    @Test
    @DisplayName("§7.1 A file larger than a message names the way it can be had, and can be had piece by piece")
    void large() {
        WireClient alice = join("alice");
        byte[] content = new byte[3_000_000];
        new Random(1).nextBytes(content);
        String handle = handle(alice, "large.bin");
        for (int i = 0; i < 3; i++) {
            write(alice, handle, java.util.Arrays.copyOfRange(content, i * 1_000_000, (i + 1) * 1_000_000));
        }
        alice.request("storage.close", "handle", handle);
        Body refused = alice.request("storage.download", "path", "large.bin");
        assertThat(WireClient.error(refused)).contains("3000000 bytes").contains("storage.download_url");
        assertThat(WireClient.code(refused)).isEqualTo("too_large");
        java.io.ByteArrayOutputStream read = new java.io.ByteArrayOutputStream();
        long version = 0;
        while (read.size() < content.length) {
            Body piece = alice.request("storage.read", "path", "large.bin", "offset", read.size());
            version = piece.json().object("taskrunner").integer("version");
            assertThat(piece.json().object("taskrunner").integer("size")).isEqualTo(3_000_000);
            read.writeBytes(bytes(piece));
        }
        assertThat(read.toByteArray()).isEqualTo(content);
        put(alice, "large.bin", "another");
        Body changed = alice.request("storage.read", "path", "large.bin", "offset", 0, "version", version);
        assertThat(WireClient.error(changed)).contains("written again");
    }
}
