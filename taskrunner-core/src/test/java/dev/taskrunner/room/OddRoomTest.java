package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.wire.Body;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The clients with a room that answers oddly: lenient where nothing is lost, else a clear error, and never a hang. */
@Timeout(60)
class OddRoomTest {
    private static final LeaseOptions TERMS = LeaseOptions.defaults();

    private final ScriptedRoom server =
            new ScriptedRoom().greeting(peer -> peer.welcome("storage.read", "queues.take"));
    private Room room;

    @BeforeEach
    void join() {
        room = server.join();
    }

    @AfterEach
    void leave() {
        server.close();
    }

    private void answers(String type, String json) {
        server.answer(type, "{\"type\":\"json\",\"json\":" + json + "}");
    }

    private static TaskException failure(Runnable call) {
        return catchThrowableOfType(TaskException.class, call::run);
    }

    @ParameterizedTest
    @DisplayName("Whether a file is there: only a clear yes is one")
    @ValueSource(strings = {"{}", "{\"exists\":null}", "{\"exists\":\"true\"}", "{\"exists\":false,\"more\":1}"})
    void exists(String json) {
        answers("storage.exists", json);
        answers("storage.stat", json);
        assertThat(room.storage().exists("f")).isFalse();
        assertThat(room.storage().stat("f")).isEmpty();
        answers("storage.exists", "{\"exists\":true,\"more\":{}}");
        assertThat(room.storage().exists("f")).isTrue();
    }

    @Test
    @DisplayName("Entries of a folder: what is no entry is left out, odd members are absent")
    void entries() {
        answers(
                "storage.list",
                "{\"files\":[5,null,\"x\",{\"name\":\"a\",\"size\":\"big\",\"created_at\":\"today\",\"updated_at\":7},"
                        + "{\"name\":null,\"is_folder\":1},{\"name\":\"b\",\"is_folder\":true,\"size\":null,\"more\":[]},"
                        + "{\"name\":\"c\",\"size\":3,\"updated_at\":\"2026-01-02T03:04:05+01:00\"}]}");
        List<StorageEntry> entries = room.storage().list("");
        assertThat(entries).extracting(StorageEntry::name).containsExactly("a", "", "b", "c");
        assertThat(entries.get(0).size()).isEmpty();
        assertThat(entries.get(0).createdAt()).isEmpty();
        assertThat(entries.get(1).isFolder()).isFalse();
        assertThat(entries.get(2).isFolder()).isTrue();
        assertThat(entries.get(3).updatedAt().orElseThrow()).hasToString("2026-01-02T02:04:05Z");
    }

    @ParameterizedTest
    @DisplayName("A listing without a list is empty, of all clients")
    @ValueSource(strings = {"{}", "{\"files\":null,\"queues\":null,\"secrets\":null,\"agents\":null}"})
    void noLists(String json) {
        for (String type : List.of("storage.list", "queues.list", "secrets.list_secrets", "agent.list_agents")) {
            answers(type, json);
        }
        assertThat(room.storage().list("")).isEmpty();
        assertThat(room.queues().list()).isEmpty();
        assertThat(room.secrets().list()).isEmpty();
        assertThat(room.agents().list()).isEmpty();
    }

    @Test
    @DisplayName("Queues and secrets that cannot be read are an error, not less than there are")
    void unreadableLists() {
        answers("queues.list", "{\"queues\":[{\"name\":\"a\",\"size\":null,\"more\":1}]}");
        assertThat(room.queues().list()).containsExactly(new QueueInfo("a", 0, 0));
        answers("queues.list", "{\"queues\":[{\"size\":1}]}");
        answers("secrets.list_secrets", "{\"secrets\":[{\"id\":null}]}");
        answers("agent.list_agents", "{\"agents\":[5]}");
        List<Runnable> calls = List.of(
                () -> room.queues().list(),
                () -> room.secrets().list(),
                () -> room.agents().list());
        assertThat(calls).allSatisfy(call -> assertThat(failure(call).code()).isEqualTo(ErrorCode.INVALID_RESPONSE));
    }

    @ParameterizedTest
    @DisplayName("A lease without message or receipt is none")
    @ValueSource(strings = {"{}", "{\"message\":1}", "{\"receipt\":\"r\"}", "{\"message\":1,\"receipt\":5}"})
    void noLease(String json) {
        answers("queues.take", json);
        assertThat(room.queues().take("q", TERMS)).isEmpty();
        server.answer("queues.take", "{\"type\":\"empty\"}");
        assertThat(room.queues().take("q", TERMS)).isEmpty();
    }

    @Test
    @DisplayName("A lease says what it can: odd attempts are 0, an odd origin is that of nobody")
    void oddLease() {
        answers("queues.take", "{\"message\":null,\"receipt\":\"r\",\"attempts\":\"x\",\"origin\":{},\"more\":1}");
        QueueLease lease = room.queues().take("q", TERMS).orElseThrow();
        assertThat(lease.queue()).isEqualTo("q");
        assertThat(lease.message().value()).isNull();
        assertThat(lease.message().attempts()).isZero();
        assertThat(lease.origin()).contains(new QueueLease.DeadLetter("", 0, ""));
        answers("queues.take", "{\"message\":1,\"receipt\":\"r\",\"origin\":null}");
        assertThat(room.queues().take("q", TERMS).orElseThrow().origin()).isEmpty();
    }

    @Test
    @DisplayName("A message that is no message is an error; with text and JSON it is there")
    void received() {
        server.answer("queues.receive", "{\"type\":\"file\"}");
        assertThat(failure(() -> room.queues().receive("q", Duration.ZERO)).code())
                .isEqualTo(ErrorCode.INVALID_RESPONSE);
        server.answer("queues.receive", "{\"type\":\"text\",\"text\":\"t\",\"more\":1}");
        QueueMessage text = room.queues().receive("q", Duration.ZERO).orElseThrow();
        assertThat(text.value()).isEqualTo("t");
        assertThat(failure(() -> text.as(Integer.class)).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        answers("queues.receive", "null");
        assertThat(room.queues().receive("q", Duration.ZERO).orElseThrow().value())
                .isNull();
    }

    @ParameterizedTest
    @DisplayName("A piece of a file that leads nowhere is an error, not an endless file")
    @ValueSource(
            strings = {
                "{}",
                "{\"taskrunner\":null}",
                "{\"taskrunner\":{\"size\":5}}",
                "{\"taskrunner\":{\"version\":1}}",
                "{\"taskrunner\":{\"size\":5,\"version\":1}}"
            })
    void emptyPieces(String json) {
        server.answer("storage.read", json);
        TaskException error = failure(() -> room.storage().readBytes("f"));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(error.text()).contains("'f'");
    }

    @Test
    @DisplayName("A file that ends early while it is read is an error of the stream")
    void endsEarly() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        server.answers.put("storage.read", (peer, message) -> {
            int many = asked.getAndIncrement() == 0 ? 2 : 0;
            return Body.of(Wire.fields("{\"taskrunner\":{\"size\":5,\"version\":1}}"), ByteBuffer.wrap(new byte[many]));
        });
        try (InputStream in = room.storage().download("f")) {
            assertThat(in.readNBytes(2)).hasSize(2);
            assertThatThrownBy(in::read).isInstanceOf(java.io.IOException.class).hasMessageContaining("'f'");
        }
    }

    @Test
    @DisplayName("Pages without records that promise more end the export")
    void endlessPages() {
        answers("admin.export", "{\"records\":[],\"more\":true}");
        List<String> records = new ArrayList<>();
        room.admin().exportRecords("documents", records::add);
        answers("admin.export", "{\"messages\":[],\"last\":1,\"more\":true}");
        room.admin().exportQueue("q", records::add);
        assertThat(records).isEmpty();
        answers("admin.export", "{\"records\":[{\"value\":1}]}");
        assertThat(failure(() -> room.admin().exportRecords("documents", records::add))
                        .code())
                .isEqualTo(ErrorCode.INVALID_RESPONSE);
    }

    @Test
    @DisplayName("A secret that is no file is none; an address that is none is an error")
    void secretsAndAddresses() {
        server.answer("secrets.get_secret", "{\"type\":\"empty\"}");
        assertThat(room.secrets().get("key")).isEmpty();
        server.answer("secrets.get_secret", "{\"type\":\"file\",\"name\":\"n\",\"mime_type\":\"x/y\"}");
        assertThat(room.secrets().get("key").orElseThrow().toByteArray()).isEmpty();
        for (String answer : List.of("{}", "{\"url\":null}", "{\"url\":\"http://a b\"}", "{\"url\":\"\"}")) {
            answers("storage.download_url", answer);
            assertThat(failure(() -> room.storage().downloadUrl("f")).code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        }
        answers("storage.download_url", "{\"url\":\"http://h/f?t=1\"}");
        assertThat(room.storage().downloadUrl("f")).hasToString("http://h/f?t=1");
    }
}
