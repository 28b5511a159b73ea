package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.LeaseOptions;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.QueueLease;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.StorageChange;
import dev.taskrunner.room.TokenSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a room keeps, when things go wrong. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class RoomDataTest {
    private static final LeaseOptions TERMS = LeaseOptions.defaults();

    @TempDir
    private Path folder;

    private static Room join(RoomFixture rooms, String name, ApiScope scope) {
        ParticipantToken token =
                ParticipantToken.builder(name).room(rooms.roomName()).api(scope).build();
        return rooms.connect(RoomOptions.builder(
                        rooms.uri(), TokenSource.fixed(rooms.server().token(token)))
                .name(name)
                .gracePeriod(Duration.ZERO)
                .transport(rooms.transport()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @DisplayName("Paths that lead nowhere good are refused, whatever is wanted of them")
    @ValueSource(strings = {"../up", "a/../../b", "a?b", "a//b", "a/./b", "a\\b", "a\u0000b"})
    void refusedPaths(String path, @As("alice") Room alice) {
        List<Runnable> calls = List.of(
                () -> alice.storage().writeBytes(path, new byte[1]),
                () -> alice.storage().readBytes(path),
                () -> alice.storage().delete(path),
                () -> alice.storage().stat(path));
        assertThat(calls).allSatisfy(call -> assertThat(Failure.of(call).code()).isEqualTo(ErrorCode.INVALID_REQUEST));
        assertThat(alice.storage().list("")).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("Names in any script, with blanks and signs, come back as they were")
    @ValueSource(strings = {"ä ö/ü.txt", "日本語.md", "a+b%20c#e.txt", "🙂.png", "x'y", ".hidden/.more"})
    void names(String path, @As("alice") Room alice) {
        alice.storage().writeBytes(path, bytes(path));
        assertThat(alice.storage().readBytes(path)).isEqualTo(bytes(path));
        String name = path.substring(path.lastIndexOf('/') + 1);
        assertThat(alice.storage().stat(path).orElseThrow().name()).isEqualTo(name);
        alice.storage().delete(path);
        assertThat(alice.storage().exists(path)).isFalse();
    }

    @Test
    @DisplayName("A folder is deleted as a whole or not at all, and a file is no folder")
    void folders(@As("alice") Room alice) {
        alice.storage().writeBytes("d/one", new byte[1]);
        alice.storage().writeBytes("d/sub/two", new byte[2]);
        assertThat(Failure.of(() -> alice.storage().delete("d")).code()).isNotEqualTo(ErrorCode.FAILED);
        assertThat(Failure.of(() -> alice.storage().readBytes("d")).code()).isNotEqualTo(ErrorCode.FAILED);
        assertThat(alice.storage().list("d")).hasSize(2);
        assertThat(alice.storage().stat("d").orElseThrow().size()).isEmpty();
        assertThat(alice.storage().list("nothing")).isEmpty();
        alice.storage().deleteAll("d");
        assertThat(alice.storage().exists("d")).isFalse();
        assertThat(Failure.of(() -> alice.storage().deleteAll("d")).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    @DisplayName("A failed download leaves the target file and no remains")
    void failedDownload(@As("alice") Room alice) throws IOException {
        Path target = folder.resolve("f");
        Files.writeString(target, "old");
        assertThat(Failure.of(() -> alice.storage().download("nothing", target)).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(target).hasContent("old");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(target);
        }
        assertThatThrownBy(() -> alice.storage().download("f", folder.resolve("none/f")))
                .isInstanceOf(UncheckedIOException.class);
        assertThatThrownBy(() -> alice.storage().upload("f", folder.resolve("none")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot read");
    }

    @Test
    @DisplayName("A target that cannot be written is an error that names the file; the room goes on")
    void brokenTarget(@As("alice") Room alice) {
        alice.storage().writeBytes("f", bytes("content"));
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space");
            }
        };
        assertThatThrownBy(() -> alice.storage().download("f", full))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("'f'")
                .hasMessageContaining("no space");
        assertThat(alice.storage().readBytes("f")).asString().isEqualTo("content");
    }

    @Test
    @DisplayName("A progress listener that throws takes the upload back")
    void brokenProgress(@As("alice") Room alice) {
        InputStream content = new ByteArrayInputStream(new byte[600_000]);
        assertThatThrownBy(() -> alice.storage().upload("f", content, true, sent -> {
                    throw new IllegalStateException("on purpose");
                }))
                .hasMessage("on purpose");
        assertThat(alice.storage().exists("f")).isFalse();
        alice.storage().writeBytes("f", new byte[1]);
        assertThat(alice.storage().readBytes("f")).hasSize(1);
    }

    @Test
    @DisplayName("A listener of changes that throws keeps the others hearing")
    void brokenListener(@As("alice") Room alice) throws Exception {
        BlockingQueue<StorageChange> heard = new LinkedBlockingQueue<>();
        alice.storage().onChanged(change -> {
            throw new IllegalStateException("on purpose");
        });
        alice.storage().onChanged(heard::add);
        alice.storage().writeBytes("a", new byte[1]);
        alice.storage().deleteAll("a");
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new StorageChange("a", false, alice.participantId()));
        assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo(new StorageChange("a", true, alice.participantId()));
    }

    @Test
    @DisplayName("A stream that was read to its end stays there; single bytes and pieces are the same content")
    void streams(@As("alice") Room alice) throws IOException {
        alice.storage().writeBytes("f", new byte[] {1, (byte) 0xff, 3, 4});
        try (InputStream in = alice.storage().download("f")) {
            assertThat(in.read()).isEqualTo(1);
            assertThat(in.read()).isEqualTo(255);
            assertThat(in.read(new byte[0])).isZero();
            assertThat(in.readNBytes(10)).containsExactly(3, 4);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[5])).isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("A wait that is negative or a blink ends at once, without a message")
    void shortWaits(@As("alice") Room alice) {
        assertThat(alice.queues().receive("q", Duration.ofMillis(-5))).isEmpty();
        assertThat(alice.queues().receive("q", Duration.ofNanos(1))).isEmpty();
        assertThat(alice.queues().take("q", TERMS.withPatience(Duration.ofNanos(1))))
                .isEmpty();
        alice.queues().send("q", "kept");
        assertThat(alice.queues()
                        .receive("q", Duration.ofMillis(-5))
                        .orElseThrow()
                        .value())
                .isEqualTo("kept");
    }

    @Test
    @DisplayName("A lease of a blink ends by itself: the message is there again, and its first taker is told")
    void shortLease(@As("alice") Room alice, @As("bob") Room bob) {
        alice.queues().send("q", "job");
        QueueLease first =
                alice.queues().take("q", TERMS.withLease(Duration.ofNanos(1))).orElseThrow();
        QueueLease second = bob.queues()
                .take("q", TERMS.withPatience(Duration.ofSeconds(30)))
                .orElseThrow();
        assertThat(second.message().attempts()).isEqualTo(2);
        List<Runnable> late =
                List.of(first::acknowledge, () -> first.extend(Duration.ofSeconds(1)), () -> first.bury("x"));
        assertThat(late).allSatisfy(call -> assertThat(Failure.of(call).code()).isEqualTo(ErrorCode.NOT_FOUND));
        first.giveBack();
        assertThat(alice.queues().list().get(0).leased())
                .as("still the second's")
                .isEqualTo(1);
        second.acknowledge();
        assertThat(alice.queues().list().get(0).leased()).isZero();
    }

    @Test
    @DisplayName("What is given back untouched was no attempt; a lease outlives the connection that took it")
    void givenBack(RoomFixture rooms, @As("alice") Room alice) {
        Cable cable = new Cable(rooms.transport());
        Room bob = rooms.connect(
                rooms.options("bob").transport(cable).reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(50)));
        alice.queues().send("q", "job");
        bob.queues().take("q", TERMS).orElseThrow().giveBack();
        QueueLease lease = bob.queues().take("q", TERMS).orElseThrow();
        assertThat(lease.message().attempts()).isEqualTo(1);
        String before = bob.participantId();
        cable.cut();
        assertThat(Eventually.holds(() -> bob.isOpen() && !bob.participantId().equals(before)))
                .isTrue();
        lease.acknowledge();
        assertThat(alice.queues().list().get(0).size()).isZero();
    }

    @Test
    @DisplayName("Without a grant each client is denied, says so, and the connection stays")
    void denied(RoomFixture rooms) {
        Room nobody = join(rooms, "nobody", ApiScope.none());
        List<Runnable> calls = new ArrayList<>(List.of(
                () -> nobody.storage().writeBytes("f", new byte[1]),
                () -> nobody.storage().readBytes("f"),
                () -> nobody.queues().send("q", 1),
                () -> nobody.queues().take("q", TERMS),
                () -> nobody.secrets().list(),
                () -> nobody.secrets().set("s", new byte[1]),
                () -> nobody.documents().create("a.note"),
                () -> nobody.admin().exportRecords("documents", record -> {})));
        assertThat(calls).allSatisfy(call -> {
            TaskException error = Failure.of(call);
            assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
            assertThat(error.text()).isNotBlank();
        });
        assertThat(nobody.isOpen()).isTrue();
    }
}
