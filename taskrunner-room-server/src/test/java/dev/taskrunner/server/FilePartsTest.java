package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pieces that storage is made of, each for itself. */
class FilePartsTest {

    @TempDir
    private Path folder;

    private static void put(FileStore files, String path, byte[]... pieces) throws IOException {
        try (FileStore.Part part = files.begin()) {
            for (byte[] piece : pieces) {
                part.write(ByteBuffer.wrap(piece));
            }
            part.finish();
            files.publish(part, path);
        }
    }

    private static byte[] read(SeekableByteChannel channel, long from, int buffer) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        channel.position(from);
        ByteBuffer some = ByteBuffer.allocate(buffer);
        while (channel.read(some) >= 0) {
            all.write(some.array(), 0, some.position());
            some.clear();
        }
        return all.toByteArray();
    }

    @Test
    @DisplayName("Disk and memory give back the same bytes, from anywhere, in whatever pieces they came")
    void stores() throws IOException {
        Random random = new Random(1);
        byte[][] pieces = new byte[5][];
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int i = 0; i < pieces.length; i++) {
            pieces[i] = new byte[random.nextInt(1_000)];
            random.nextBytes(pieces[i]);
            whole.writeBytes(pieces[i]);
        }
        byte[] expected = whole.toByteArray();
        for (FileStore files : List.of(new MemoryFiles(), new DiskFiles(folder))) {
            put(files, "a/b", pieces);
            try (SeekableByteChannel channel = files.open("a/b")) {
                assertThat(channel.size()).isEqualTo(expected.length);
                for (int from : new int[] {0, 1, expected.length / 2, expected.length}) {
                    byte[] rest = java.util.Arrays.copyOfRange(expected, from, expected.length);
                    assertThat(read(channel, from, 7)).isEqualTo(rest);
                    assertThat(read(channel, from, 4_096)).isEqualTo(rest);
                }
            }
            files.delete("a/b");
            assertThatThrownBy(() -> files.open("a/b")).isInstanceOf(IOException.class);
        }
    }

    @Test
    @DisplayName("Many files are deleted with their folders; when one cannot be, those before it are gone and told")
    void deletesMany() throws IOException {
        DiskFiles files = new DiskFiles(folder);
        for (String path : List.of("a/1", "a/b/2", "a/b/3", "c/4", "c/5")) {
            put(files, path, new byte[1]);
        }
        List<String> gone = new ArrayList<>();
        files.delete(List.of("a/1", "a/b/2", "a/b/3"), gone::add);
        assertThat(gone).containsExactly("a/1", "a/b/2", "a/b/3");
        assertThat(files.load()).extracting(StoredFile::path).containsExactlyInAnyOrder("c/4", "c/5");
        gone.clear();
        assertThatThrownBy(() -> files.delete(List.of("c/4", "c", "c/5"), gone::add))
                .isInstanceOf(IOException.class);
        assertThat(gone).containsExactly("c/4");
        assertThat(files.load()).extracting(StoredFile::path).containsExactly("c/5");
    }

    @Test
    @DisplayName("A folder whose names cannot be made to last hides from nobody what is gone from the others")
    void oneFolderFails() throws IOException {
        List<String> failing = new ArrayList<>();
        DiskFiles files = new DiskFiles(folder, synced -> {
            if (failing.contains(synced.getFileName().toString())) {
                throw new IOException("no sync of " + synced.getFileName());
            }
        });
        for (String path : List.of("a/1", "b/2", "c/3")) {
            put(files, path, new byte[1]);
        }
        failing.addAll(List.of("a", "c"));
        List<String> gone = new ArrayList<>();
        assertThatThrownBy(() -> files.delete(List.of("a/1", "b/2", "c/3"), gone::add))
                .hasMessage("no sync of a")
                .satisfies(error -> assertThat(error.getSuppressed()).hasSize(1));
        assertThat(gone).containsExactly("b/2");
    }

    @Test
    @DisplayName("Whoever reads a file goes on reading what it was when it is replaced or deleted")
    void readersKeepTheirs() throws IOException {
        for (FileStore files : List.of(new MemoryFiles(), new DiskFiles(folder))) {
            put(files, "f", "old".getBytes(java.nio.charset.StandardCharsets.UTF_8));
            try (InputStream old = Channels.newInputStream(files.open("f"))) {
                put(files, "f", "new one".getBytes(java.nio.charset.StandardCharsets.UTF_8));
                files.delete("f");
                assertThat(old.readAllBytes()).asString().isEqualTo("old");
            }
        }
    }

    @Test
    @DisplayName("What is read from memory cannot be written, and not be read when it is closed")
    void readOnly() throws IOException {
        MemoryFiles files = new MemoryFiles();
        put(files, "f", new byte[3]);
        SeekableByteChannel channel = files.open("f");
        assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1))).isInstanceOf(NonWritableChannelException.class);
        assertThatThrownBy(() -> channel.truncate(1)).isInstanceOf(NonWritableChannelException.class);
        assertThat(channel.isOpen()).isTrue();
        channel.close();
        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    @DisplayName("Types follow from endings; what is not known is bytes")
    void types() {
        assertThat(type("a.json")).isEqualTo("application/json");
        assertThat(type("A.MD")).isEqualTo("text/markdown");
        assertThat(type("a.png")).isEqualTo("image/png");
        assertThat(type("a.unheard-of")).isEqualTo("application/octet-stream");
        assertThat(type("json")).isEqualTo("application/json");
    }

    private static String type(String name) {
        return new StoredFile("folder/" + name, 0, Instant.EPOCH, Instant.EPOCH, 0).mimeType();
    }

    @Test
    @DisplayName("A participant's tasks run one after the other, others in between; too many at once are refused")
    void lane() {
        ArrayDeque<Runnable> threads = new ArrayDeque<>();
        List<Integer> ran = new ArrayList<>();
        Lane lane = new Lane(threads::add);
        lane.add(60L << 20, () -> ran.add(1));
        lane.add(1, () -> {
            throw new IllegalStateException("a task that fails");
        });
        assertThatThrownBy(() -> lane.add(5L << 20, () -> ran.add(9)))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.AGENT_BUSY));
        lane.addAlways(5L << 20, () -> ran.add(3));
        assertThat(threads).hasSize(1);
        threads.remove().run();
        assertThat(ran).containsExactly(1);
        assertThat(threads).hasSize(1);
        threads.remove().run();
        threads.remove().run();
        assertThat(ran).containsExactly(1, 3);
        assertThat(threads).isEmpty();
        lane.add(100L << 20, () -> ran.add(4));
        threads.remove().run();
        assertThat(ran).containsExactly(1, 3, 4);
        for (int i = 0; i < 1_024; i++) {
            lane.add(0, () -> {});
        }
        assertThatThrownBy(() -> lane.add(0, () -> {})).isInstanceOf(TaskException.class);
    }

    @Test
    @DisplayName("A lane of a server that closes does nothing more, and does not fail whoever adds to it")
    void closedLane() {
        Lane lane = new Lane(task -> {
            throw new RejectedExecutionException("closed");
        });
        List<Integer> ran = new ArrayList<>();
        lane.add(1, () -> ran.add(1));
        assertThat(ran).isEmpty();
    }

    @Test
    @DisplayName("A budget is taken whole or not at all; what must be had is counted too")
    void budget() {
        Budget budget = new Budget(10);
        assertThat(budget.take(6)).isTrue();
        assertThat(budget.take(5)).isFalse();
        assertThat(budget.take(4)).isTrue();
        budget.force(3);
        budget.giveBack(7);
        assertThat(budget.used()).isEqualTo(6);
        Budget unlimited = Budget.unlimited();
        unlimited.giveBack(100); // of a file that was there before
        assertThat(unlimited.take(1)).isTrue();
        assertThat(Budget.ofHeap().take(1)).isTrue();
        assertThat(Budget.ofHeap().take(Runtime.getRuntime().maxMemory())).isFalse();
    }

    @Test
    @DisplayName("A quota without a limit makes no sense")
    void quota() {
        RoomQuota quota = RoomQuota.defaults().withStorage(1, 2).withQueues(3, 4);
        assertThat(quota).isEqualTo(new RoomQuota(1, 2, 3, 4));
        assertThatIllegalArgumentException().isThrownBy(() -> quota.withStorage(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> quota.withStorage(1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> quota.withQueues(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> quota.withQueues(1, 0));
    }

    @Test
    @DisplayName("Links are made for the host that was reached, over TLS where that was so, and read again")
    void links() throws Refusal {
        ManualTimer timer = new ManualTimer();
        FileLinks links = new FileLinks(timer.clock());
        URI plain = URI.create(links.link("ws://host:1/rooms/r", "r", "a b/ü&x=1"));
        assertThat(plain.toString()).startsWith("http://host:1/files/r?path=a%20b%2F%C3%BC%26x%3D1&expires=");
        assertThat(links.check(new QueryStringDecoder(plain))).isEqualTo(new FileLinks.Target("r", "a b/ü&x=1"));
        assertThat(links.link("wss://host/rooms/r", "r", "a")).startsWith("https://host/files/r?");
        assertThatThrownBy(() -> links.link("memory://server/rooms/r", "r", "a"))
                .isInstanceOf(TaskException.class);
        timer.advance(Duration.ofMinutes(10));
        assertThat(links.check(new QueryStringDecoder(plain)).room()).isEqualTo("r");
        timer.advance(Duration.ofSeconds(1));
        assertThatThrownBy(() -> links.check(new QueryStringDecoder(plain)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("expired");
        FileLinks others = new FileLinks(Clock.systemUTC());
        assertThatThrownBy(() -> others.check(new QueryStringDecoder(plain))).hasMessageContaining("not signed");
    }

    @Test
    @DisplayName("Reasons of the disk are told in words, never with a path of the server")
    void reasons() {
        assertThat(DiskProblems.reason(new IOException("No space left on device")))
                .isEqualTo("the server's disk is full");
        assertThat(DiskProblems.reason(new IllegalStateException(new IOException("Disk quota exceeded"))))
                .isEqualTo("the server's disk quota is used up");
        assertThat(DiskProblems.reason(new java.nio.file.ReadOnlyFileSystemException()))
                .contains("read-only");
        assertThat(DiskProblems.reason(new java.nio.file.AccessDeniedException("/secret")))
                .contains("may not");
        assertThat(DiskProblems.reason(new java.nio.file.NoSuchFileException("/secret")))
                .doesNotContain("secret");
        assertThat(DiskProblems.reason(new java.nio.file.FileSystemException("/secret", null, "Is a directory")))
                .isEqualTo("Is a directory");
    }
}
