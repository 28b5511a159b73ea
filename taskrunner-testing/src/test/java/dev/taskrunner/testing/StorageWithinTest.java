package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.CallContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.Registration;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.StorageClient;
import dev.taskrunner.room.StorageEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A runner that may use all files uses them for a caller who may use a few. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class StorageWithinTest {
    private static final byte[] BYTES = "hello".getBytes(StandardCharsets.UTF_8);

    private Room host;
    private Room alice;

    @BeforeEach
    void join(RoomFixture rooms) {
        host = rooms.connect("host");
        host.storage().writeBytes("alice/mine.txt", BYTES);
        host.storage().writeBytes("boss/secret.txt", BYTES);
        ApiScope few = ApiScope.builder()
                .allow("agents")
                .allow("storage", Map.of("paths", List.of(Map.of("path", "alice/", "read_only", false))))
                .build();
        alice = rooms.connect("alice", few);
    }

    /** A runner that does something with the files of a room, within its task. */
    private static TaskRunner using(String name, Room room, Function<StorageClient, Object> work) {
        return TaskRunner.of(
                TaskSpec.builder(name).build(),
                (context, input) ->
                        TaskResult.of(Map.of("did", work.apply(room.storage().within(context)))));
    }

    private Object ask(Function<StorageClient, Object> work) {
        Registration served = host.serve(using("host", host, work));
        try {
            return String.valueOf(alice.agents().ask("host", Map.of()).asMap().get("did"));
        } finally {
            served.close();
        }
    }

    private void assertDenied(Function<StorageClient, Object> work) {
        TaskException error = Failure.of(() -> ask(work));
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.text()).contains("on whose behalf", "storage.paths");
    }

    private static Object write(StorageClient files, String path) {
        files.writeBytes(path, BYTES);
        return "written";
    }

    @Test
    @DisplayName("what the caller may use too is used: read, listed, written, deleted")
    void allows() {
        assertThat(ask(files -> new String(files.readBytes("alice/mine.txt"), StandardCharsets.UTF_8)))
                .isEqualTo("hello");
        assertThat(ask(files -> files.exists("alice/mine.txt"))).isEqualTo("true");
        assertThat(ask(files -> files.stat("alice/mine.txt").isPresent())).isEqualTo("true");
        assertThat(ask(files ->
                        files.list("alice").stream().map(StorageEntry::name).toList()))
                .isEqualTo("[mine.txt]");
        assertThat(ask(files -> write(files, "alice/new.txt"))).isEqualTo("written");
        assertThat(host.storage().readBytes("alice/new.txt")).isEqualTo(BYTES);
        ask(files -> {
            files.deleteAll("alice");
            return "deleted";
        });
        assertThat(host.storage().exists("alice/new.txt")).isFalse();
    }

    @Test
    @DisplayName("what the caller may not use is denied in each way, though the runner may use it for itself")
    void denies() {
        assertDenied(files -> files.readBytes("boss/secret.txt"));
        assertDenied(files -> files.exists("boss/secret.txt"));
        assertDenied(files -> files.stat("boss/secret.txt"));
        assertDenied(files -> files.list("boss"));
        assertDenied(files -> write(files, "boss/new.txt"));
        assertDenied(files -> {
            files.delete("boss/secret.txt");
            return "deleted";
        });
        assertDenied(files -> {
            files.deleteAll("boss");
            return "deleted";
        });
        assertThat(host.storage().readBytes("boss/secret.txt")).isEqualTo(BYTES);
        assertThat(host.storage().exists("boss/new.txt")).isFalse();
    }

    @Test
    @DisplayName("through a chain of runners, too: the rights of whoever began it bound its end")
    void boundsChains(@As("back") Room back) {
        back.serve(using("back", back, files -> files.exists("boss/secret.txt")));
        host.serve(TaskRunner.of(
                TaskSpec.builder("host").build(),
                (context, input) -> context.agents().ask("back", Map.of())));
        TaskException error = Failure.of(() -> alice.agents().ask("host", Map.of()));
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(back.agents().ask("host", Map.of()).asMap()).containsEntry("did", true);
    }

    @Test
    @DisplayName("for a participant without a task, as chatbots work; one's own account is not bounded")
    void boundsByName() {
        Participant sender = new Participant(alice.participantId(), "alice", "user", Map.of());
        CallContext forAlice = host.call().onBehalfOf(sender).tool();
        StorageClient files = host.storage().within(forAlice);
        assertThat(files.readBytes("alice/mine.txt")).isEqualTo(BYTES);
        assertThat(Failure.of(() -> files.readBytes("boss/secret.txt")).code()).isEqualTo(ErrorCode.DENIED);
        StorageClient own = host.storage().within(host.call().tool());
        assertThat(own.readBytes("boss/secret.txt")).isEqualTo(BYTES);
    }

    @Test
    @DisplayName("for somebody who has left nothing is done")
    void refusesTheAbsent() {
        Participant gone = new Participant("nobody-1", "nobody", "user", Map.of());
        StorageClient files = host.storage().within(host.call().onBehalfOf(gone).tool());
        assertThat(Failure.of(() -> files.readBytes("alice/mine.txt")).code()).isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT);
    }
}
