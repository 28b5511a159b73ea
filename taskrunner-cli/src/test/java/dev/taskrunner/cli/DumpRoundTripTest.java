package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.room.LeaseOptions;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dumps with odd content, and dumps that are damaged. */
class DumpRoundTripTest extends InRoom {
    private Path dump;

    @BeforeEach
    void nameTheDump() {
        dump = folder.resolve("room.zip");
    }

    private void export() {
        Cli.Done done = cli.run("room", "export", dump.toString());
        assertThat(done.code()).as(done.err()).isZero();
    }

    private Cli.Done restore(String room) {
        return cli.run("room", "import", dump.toString(), "--room", room);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"text\\nü 😀\"",
                "[1,null,{\"a\":[]}]",
                "12345678901234567890",
                "0.1234567890123456789",
                "{\"reply_queue\":\"q\",\"n\":{}}"
            })
    void messagesComeBackAsTheyWere(String json) {
        cli.run("queue", "send", "jobs", "--message", json);
        export();
        assertThat(restore("another").code()).isZero();
        assertThat(cli.run("queue", "receive", "jobs", "--room", "another").out())
                .isEqualTo(json + "\n");
        assertThat(cli.run("queue", "receive", "jobs").out())
                .as("it stays here")
                .isEqualTo(json + "\n");
    }

    @Test
    @DisplayName("What is lent out is written too, and several queues keep their order")
    void lentMessagesAndSeveralQueues() {
        for (int i = 0; i < 6; i++) {
            host().queues().send(i % 2 == 0 ? "even" : "odd one", i);
        }
        LeaseOptions terms = LeaseOptions.defaults().withPatience(Duration.ofSeconds(30));
        assertThat(host().queues().take("even", terms).orElseThrow().message().value())
                .isEqualTo(0);
        export();
        assertThat(restore("another").code()).isZero();
        for (int i = 0; i < 6; i++) {
            String queue = i % 2 == 0 ? "even" : "odd one";
            assertThat(cli.run("queue", "receive", queue, "--room", "another").out())
                    .isEqualTo(i + "\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a b/c d", "ü/😀.txt", "deep/er/and/deeper/f.bin", "with'quote.txt", "100%.txt"})
    void filesComeBackUnderTheirNames(String path) {
        byte[] bytes = path.repeat(1000).getBytes(StandardCharsets.UTF_8);
        host().storage().writeBytes(path, bytes);
        host().storage().writeBytes("empty", new byte[0]);
        export();
        Cli.Done done = restore("another");
        assertThat(done.out()).contains("\"files\":2");
        assertThat(cli.run("storage", "cat", path, "--room", "another").out())
                .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
        assertThat(cli.run("storage", "cat", "empty", "--room", "another")).isEqualTo(new Cli.Done(0, "", ""));
    }

    @Test
    @DisplayName("An empty room is a dump too, and an older dump of that name is replaced")
    void anEmptyRoomReplacesAnOlderDump() throws Exception {
        Files.writeString(dump, "older");
        export();
        JsonNode counts = Json.read(restore("another").out());
        assertThat(counts.path("room").asText()).isEqualTo("another");
        assertThat(counts.path("messages").asInt() + counts.path("files").asInt())
                .isZero();
    }

    @Test
    @DisplayName("A file that is there already is an error, and keeps its content")
    void nothingIsOverwritten() {
        host().storage().writeBytes("f", new byte[] {'a'});
        export();
        assertThat(cli.input("mine")
                        .run("storage", "put", "-", "f", "--room", "another")
                        .code())
                .isZero();
        Cli.Done done = restore("another");
        assertThat(done.err()).startsWith("error: already_exists: ").contains("'f'");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("storage", "cat", "f", "--room", "another").out()).isEqualTo("mine");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, 40, 60, 75, 90, 99})
    @DisplayName("A dump that was cut off is refused in plain words, wherever the cut is")
    void aCutDumpIsRefused(int percent) throws Exception {
        host().queues().send("jobs", "x".repeat(5_000));
        byte[] noise = new byte[20_000];
        new java.util.Random(7).nextBytes(noise);
        host().storage().writeBytes("noise", noise);
        export();
        byte[] whole = Files.readAllBytes(dump);
        long records = whole.length - 20_000L;
        Files.write(dump, Arrays.copyOf(whole, (int) (records * percent / 200)));
        Cli.Done done = restore("another");
        assertThat(done.err()).startsWith("error: ").contains("room.zip").doesNotContain("not foreseen", "Exception");
        assertThat(done.code()).isIn(ExitCodes.FAILED, ExitCodes.USAGE);
        assertThat(done.out()).isEmpty();
    }

    @Test
    @DisplayName("A file of the dump that was cut off is not in the room, not even a part of it")
    void aCutFileIsNotThere() throws Exception {
        byte[] noise = new byte[400_000];
        new java.util.Random(7).nextBytes(noise);
        host().storage().writeBytes("noise", noise);
        export();
        Files.write(dump, Arrays.copyOf(Files.readAllBytes(dump), 200_000));
        Cli.Done done = restore("another");
        assertThat(done.err()).contains("room.zip cannot be read: ").doesNotContain("not foreseen");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("storage", "ls", "--room", "another").out()).isEqualTo("[]\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "manifest.json|no json|cannot be read",
                "other.json|{}|no dump of a room",
                "manifest.json|{}|has format",
                "manifest.json|{\"format\":0}|has format"
            })
    void refusesManifestsOfStrangers(String name, String content, String about) throws Exception {
        zip(name, content);
        Cli.Done done = restore("another");
        assertThat(done.err()).startsWith("error: ").contains(about).doesNotContain("not foreseen");
        assertThat(done.code()).isNotZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queues/0.jsonl|no json",
                "queues/x.jsonl|1",
                "queues/7.jsonl|1",
                "records/documents.jsonl|no json",
                "files/|x",
                "records/unknown.jsonl|{}"
            })
    void refusesEntriesThatAreDamaged(String name, String content) throws Exception {
        zip("manifest.json", "{\"format\":1,\"queues\":[\"jobs\"]}", name, content);
        Cli.Done done = restore("another");
        assertThat(done.err()).startsWith("error: ").doesNotContain("not foreseen");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEmpty();
        assertThat(cli.run("storage", "ls", "--room", "another").out()).isEqualTo("[]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"export", "import"})
    @DisplayName("Both are for those who may administer the room")
    void deniedWithoutTheGrant(String command) throws Exception {
        zip("manifest.json", "{\"format\":1,\"queues\":[]}", "records/documents.jsonl", "{}");
        String grants = "{\"storage\":{},\"queues\":{},\"messaging\":{}}";
        String token = cli.run("token", "--room", ROOM, "--name", "n", "--grants", grants)
                .out()
                .strip();
        byte[] before = Files.readAllBytes(dump);
        Cli.Done done = cli.run("room", command, dump.toString(), "--token", token);
        assertThat(done.err()).startsWith("error: denied: ");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(Files.readAllBytes(dump)).isEqualTo(before);
        try (var files = Files.list(folder)) {
            assertThat(files.map(Path::toString)).noneMatch(file -> file.endsWith(".part"));
        }
    }

    private void zip(String... entries) throws Exception {
        try (OutputStream out = Files.newOutputStream(dump);
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry(entries[i]));
                zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }
}
