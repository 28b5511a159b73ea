package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server with a data folder has after it was started again, and what it makes of a disk that fails. */
class LastingTest {
    private final ManualTimer timer = new ManualTimer();

    @TempDir
    private Path folder;

    private RoomServer start() {
        return RoomServer.inMemoryOnly(
                RoomServerOptions.builder().data(folder).timer(timer).build());
    }

    private static WireClient join(RoomServer server) {
        return Via.MEMORY.join(server, "demo", "alice");
    }

    private static JsonFields take(WireClient client, String queue) {
        return client.request("queues.take", "name", queue, "wait", false, "lease_ms", 1_000, "max_attempts", 2)
                .json()
                .object("json");
    }

    @Test
    @DisplayName("§13-53 messages, their order and their attempts outlast the server, and so do leases")
    void queues() {
        String receipt;
        try (RoomServer server = start()) {
            WireClient alice = join(server);
            for (int i = 0; i < 5; i++) {
                alice.request("queues.send", "name", "q", "message", Map.of("n", i));
            }
            receipt = take(alice, "q").string("receipt");
            alice.request("queues.return", "receipt", take(alice, "q").string("receipt"));
        }
        try (RoomServer server = start()) {
            WireClient alice = join(server);
            JsonFields second = take(alice, "q");
            assertThat(second.raw("message")).hasToString("{\"n\":1}");
            assertThat(second.integer("attempts")).isEqualTo(2);
            assertThat(alice.request("queues.acknowledge", "receipt", second.string("receipt"))
                            .json()
                            .string("type"))
                    .isEqualTo("empty");
            timer.advance(Duration.ofSeconds(1));
            JsonFields first = take(alice, "q");
            assertThat(first.raw("message")).hasToString("{\"n\":0}");
            assertThat(first.integer("attempts")).isEqualTo(2);
            assertThat(WireClient.code(alice.request("queues.acknowledge", "receipt", receipt)))
                    .isEqualTo("not_found");
        }
        try (RoomServer server = start()) {
            WireClient alice = join(server);
            timer.advance(Duration.ofSeconds(1));
            for (int i = 2; i < 5; i++) {
                assertThat(take(alice, "q").raw("message")).hasToString("{\"n\":" + i + "}");
            }
            assertThat(take(alice, "q")).isNull();
            timer.advance(Duration.ZERO); // the lease ended while no server ran
            assertThat(take(alice, "q.dead").raw("message")).hasToString("{\"n\":0}");
        }
    }

    @Test
    @DisplayName("§13-53 a lease that was taken before the server was started again can be acknowledged")
    void leaseOutlastsServer() {
        String receipt;
        try (RoomServer server = start()) {
            WireClient alice = join(server);
            alice.request("queues.send", "name", "q", "message", 1);
            receipt = take(alice, "q").string("receipt");
        }
        try (RoomServer server = start()) {
            WireClient alice = join(server);
            assertThat(take(alice, "q")).isNull();
            assertThat(alice.request("queues.acknowledge", "receipt", receipt)
                            .json()
                            .string("type"))
                    .isEqualTo("empty");
            timer.advance(Duration.ofSeconds(2));
            assertThat(take(alice, "q")).isNull();
        }
    }

    @Test
    @DisplayName("§13-52 files outlast the server; uploads that were under way leave nothing")
    void files() throws Exception {
        try (RoomServer server = start()) {
            WireClient alice = join(server);
            StorageTest.put(alice, "f/a.txt", "kept");
            StorageTest.put(alice, "gone", "x");
            alice.request("storage.delete", "path", "gone");
            assertThat(folder.resolve("rooms/demo/files/f/a.txt")).hasContent("kept");
        }
        Path left = Files.createDirectories(folder.resolve("rooms/demo/parts")).resolve("left");
        Files.writeString(left, "half");
        try (RoomServer server = start()) {
            WireClient alice = join(server);
            assertThat(StorageTest.get(alice, "f/a.txt")).isEqualTo("kept");
            assertThat(StorageTest.names(alice, "")).containsExactly("f/");
            assertThat(left).doesNotExist();
            alice.request("storage.delete", "path", "f/a.txt");
            assertThat(folder.resolve("rooms/demo/files/f")).doesNotExist();
        }
    }

    @Test
    @DisplayName("Symbolic links are neither shown nor followed, nor written through")
    void links() throws Exception {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "secret");
        try (RoomServer server = start()) {
            WireClient alice = join(server);
            StorageTest.put(alice, "f/a.txt", "1");
            Path files = folder.resolve("rooms/demo/files");
            Files.createSymbolicLink(files.resolve("link.txt"), secret);
            Files.createSymbolicLink(files.resolve("out"), folder);
            Files.delete(files.resolve("f/a.txt"));
            Files.createSymbolicLink(files.resolve("f/a.txt"), secret);
            assertThat(alice.requestError("storage.download", "path", "f/a.txt"))
                    .contains("links are not followed");
            Body refused = close(alice, StorageTest.handle(alice, "out/new.txt"));
            assertThat(WireClient.error(refused)).contains("links are not followed");
            assertThat(folder.resolve("new.txt")).doesNotExist();
        }
        try (RoomServer server = start()) {
            WireClient alice = join(server);
            assertThat(StorageTest.names(alice, "")).isEmpty();
            assertThat(WireClient.code(alice.request("storage.download", "path", "link.txt")))
                    .isEqualTo("not_found");
        }
        assertThat(secret).hasContent("secret");
    }

    private static Body close(WireClient client, String handle) {
        return client.request("storage.close", "handle", handle);
    }

    @Test
    @DisplayName("A folder on the disk where a file should be, or a file where a folder should be: an error, no damage")
    void inTheWay() throws Exception {
        try (RoomServer server = start()) {
            WireClient alice = join(server);
            StorageTest.put(alice, "kept", "1");
            Path files = folder.resolve("rooms/demo/files");
            Files.createDirectories(files.resolve("taken/below"));
            Files.writeString(files.resolve("file"), "x");
            assertThat(WireClient.error(close(alice, StorageTest.handle(alice, "taken"))))
                    .contains("'taken' was not stored")
                    .contains("folder on the server's disk");
            assertThat(WireClient.error(close(alice, StorageTest.handle(alice, "file/below"))))
                    .contains("was not stored")
                    .doesNotContain(folder.toString());
            assertThat(StorageTest.get(alice, "kept")).isEqualTo("1");
            assertThat(files.resolve("file")).hasContent("x");
        }
    }

    @Test
    @DisplayName("Two rooms share nothing, whatever their names look like")
    void rooms() {
        try (RoomServer server = start()) {
            WireClient one = Via.MEMORY.join(server, "a/../b", "alice");
            WireClient two = Via.MEMORY.join(server, "b", "alice");
            StorageTest.put(one, "f", "1");
            one.request("queues.send", "name", "q", "message", 1);
            assertThat(StorageTest.names(two, "")).isEmpty();
            assertThat(two.requestJson("queues.list").array("queues")).isEmpty();
            assertThat(List.of(folder.resolve("rooms").toFile().list())).containsExactly("a%2f%2e%2e%2fb");
        }
    }

    @Test
    @DisplayName("A room that everybody left has its queues and files when somebody comes again, on disk or not")
    void emptyRoom() {
        try (RoomServer server = RoomServer.inMemoryOnly(RoomServerOptions.defaults())) {
            WireClient alice = join(server);
            StorageTest.put(alice, "f", "1");
            alice.request("queues.send", "name", "q", "message", 1);
            alice.close();
            WireClient bob = Via.MEMORY.join(server, "demo", "bob");
            assertThat(StorageTest.get(bob, "f")).isEqualTo("1");
            assertThat(take(bob, "q").integer("message")).isEqualTo(1);
        }
    }
}
