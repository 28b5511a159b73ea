package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.Room;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What storage commands say and leave behind when something is wrong. */
class StorageErrorsTest extends InRoom {

    private void leave(String path, String text) {
        host().storage().writeBytes(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private String read(String path) {
        return new String(host().storage().readBytes(path), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "storage cat absent; not_found",
                "storage cat dir; not_found",
                "storage cat ../x; invalid_request",
                "storage rm absent; not_found",
                "storage rm -r absent; not_found",
                "storage rm ../x; invalid_request",
                "storage rm -r ..; invalid_request",
                "storage rm dir; folder with 1 files",
                "storage ls ../x; invalid_request",
                "storage put FILE dir; already_exists",
                "storage put FILE dir/file/below; already_exists",
                "storage put FILE /../x; invalid_request"
            })
    void tellsWhatTheRoomSays(String line, String about) throws Exception {
        Path file = Files.writeString(folder.resolve("f"), "new");
        leave("dir/file", "old");
        Cli.Done done = cli.run(line.replace("FILE", file.toString()).split(" "));
        assertThat(done.err()).startsWith("error: ").contains(about);
        assertThat(done.err().lines()).hasSize(1);
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEmpty();
        assertThat(read("dir/file")).isEqualTo("old");
    }

    @Test
    @DisplayName("Not all of a room's storage at once, however it is spelt")
    void keepsTheRoom() {
        leave("a", "1");
        for (String all : new String[] {"", "/", "."}) {
            assertThat(cli.run("storage", "rm", "-r", all).code()).as(all).isEqualTo(ExitCodes.FAILED);
        }
        assertThat(read("a")).isEqualTo("1");
    }

    @Test
    @DisplayName("--no-overwrite leaves the old content, without it the new one is there")
    void overwritesUnlessTold() throws Exception {
        leave("f", "old");
        Path file = Files.writeString(folder.resolve("f"), "new");
        Cli.Done refused = cli.run("storage", "put", "--no-overwrite", file.toString());
        assertThat(refused.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(read("f")).isEqualTo("old");
        assertThat(cli.run("storage", "put", file.toString()).out()).isEqualTo("{\"path\":\"f\",\"size\":3}\n");
        assertThat(read("f")).isEqualTo("new");
    }

    @Test
    @DisplayName("An empty file is a file, and bytes that are no text come through")
    void putsAnyBytes() throws Exception {
        byte[] bytes = new byte[200_000];
        new java.util.Random(1).nextBytes(bytes);
        Path binary = Files.write(folder.resolve("b"), bytes);
        Path empty = Files.createFile(folder.resolve("e"));
        assertThat(cli.run("storage", "put", binary.toString(), "deep/er/ü b").out())
                .isEqualTo("{\"path\":\"deep/er/ü b\",\"size\":200000}\n");
        assertThat(cli.run("storage", "put", empty.toString()).out()).isEqualTo("{\"path\":\"e\",\"size\":0}\n");
        assertThat(host().storage().readBytes("deep/er/ü b")).isEqualTo(bytes);
        assertThat(cli.run("storage", "cat", "e")).isEqualTo(new Cli.Done(0, "", ""));
        assertThat(cli.run("storage", "ls").out()).contains("{\"name\":\"e\",\"is_folder\":false,\"size\":0");
    }

    private static InputStream broken() {
        return new InputStream() {
            private int left = 300_000;

            @Override
            public int read() throws IOException {
                if (left-- <= 0) {
                    throw new IOException("the disk has a scratch");
                }
                return 'x';
            }
        };
    }

    @Test
    @DisplayName("An upload that is cut short by its source leaves no file, and not the old one damaged")
    void aBrokenSourceLeavesNothing() {
        leave("f", "old");
        Captured err = new Captured();
        Captured out = new Captured();
        int code = Main.run(shell(broken(), out.stream(), err), "storage", "put", "-", "f");
        assertThat(err.text()).startsWith("error: ").contains("scratch").doesNotContain("not foreseen");
        assertThat(code).isEqualTo(ExitCodes.FAILED);
        assertThat(out.text()).isEmpty();
        assertThat(read("f")).isEqualTo("old");
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage cat f", "storage ls", "queue list", "agents list", "token --room r"})
    @DisplayName("A result that cannot be written, to a full disk for example, is no success")
    void aFullDiskIsNoSuccess(String line) {
        leave("f", "content");
        OutputStream full = new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException("no space left");
            }
        };
        Captured err = new Captured();
        PrintStream out = new PrintStream(full, true, StandardCharsets.UTF_8);
        int code = Main.run(shell(new ByteArrayInputStream(new byte[0]), out, err), line.split(" "));
        assertThat(err.text()).isEqualTo("error: standard output could not be written\n");
        assertThat(code).isEqualTo(ExitCodes.FAILED);
    }

    private Shell shell(InputStream in, PrintStream out, Captured err) {
        return new Shell(
                Map.copyOf(cli.variables), in, out, err.stream(), false, false, "tester", folder, new Interrupts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage ls", "storage cat f", "storage put FILE g", "storage rm f"})
    void isDeniedWithoutTheGrant(String line) throws Exception {
        leave("f", "old");
        Path file = Files.writeString(folder.resolve("local"), "new");
        String token = cli.run("token", "--room", ROOM, "--name", "n", "--grants", "{\"messaging\":{}}")
                .out()
                .strip();
        Cli.Done done = cli.run((line.replace("FILE", file.toString()) + " --token " + token).split(" "));
        assertThat(done.err()).startsWith("error: denied: ");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEmpty();
        assertThat(host().storage().list("")).hasSize(1);
        assertThat(read("f")).isEqualTo("old");
    }

    @Test
    @DisplayName("Rooms do not see each other's files")
    void roomsAreApart() {
        leave("f", "mine");
        assertThat(cli.run("storage", "cat", "f", "--room", "another").code()).isEqualTo(ExitCodes.FAILED);
        assertThat(cli.run("storage", "ls", "--room", "another").out()).isEqualTo("[]\n");
        try (Room second = join("second")) {
            assertThat(second.storage().exists("f")).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "storage; storage",
                "storage put; FILE",
                "storage put -; give the PATH",
                "storage put /does/not/exist; there is no such file",
                "storage put /tmp; is a folder",
                "storage put a b c; Unmatched argument",
                "storage cat; PATH",
                "storage rm; PATH",
                "storage rm --force a; --force",
                "storage mv a b; mv"
            })
    void refusesWrongUsage(String line, String about) {
        Cli.Done done = cli.run(line.split(" "));
        assertThat(done.err()).startsWith("error: ").contains(about);
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
    }
}
