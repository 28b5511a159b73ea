package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Storage over a socket, from disk and from memory, where requests are odd or cross each other. */
@ParameterizedClass
@ValueSource(booleans = {true, false})
class StorageEdgesTest {

    @Parameter
    boolean onDisk;

    @TempDir
    private Path folder;

    private RoomServer server;
    private WireClient alice;

    @BeforeEach
    void start() {
        server = RoomServer.start(RoomServerOptions.builder()
                .data(onDisk ? folder : null)
                .quota(RoomQuota.defaults().withStorage(1_000, 5))
                .build());
        alice = Via.SOCKET.join(server, "demo", "alice");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @DisplayName("§7.1 A piece from anywhere is what is there, and nothing behind the end, however far")
    @CsvSource({
        "0, 3, abc",
        "2, 100, cdef",
        "5, 1, f",
        "6, 1, ''",
        "7, 9, ''",
        "0, 0, ''",
        "3, -1, ''",
        "-4, 2, ab",
        "2147483648, 5, ''",
        "9223372036854775807, 5, ''",
        "1, 9223372036854775807, bcdef"
    })
    void pieces(long offset, long length, String expected) {
        StorageTest.put(alice, "f", "abcdef");
        Body piece = alice.request("storage.read", "path", "f", "offset", offset, "length", length);
        assertThat(piece.json().string("type")).as("%s", piece.json()).isEqualTo("file");
        assertThat(new String(StorageTest.bytes(piece), StandardCharsets.UTF_8)).isEqualTo(expected);
        assertThat(piece.json().object("taskrunner").integer("size")).isEqualTo(6);
    }

    @Test
    @DisplayName("§7.1 Half a letter in a name is refused before anything is written")
    void halfLetter() {
        Body refused = alice.request("storage.open", "path", "a\ud800", "overwrite", true);
        assertThat(WireClient.code(refused)).isEqualTo("invalid_request");
        StorageTest.put(alice, "\ud83d\ude00", "whole");
        assertThat(StorageTest.get(alice, "\ud83d\ude00")).isEqualTo("whole");
    }

    @Test
    @DisplayName("§7.1 Space is counted right through replacing, taking back, failing and deleting")
    void space() {
        for (int i = 0; i < 3; i++) {
            StorageTest.put(alice, "f", "x".repeat(400));
            String aborted = StorageTest.handle(alice, "g");
            StorageTest.write(alice, aborted, new byte[500]);
            alice.request("storage.abort", "handle", aborted);
            String failed = StorageTest.handle(alice, "h");
            StorageTest.write(alice, failed, new byte[500]);
            assertThat(WireClient.code(StorageTest.write(alice, failed, new byte[200])))
                    .isEqualTo("too_large");
            alice.request("storage.close", "handle", failed);
        }
        alice.request("storage.delete", "path", "f");
        StorageTest.put(alice, "all", "x".repeat(1_000));
        String one = StorageTest.handle(alice, "more");
        assertThat(WireClient.code(StorageTest.write(alice, one, new byte[1]))).isEqualTo("too_large");
    }

    @Test
    @DisplayName("§7.1 A handle is over once it was closed, taken back or failed")
    void handlesOver() {
        String closed = StorageTest.handle(alice, "a");
        alice.request("storage.close", "handle", closed);
        String aborted = StorageTest.handle(alice, "b");
        alice.request("storage.abort", "handle", aborted);
        String failed = StorageTest.handle(alice, "c");
        StorageTest.write(alice, failed, new byte[2_000]);
        alice.request("storage.close", "handle", failed);
        for (String handle : List.of(closed, aborted, failed, "", "never")) {
            for (String type : List.of("storage.write", "storage.close", "storage.abort")) {
                assertThat(WireClient.code(alice.request(type, "handle", handle)))
                        .as("%s %s", type, handle)
                        .isEqualTo("not_found");
            }
        }
        assertThat(StorageTest.names(alice, "")).containsExactly("a");
    }

    @Test
    @DisplayName(
            "§7.1 What came in the way between opening and closing is found when it is closed, and nothing is told")
    void crossing() {
        String file = StorageTest.handle(alice, "x");
        String below = StorageTest.handle(alice, "y/below");
        String cased = StorageTest.handle(alice, "Z");
        StorageTest.put(alice, "x/inside", "1");
        StorageTest.put(alice, "y", "2");
        StorageTest.put(alice, "z", "3");
        WireClient bob = Via.SOCKET.join(server, "demo", "bob");
        for (String handle : List.of(file, below, cased)) {
            assertThat(WireClient.code(alice.request("storage.close", "handle", handle)))
                    .isEqualTo("already_exists");
        }
        assertThat(StorageTest.names(alice, "")).containsExactly("x/", "y", "z");
        assertThat(bob.settle()).extracting(Message::type).doesNotContain("storage.file.updated");
    }

    @Test
    @DisplayName("§7.1 A folder that is deleted is told file by file, and once each")
    void folderEvents() {
        for (String path : List.of("f/a", "f/g/b", "f/g/c", "fa")) {
            StorageTest.put(alice, path, "x");
        }
        WireClient bob = Via.SOCKET.join(server, "demo", "bob");
        alice.request("storage.delete", "path", "f", "recursive", true);
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            told.add(bob.awaitJson("storage.file.deleted").string("path"));
        }
        assertThat(told).containsExactlyInAnyOrder("f/a", "f/g/b", "f/g/c");
        assertThat(bob.settle()).isEmpty();
        assertThat(StorageTest.names(alice, "")).containsExactly("fa");
    }

    @Test
    @DisplayName("§7.1 A file that is written again keeps when it was made, and has another version")
    void versions() {
        StorageTest.put(alice, "f", "one");
        JsonFields first = alice.requestJson("storage.stat", "path", "f");
        long version = version();
        StorageTest.put(alice, "f", "two!");
        JsonFields second = alice.requestJson("storage.stat", "path", "f");
        assertThat(second.string("created_at")).isEqualTo(first.string("created_at"));
        assertThat(second.integer("size")).isEqualTo(4);
        assertThat(version()).isGreaterThan(version);
        assertThat(WireClient.code(alice.request("storage.read", "path", "f", "version", version)))
                .isEqualTo("not_found");
    }

    private long version() {
        return alice.request("storage.read", "path", "f")
                .json()
                .object("taskrunner")
                .integer("version");
    }

    @ParameterizedTest
    @DisplayName("§7.1 Members that are missing are named")
    @CsvSource({
        "storage.exists, path",
        "storage.stat, path",
        "storage.list, path",
        "storage.open, path",
        "storage.write, handle",
        "storage.close, handle",
        "storage.abort, handle",
        "storage.delete, path",
        "storage.download, path",
        "storage.read, path",
        "storage.download_url, path"
    })
    void missing(String type, String member) {
        assertThat(alice.requestError(type)).contains("'" + member + "'");
        Body wrong = alice.request(type, member, 7);
        assertThat(WireClient.error(wrong)).contains("'" + member + "'");
    }

    private void writeTenThousand() throws IOException {
        for (int i = 0; i < 100; i++) {
            Path below = Files.createDirectories(folder.resolve("rooms/many/files/d" + i));
            for (int j = 0; j < 100; j++) {
                Files.createFile(below.resolve("f" + j));
            }
        }
    }

    @Test
    @DisplayName(
            "§7.1 Ten thousand small files that were there before are counted, listed and found, and the room is full")
    void tenThousand() throws Exception {
        server.close();
        writeTenThousand();
        RoomQuota quota = RoomQuota.defaults().withStorage(1 << 20, 10_000);
        server = RoomServer.start(
                RoomServerOptions.builder().data(folder).quota(quota).build());
        WireClient bob = Via.SOCKET.join(server, "many", "bob");
        assertThat(StorageTest.names(bob, "")).hasSize(100).doesNotHaveDuplicates();
        assertThat(StorageTest.names(bob, "d42")).hasSize(100).contains("f99");
        assertThat(StorageTest.get(bob, "d99/f99")).isEmpty();
        assertThat(bob.requestError("storage.close", "handle", StorageTest.handle(bob, "one/more")))
                .contains("10000 files, its limit");
        assertThat(bob.requestError("storage.delete", "path", "d7")).contains("folder with 100 files");
        bob.request("storage.delete", "path", "d7", "recursive", true);
        StorageTest.put(bob, "one/more", "fits");
        assertThat(StorageTest.names(bob, "")).hasSize(100).contains("one/").doesNotContain("d7/");
    }
}
