package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomDocument;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import dev.taskrunner.server.SecretsKey;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A room taken out of one server and put into another. */
class DumpTest extends InRoom {
    private static final SecretsKey KEY = SecretsKey.random();

    private Path dump;

    @BeforeEach
    void fill() {
        dump = folder.resolve("room.zip");
        restart(KEY);
    }

    private void restart(SecretsKey key) {
        server.close();
        server = RoomServer.start(
                RoomServerOptions.builder().secret(SECRET).secretsKey(key).build());
        cli.with("MESHAGENT_API_URL", Addresses.webSocket(server).toString());
    }

    private Room joined() {
        return Room.connect(
                server.uri(ROOM),
                ParticipantToken.builder("alice")
                        .room(ROOM)
                        .api(ApiScope.full())
                        .build()
                        .toJwt(SECRET));
    }

    private void leaveThings() {
        try (Room room = joined()) {
            room.storage().writeBytes("a.txt", "file".getBytes(StandardCharsets.UTF_8));
            room.storage().writeBytes("folder/ü b.bin", new byte[300_000]);
            for (int i = 0; i < 3; i++) {
                room.queues().send("jobs", Map.of("n", i));
            }
            room.queues().open("empty");
            try (RoomDocument document = room.documents().open("notes/a.note", update -> {})) {
                document.update("one".getBytes(StandardCharsets.UTF_8));
                document.update("two".getBytes(StandardCharsets.UTF_8));
            }
            room.secrets().set("key", "value".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    @DisplayName("Files, queues, documents and secrets come back in another server with the same key")
    void everything() throws Exception {
        leaveThings();
        Cli.Done exported = cli.run("room", "export", dump.toString(), "--with-secrets");
        assertThat(exported.err()).isEmpty();
        assertThat(exported.code()).isZero();
        JsonNode counts = Json.read(exported.out());
        assertThat(counts.path("files").asInt()).isEqualTo(2);
        assertThat(counts.path("messages").asInt()).isEqualTo(3);
        assertThat(counts.path("document-updates").asInt()).isEqualTo(2);
        restart(KEY);
        Cli.Done imported = cli.run("room", "import", dump.toString());
        assertThat(imported.err()).isEmpty();
        assertThat(imported.code()).isZero();
        try (Room room = joined()) {
            assertThat(new String(room.storage().readBytes("a.txt"), StandardCharsets.UTF_8))
                    .isEqualTo("file");
            assertThat(room.storage().readBytes("folder/ü b.bin")).hasSize(300_000);
            for (int i = 0; i < 3; i++) {
                assertThat(room.queues()
                                .receive("jobs", Duration.ZERO)
                                .orElseThrow()
                                .value())
                        .isEqualTo(Map.of("n", i));
            }
            assertThat(room.queues().list()).extracting("name").contains("empty");
            BlockingQueue<String> updates = new LinkedBlockingQueue<>();
            RoomDocument document = room.documents()
                    .open("notes/a.note", update -> updates.add(new String(update, StandardCharsets.UTF_8)));
            assertThat(List.of(updates.poll(20, TimeUnit.SECONDS), updates.poll(20, TimeUnit.SECONDS)))
                    .containsExactly("one", "two");
            document.close();
            assertThat(room.secrets().get("key").orElseThrow().toByteArray())
                    .isEqualTo("value".getBytes(StandardCharsets.UTF_8));
        }
        Cli.Done again = cli.run("room", "import", dump.toString());
        assertThat(again.code()).as("nothing is overwritten").isEqualTo(ExitCodes.FAILED);
    }

    private int export(String... options) {
        return cli.run(Stream.concat(Stream.of("room", "export", dump.toString()), Stream.of(options))
                        .toArray(String[]::new))
                .code();
    }

    @Test
    @DisplayName("Secrets are left out unless asked for, and never in clear")
    void secrets() throws Exception {
        leaveThings();
        assertThat(export()).isZero();
        try (ZipFile zip = new ZipFile(dump.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName)).noneMatch(name -> name.contains("secrets"));
        }
        assertThat(export("--with-secrets")).isZero();
        try (ZipFile zip = new ZipFile(dump.toFile())) {
            byte[] records =
                    zip.getInputStream(zip.getEntry("records/secrets.jsonl")).readAllBytes();
            assertThat(new String(records, StandardCharsets.UTF_8))
                    .doesNotContain("value\"\n")
                    .doesNotContain("alice");
        }
        Cli.Done elsewhere = cli.run("room", "import", dump.toString(), "--room", "another room");
        assertThat(elsewhere.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(elsewhere.err()).contains(ROOM);
    }

    @Test
    @DisplayName(
            "What is no dump, of another format or with entries of strangers is refused; a path that cannot be written too")
    void refusals() throws Exception {
        assertThat(cli.run("room", "import", folder.resolve("absent").toString())
                        .code())
                .isEqualTo(ExitCodes.USAGE);
        Path text = Files.writeString(folder.resolve("text"), "no zip");
        assertThat(cli.run("room", "import", text.toString()).err()).contains("no dump");
        assertThat(cli.run(
                                "room",
                                "import",
                                zip("manifest.json", "{\"format\":2}").toString())
                        .err())
                .contains("format 2");
        Cli.Done strange = cli.run(
                "room",
                "import",
                zip("manifest.json", "{\"format\":1}", "evil/x", "y").toString());
        assertThat(strange.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(strange.err()).contains("evil/x");
        Cli.Done climbing = cli.run(
                "room",
                "import",
                zip("manifest.json", "{\"format\":1}", "files/../../x", "y").toString());
        assertThat(climbing.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run(
                                "room",
                                "export",
                                folder.resolve("no/such/folder/x.zip").toString())
                        .code())
                .isEqualTo(ExitCodes.USAGE);
        assertThat(cli.run("room", "export", folder.toString()).code()).isEqualTo(ExitCodes.FAILED);
        try (var left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString())).noneMatch(name -> name.endsWith(".part"));
        }
    }

    private Path zip(String... entries) throws Exception {
        Path file = folder.resolve("made.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry(entries[i]));
                zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
        return file;
    }
}
