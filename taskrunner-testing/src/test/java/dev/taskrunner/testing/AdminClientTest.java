package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.LeaseOptions;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomDocument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** All that a room keeps, taken out and put back. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class AdminClientTest {
    private static final List<String> FAMILIES = List.of("documents", "document-updates", "document-digests");

    private static List<String> exported(Room room, String family) {
        List<String> records = new ArrayList<>();
        room.admin().exportRecords(family, records::add);
        return records;
    }

    private static List<String> queue(Room room, String name) {
        List<String> messages = new ArrayList<>();
        room.admin().exportQueue(name, messages::add);
        return messages;
    }

    @Test
    @DisplayName("A family without records gives none; one that nobody knows is refused, with those that are known")
    void families(@As("alice") Room alice) {
        assertThat(exported(alice, "documents")).isEmpty();
        TaskException error = Failure.of(() -> exported(alice, "nonsense"));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error.text()).contains("documents");
        assertThat(Failure.of(() -> alice.admin().importRecords("nonsense", List.of("{\"key\":\"a\",\"value\":1}")))
                        .code())
                .isEqualTo(ErrorCode.INVALID_REQUEST);
    }

    @Test
    @DisplayName("More queue messages than one page come in order, lent ones too, and stay")
    void manyMessages(@As("alice") Room alice) throws Exception {
        CompletableFuture<?>[] sent = IntStream.range(0, 4500)
                .mapToObj(i -> alice.queues().sendAsync("q", i))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(sent).get(60, TimeUnit.SECONDS);
        alice.queues().take("q", LeaseOptions.defaults()).orElseThrow();
        assertThat(queue(alice, "q"))
                .isEqualTo(IntStream.range(0, 4500).mapToObj(String::valueOf).toList());
        assertThat(alice.queues().list().get(0).size()).isEqualTo(4499);
    }

    @Test
    @DisplayName("An empty queue exports nothing, one that is not there is an error")
    void queues(@As("alice") Room alice) {
        alice.queues().open("q");
        assertThat(queue(alice, "q")).isEmpty();
        TaskException error = Failure.of(() -> queue(alice, "none"));
        assertThat(error.text()).contains("none");
        alice.queues().send("q", Map.of("a", "ü"));
        assertThat(queue(alice, "q")).containsExactly("{\"a\":\"ü\"}");
    }

    @Test
    @DisplayName("Documents move from one room to another, whole; a second import is refused")
    void moves(RoomFixture rooms, @As("alice") Room alice) throws Exception {
        try (RoomDocument document = alice.documents().open("a.note", update -> {})) {
            document.update("one".getBytes(StandardCharsets.UTF_8));
        }
        Room other = rooms.connect(rooms.options("other", "bob"));
        List<String> documents = exported(alice, "documents");
        assertThat(documents).hasSize(1);
        for (String family : FAMILIES) {
            other.admin().importRecords(family, exported(alice, family));
        }
        assertThat(exported(other, "documents")).isEqualTo(documents);
        assertThat(Failure.of(() -> other.admin().importRecords("documents", documents))
                        .text())
                .contains("already");
        assertThat(exported(other, "document-updates")).isEqualTo(exported(alice, "document-updates"));
    }

    @Test
    @DisplayName("A record that is no JSON is refused before anything is sent; nothing to import is nothing")
    void brokenRecords(RoomFixture rooms, @As("alice") Room alice) {
        rooms.recorded().clear();
        alice.admin().importRecords("documents", List.of());
        TaskException error = Failure.of(
                () -> alice.admin().importRecords("documents", List.of("{\"key\":\"a\",\"value\":1}", "{nonsense")));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(error.text()).contains("documents").doesNotContain("nonsense");
        assertThat(rooms.recorded().entries()).isEmpty();
        assertThatThrownBy(() -> alice.admin().importRecords("documents", List.of("{\"value\":1}")))
                .isInstanceOf(TaskException.class);
        assertThat(exported(alice, "documents")).isEmpty();
    }

    @Test
    @DisplayName("Whoever listens may stop the export by throwing")
    void stops(@As("alice") Room alice) {
        alice.queues().send("q", 1);
        alice.queues().send("q", 2);
        List<String> seen = new ArrayList<>();
        assertThatThrownBy(() -> alice.admin().exportQueue("q", message -> {
                    seen.add(message);
                    throw new IllegalStateException("enough");
                }))
                .hasMessage("enough");
        assertThat(seen).containsExactly("1");
        assertThat(queue(alice, "q")).containsExactly("1", "2");
    }
}
