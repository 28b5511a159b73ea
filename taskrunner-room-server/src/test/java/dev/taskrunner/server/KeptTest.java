package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.TaskException;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What documents and secrets leave on disk, and what a dump takes out of a room and puts back. */
class KeptTest {
    private static final String ROOM = "demo";
    private static final SecretsKey KEY = SecretsKey.random();
    private static final byte[] UPDATE = "b25l".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private RoomServer start(SecretsKey key) {
        return RoomServer.inMemoryOnly(
                RoomServerOptions.builder().data(folder).secretsKey(key).build());
    }

    private static WireClient join(RoomServer server, String name) {
        return Via.MEMORY.join(server, ROOM, name);
    }

    private static Body connect(WireClient client, boolean create) {
        return client.request("room.connect", "path", "a.note", "create", create, "taskrunner", Map.of("bare", true));
    }

    private static void write(WireClient client) {
        connect(client, true);
        client.answer(client.send("room.sync", WireClient.fields("path", "a.note"), UPDATE));
    }

    private static String read(WireClient client) {
        assertThat(connect(client, false).json().string("type")).isEqualTo("json");
        return StandardCharsets.US_ASCII
                .decode(WireClient.body(client.await("room.sync")).attachment().duplicate())
                .toString();
    }

    @Test
    @DisplayName("Documents and secrets are there after a restart; an echo from before it is still known")
    void restart() {
        try (RoomServer server = start(KEY)) {
            write(join(server, "alice"));
            SecretsTest.set(join(server, "bob"), "key", null, "value");
        }
        try (RoomServer server = start(KEY)) {
            WireClient alice = join(server, "alice");
            assertThat(read(alice)).isEqualTo("b25l");
            WireClient bob = join(server, "bob");
            read(bob);
            alice.answer(alice.send("room.sync", WireClient.fields("path", "a.note"), UPDATE));
            assertThat(bob.settle()).isEmpty();
            assertThat(SecretsTest.get(bob, "key", null)).isEqualTo("value");
        }
    }

    @Test
    @DisplayName("Neither values nor names of secrets are to be found on disk")
    void encrypted() throws Exception {
        try (RoomServer server = start(KEY)) {
            SecretsTest.set(join(server, "alice"), "name-in-clear", null, "value-in-clear");
            SecretsTest.set(join(server, "owner-in-clear"), "lent", "someone-in-clear", "other-in-clear");
            join(server, "alice").request("secrets.set_secret", "secret_id", "id-in-clear", "name", "n");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain("-in-clear")
                        .doesNotContain(KEY.encode());
            }
        }
    }

    @Test
    @DisplayName("With data and without a key secrets are refused, with another key unreadable; both say what to do")
    void keys() {
        try (RoomServer server = start(null)) {
            Body refused = SecretsTest.set(join(server, "alice"), "key", null, "value");
            assertThat(WireClient.code(refused)).isEqualTo("unsupported");
            assertThat(WireClient.error(refused)).contains("TASKRUNNER_SECRETS_KEY");
        }
        try (RoomServer server = start(KEY)) {
            SecretsTest.set(join(server, "alice"), "key", null, "value");
        }
        try (RoomServer server = start(SecretsKey.random())) {
            assertThat(join(server, "alice").requestError("secrets.get_secret", "name", "key"))
                    .contains("the key of before");
            assertThat(join(server, "alice").requestError("secrets.list_secrets"))
                    .contains("the key of before");
        }
    }

    @Test
    @DisplayName("A key is 32 bytes in hexadecimal or base64; nothing shows it, least of all an error")
    void keyForms() throws Exception {
        String hex = "00ff".repeat(16);
        assertThat(SecretsKey.parse(" " + hex + "\n").encode())
                .isEqualTo(SecretsKey.parse(hex).encode());
        assertThat(SecretsKey.parse(KEY.encode()).encode()).isEqualTo(KEY.encode());
        assertThat(SecretsKey.parse(
                                KEY.encode().replace('+', '-').replace('/', '_').replace("=", ""))
                        .encode())
                .isEqualTo(KEY.encode());
        assertThat(KEY).hasToString("SecretsKey[***]");
        for (String bad : List.of("", "short", "zz".repeat(32), "a password that is long enough, really", hex + "00")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> SecretsKey.parse(bad))
                    .satisfies(e -> {
                        if (!bad.isEmpty()) {
                            assertThat(e.getMessage()).doesNotContain(bad);
                        }
                    });
        }
        Path file = Files.writeString(folder.resolve("key"), KEY.encode() + "\n");
        assertThat(SecretsKey.read(file).encode()).isEqualTo(KEY.encode());
        Path long1 = Files.writeString(folder.resolve("long"), "x".repeat(5_000));
        assertThatIllegalArgumentException().isThrownBy(() -> SecretsKey.read(long1));
    }

    @Test
    @DisplayName("What is sealed opens at its place only, whole and unchanged; the same value never looks the same")
    void vault() {
        Vault vault = new Vault(KEY);
        byte[] plain = {1, 2, 3};
        byte[] sealed = vault.seal("here", plain);
        assertThat(vault.open("here", sealed)).isEqualTo(plain);
        assertThat(vault.seal("here", plain)).isNotEqualTo(sealed);
        assertThatThrownBy(() -> vault.open("there", sealed)).isInstanceOf(TaskException.class);
        for (int i = 0; i < sealed.length; i++) {
            byte[] bent = sealed.clone();
            bent[i] ^= 1;
            assertThatThrownBy(() -> vault.open("here", bent)).isInstanceOf(TaskException.class);
        }
        assertThatThrownBy(() -> vault.open("here", new byte[4])).isInstanceOf(TaskException.class);
    }

    private static List<RawJson> export(WireClient admin, String family) {
        JsonFields page = admin.requestJson("admin.export", "family", family);
        assertThat(page.bool("more")).isFalse();
        return page.array("records");
    }

    @Test
    @DisplayName("All records of a room come out, and back into a room that has none; secrets stay encrypted")
    void dump() throws Exception {
        try (RoomServer server = start(KEY)) {
            WireClient alice = join(server, "alice");
            write(alice);
            SecretsTest.set(alice, "key", null, "value-in-clear");
            try (RoomServer other = RoomServer.inMemoryOnly(
                    RoomServerOptions.builder().secretsKey(KEY).build())) {
                WireClient admin = join(other, "alice");
                for (String family : AdminRoute.FAMILIES) {
                    List<RawJson> records = export(alice, family);
                    assertThat(records).isNotEmpty();
                    assertThat(records.toString()).doesNotContain("in-clear");
                    assertThat(admin.request("admin.import", "family", family, "records", records)
                                    .json()
                                    .string("type"))
                            .isEqualTo("empty");
                    assertThat(admin.requestError("admin.import", "family", family, "records", records))
                            .contains("already");
                }
                assertThat(read(admin)).isEqualTo("b25l");
                assertThat(SecretsTest.get(admin, "key", null)).isEqualTo("value-in-clear");
            }
        }
    }

    @Test
    @DisplayName("The messages of a queue come out in order, lent ones too, and stay where they are")
    void queues() throws Exception {
        try (RoomServer server = RoomServer.inMemoryOnly(RoomServerOptions.defaults())) {
            WireClient alice = join(server, "alice");
            for (int i = 0; i < 5; i++) {
                alice.request(
                        "queues.send",
                        "name",
                        "q",
                        "create",
                        true,
                        "message",
                        Map.of("n", i, "pad", "x".repeat(400_000)));
            }
            alice.request("queues.receive", "name", "q", "create", true, "wait", false);
            List<RawJson> messages = new java.util.ArrayList<>();
            Long after = null;
            int pages = 0;
            JsonFields page;
            do {
                page = alice.requestJson("admin.export", "family", "queues", "queue", "q", "after", after);
                messages.addAll(page.array("messages"));
                after = page.integer("last");
                pages++;
            } while (page.bool("more"));
            assertThat(messages).hasSize(4);
            assertThat(messages.get(0).fields().integer("n")).isEqualTo(1);
            assertThat(messages.get(3).fields().integer("n")).isEqualTo(4);
            assertThat(pages).isGreaterThan(1);
            assertThat(alice.requestError("admin.export", "family", "queues", "queue", "none"))
                    .contains("no queue 'none'");
            assertThat(alice.request("queues.receive", "name", "q", "create", true, "wait", false)
                            .json()
                            .object("json")
                            .integer("n"))
                    .isEqualTo(1);
        }
    }

    @Test
    @DisplayName("A family of many records comes in pages, without gaps")
    void pages() {
        try (RoomServer server = RoomServer.inMemoryOnly(RoomServerOptions.defaults())) {
            WireClient alice = join(server, "alice");
            for (int i = 0; i < 40; i++) {
                alice.send(
                        "room.connect", "path", "doc" + i, "create", true, "schema", Map.of("x", "y".repeat(60_000)));
            }
            alice.settle();
            int seen = 0;
            String after = null;
            JsonFields page;
            int pages = 0;
            do {
                page = alice.requestJson("admin.export", "family", "documents", "after", after);
                for (RawJson one : page.array("records")) {
                    after = WireClient.parse(one).string("key");
                    seen++;
                }
                pages++;
            } while (page.bool("more"));
            assertThat(seen).isEqualTo(40);
            assertThat(pages).isGreaterThan(1);
            assertThat(alice.requestError("admin.export", "family", "nonsense")).contains("documents");
            assertThat(alice.requestError("admin.import", "family", "documents"))
                    .contains("records");
            assertThat(alice.requestError("admin.import", "family", "documents", "records", List.of(Map.of("key", 1))))
                    .contains("key");
        }
    }
}
