package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Storage on a disk that fails at each step: clear words, no damage, no bytes counted for nothing. */
class FailingDiskTest {
    private static final IOException FULL = new FileSystemException("/var/x", null, "No space left on device");

    @TempDir
    private Path folder;

    private final ServerCore core = new ServerCore(RoomServerOptions.defaults(), "a secret of enough bytes, really");
    private final Session alice = new Session(
            new RoomModel("demo", RoomServerOptions.defaults(), core.data.room("demo"), null),
            ParticipantToken.builder("alice").build(),
            ApiScope.full(),
            new Link() {
                @Override
                public void send(Message message) {
                    throw new AssertionError("nothing is sent here");
                }

                @Override
                public void close(int code, String reason) {
                    throw new AssertionError("nothing is closed here");
                }
            },
            core.generations.classic);

    @AfterEach
    void close() {
        core.close();
    }

    /** Files on the disk, and a step that fails. */
    private final class Failing implements FileStore {
        private final FileStore disk = new DiskFiles(folder);
        private @Nullable String step;
        private IOException failure = FULL;

        private void fail(String here) throws IOException {
            if (here.equals(step)) {
                throw failure;
            }
        }

        @Override
        public List<StoredFile> load() throws IOException {
            fail("load");
            return disk.load();
        }

        @Override
        public Part begin() throws IOException {
            fail("begin");
            Part part = disk.begin();
            return new Part() {
                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    fail("write");
                    part.write(bytes);
                }

                @Override
                public void finish() throws IOException {
                    fail("finish");
                    part.finish();
                }

                @Override
                public void close() throws IOException {
                    part.close();
                }

                @Override
                public Part inner() {
                    return part;
                }
            };
        }

        @Override
        public void publish(Part part, String path) throws IOException {
            fail("publish");
            disk.publish(part.inner(), path);
        }

        @Override
        public void delete(List<String> paths, Consumer<String> gone) throws IOException {
            fail("delete");
            disk.delete(paths, gone);
        }

        @Override
        public SeekableByteChannel open(String path) throws IOException {
            fail("open");
            return disk.open(path);
        }
    }

    private final Budget memory = new Budget(1_000);
    private Failing disk;
    private Storage storage;

    @BeforeEach
    void open() {
        disk = new Failing();
        storage = new Storage(disk, RoomQuota.defaults(), memory, Clock.systemUTC());
    }

    private void put(String path, String text) {
        String handle = storage.open(alice, path, true);
        try {
            storage.write(alice, handle, ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (TaskException e) {
            assertThatThrownBy(() -> storage.close(alice, handle, file -> {})).hasMessage(e.getMessage());
            throw e;
        }
        storage.close(alice, handle, file -> {});
    }

    @Test
    @DisplayName("A disk that is full at any step of an upload: the old file stays, and it goes on when there is room")
    void fullDisk() {
        put("f", "old");
        for (String step : List.of("begin", "write", "finish", "publish")) {
            disk.step = step;
            assertThatThrownBy(() -> put("f", "new!"))
                    .as(step)
                    .isInstanceOf(TaskException.class)
                    .hasMessageContainingAll("'f'", "the server's disk is full")
                    .hasMessageNotContaining("/var/x");
            disk.step = null;
            assertThat(folder.resolve("files/f")).as(step).hasContent("old");
            assertThat(folder.resolve("parts")).as(step).isEmptyDirectory();
            assertThat(memory.used()).as(step).isEqualTo(3);
        }
        put("f", "newer");
        assertThat(folder.resolve("files/f")).hasContent("newer");
        assertThat(memory.used()).isEqualTo(5);
    }

    @Test
    @DisplayName("A disk that may not be written, or cannot be read, is said so, and nothing is forgotten")
    void otherFailures() {
        put("f", "old");
        disk.step = "delete";
        disk.failure = new FileSystemException("/var/x", null, "Read-only file system");
        assertThatThrownBy(() -> storage.delete("f", false, file -> true, file -> {}))
                .hasMessageContaining("'f' was not deleted: the server's disk is read-only");
        assertThat(storage.exists("f")).isTrue();
        disk.step = "open";
        disk.failure = new AccessDeniedException("/var/x");
        assertThatThrownBy(() -> storage.read("f")).hasMessageContaining("may not");
        disk.step = null;
        storage.delete("f", false, file -> true, file -> {});
        assertThat(memory.used()).isZero();
    }

    @Test
    @DisplayName("A folder that cannot be listed fails each request until it can")
    void load() {
        disk.step = "load";
        assertThatThrownBy(() -> storage.exists("f"))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED));
        disk.step = null;
        assertThat(storage.exists("f")).isFalse();
    }

    @Test
    @DisplayName("Memory is a limit too where it is the disk")
    void memoryFull() {
        assertThatThrownBy(() -> put("f", "x".repeat(1_001))).hasMessageContaining("give it a data folder");
        put("f", "x".repeat(1_000));
    }

    @Test
    @DisplayName("Ten thousand small files are listed folder by folder, and counted")
    void manyFiles() {
        FileIndex index = new FileIndex();
        java.time.Instant now = java.time.Instant.EPOCH;
        for (int i = 0; i < 10_000; i++) {
            index.put(new StoredFile("d" + i % 100 + "/f" + i, 1, now, now, i));
        }
        assertThat(index.size()).isEqualTo(10_000);
        assertThat(index.list("")).hasSize(100);
        assertThat(index.list("d7")).hasSize(100);
        assertThat(index.under("d7")).hasSize(100);
        assertThat(index.isFolder("d")).isFalse();
    }
}
