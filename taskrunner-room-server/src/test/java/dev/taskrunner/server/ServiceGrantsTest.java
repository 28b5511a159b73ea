package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message about files and queues with its grant, without, and in both spellings. */
class ServiceGrantsTest {
    private static final String ROOM = "demo";
    private static final List<Map<String, String>> OTHER = List.of(Map.of("path", "other/"));

    private RoomServer server;

    @BeforeEach
    void start() {
        server = RoomServer.inMemoryOnly(RoomServerOptions.defaults());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WireClient join(Map<String, ?> scope) {
        ParticipantToken token =
                ParticipantToken.builder("alice").room(ROOM).grant("api", scope).build();
        return Via.MEMORY.join(server, ROOM, "alice", server.token(token));
    }

    private static boolean denied(Body answer) {
        return "error".equals(answer.json().string("type")) && "denied".equals(WireClient.code(answer));
    }

    static Stream<Arguments> queues() {
        return Stream.of(
                Arguments.of("queues.list", Map.of("list", false), Map.of("list", true)),
                Arguments.of("queues.open", Map.of("send", List.of()), Map.of("send", List.of("q"))),
                Arguments.of("queues.send", Map.of("send", List.of("p")), Map.of("send", List.of("q"))),
                Arguments.of("queues.receive", Map.of("receive", List.of("p")), Map.of("receive", List.of("q"))),
                Arguments.of("queues.drain", Map.of("receive", List.of("p")), Map.of("receive", List.of("q"))),
                Arguments.of("queues.close", Map.of("receive", List.of("p")), Map.of("receive", List.of("q"))),
                Arguments.of("queues.take", Map.of("receive", List.of("p")), Map.of("receive", List.of("q"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("queues")
    @DisplayName("§13-58 queues: each message with and without its grant; without the section nothing")
    void queue(String type, Map<String, ?> without, Map<String, ?> with) {
        Object[] request = {"name", "q", "message", 1, "wait", false};
        assertThat(denied(join(Map.of("queues", without)).request(type, request)))
                .isTrue();
        assertThat(denied(join(Map.of("storage", Map.of())).request(type, request)))
                .isTrue();
        assertThat(denied(join(Map.of("queues", with)).request(type, request))).isFalse();
        assertThat(denied(join(Map.of("queues", Map.of())).request(type, request)))
                .isFalse();
    }

    @Test
    @DisplayName(
            "§13-58 what is lent is bound to the right to receive; dead letters of another name to the right to send")
    void leases() {
        WireClient full = join(Map.of("queues", Map.of()));
        full.request("queues.send", "name", "q", "message", 1);
        Object receipt = full.requestJson("queues.take", "name", "q").string("receipt");
        WireClient other = join(Map.of("queues", Map.of("receive", List.of("p"))));
        for (String type : List.of("queues.extend", "queues.return", "queues.acknowledge")) {
            assertThat(denied(other.request(type, "receipt", receipt))).as(type).isTrue();
            assertThat(denied(join(Map.of()).request(type, "receipt", receipt)))
                    .as(type)
                    .isTrue();
            assertThat(denied(join(Map.of()).request(type, "receipt", "guessed")))
                    .as(type)
                    .isFalse();
        }
        WireClient receiver = join(Map.of("queues", Map.of("send", List.of(), "receive", List.of("q"))));
        assertThat(denied(receiver.request("queues.extend", "receipt", receipt)))
                .isFalse();
        assertThat(denied(receiver.request("queues.take", "name", "q", "wait", false, "dead_letters", "p")))
                .isTrue();
        assertThat(denied(receiver.request("queues.acknowledge", "receipt", receipt)))
                .isFalse();
    }

    static Stream<String> reads() {
        return Stream.of(
                "storage.exists",
                "storage.stat",
                "storage.list",
                "storage.download",
                "storage.download_url",
                "storage.read");
    }

    @ParameterizedTest
    @MethodSource("reads")
    @DisplayName("§13-58 storage: reading takes a path that covers, in the form the file has")
    void reading(String type) {
        assertThat(denied(join(Map.of("storage", Map.of("paths", OTHER))).request(type, "path", "mine/f")))
                .isTrue();
        assertThat(denied(join(Map.of("queues", Map.of())).request(type, "path", "mine/f")))
                .isTrue();
        Map<String, ?> mine = Map.of("storage", Map.of("paths", List.of(Map.of("path", "mine/", "read_only", true))));
        assertThat(denied(join(mine).request(type, "path", "/mine/f"))).isFalse();
        assertThat(denied(join(mine).request(type, "path", "mine/../other/f"))).isFalse();
        assertThat(WireClient.code(join(mine).request(type, "path", "mine/../other/f")))
                .isEqualTo("invalid_request");
        assertThat(denied(join(Map.of("storage", Map.of())).request(type, "path", "mine/f")))
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("spellings")
    @DisplayName("§13-58 storage: writing and deleting take a path that covers and is not read-only, in both spellings")
    void writing(String readOnly) {
        Map<String, ?> some = Map.of(
                "storage",
                Map.of("paths", List.of(Map.of("path", "mine/fixed", readOnly, true), Map.of("path", "mine/"))));
        for (String type : List.of("storage.open", "storage.delete")) {
            assertThat(denied(join(some).request(type, "path", "other/f"))).isTrue();
            assertThat(denied(join(some).request(type, "path", "mine/fixed/f"))).isTrue();
            assertThat(denied(join(some).request(type, "path", "mine/f"))).isFalse();
            assertThat(denied(join(Map.of()).request(type, "path", "mine/f"))).isTrue();
        }
    }

    static Stream<String> spellings() {
        return Stream.of("read_only", "readOnly");
    }

    @Test
    @DisplayName("§13-58 a folder is deleted only by who may delete all that is in it")
    void recursiveDelete() {
        WireClient full = join(Map.of("storage", Map.of()));
        StorageTest.put(full, "mine/a", "1");
        StorageTest.put(full, "mine/fixed/b", "2");
        WireClient some = join(Map.of(
                "storage",
                Map.of("paths", List.of(Map.of("path", "mine/fixed", "read_only", true), Map.of("path", "mine/")))));
        assertThat(denied(some.request("storage.delete", "path", "mine", "recursive", true)))
                .isTrue();
        assertThat(StorageTest.names(full, "mine")).containsExactly("a", "fixed/");
    }

    @Test
    @DisplayName("§13-58 who may not read a file does not hear of it either; handles are of no use to others")
    void events() {
        WireClient other = join(Map.of("storage", Map.of("paths", OTHER)));
        WireClient full = join(Map.of("storage", Map.of()));
        StorageTest.put(full, "mine/a", "1");
        StorageTest.put(full, "other/a", "1");
        assertThat(other.awaitJson("storage.file.updated").string("path")).isEqualTo("other/a");
        String handle = StorageTest.handle(full, "mine/b");
        for (String type : List.of("storage.write", "storage.close", "storage.abort")) {
            assertThat(WireClient.code(other.request(type, "handle", handle))).isEqualTo("not_found");
        }
    }
}
