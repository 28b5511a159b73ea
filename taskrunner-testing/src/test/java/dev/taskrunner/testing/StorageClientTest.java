package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.StorageChange;
import dev.taskrunner.room.StorageEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files of a room, as a Java program sees them. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class StorageClientTest {

    @TempDir
    private Path folder;

    /** Random bytes that are made when they are read. */
    static InputStream random(long size, long seed) {
        return new InputStream() {
            private final Random random = new Random(seed);
            private long left = size;

            @Override
            public int read() {
                return left-- > 0 ? random.nextInt(256) : -1;
            }

            @Override
            public int read(byte[] into, int from, int length) {
                if (left <= 0) {
                    return -1;
                }
                int many = (int) Math.min(length, left);
                byte[] bytes = new byte[many];
                random.nextBytes(bytes);
                System.arraycopy(bytes, 0, into, from, many);
                left -= many;
                return many;
            }
        };
    }

    @Test
    @DisplayName("§13-52 a file is written, found, read, listed and deleted")
    void roundTrip(@As("alice") Room alice, @As("bob") Room bob) {
        alice.storage().writeBytes("notes/one.txt", "hello".getBytes(StandardCharsets.UTF_8));
        assertThat(bob.storage().exists("notes/one.txt")).isTrue();
        assertThat(bob.storage().exists("notes/two.txt")).isFalse();
        assertThat(bob.storage().readBytes("notes/one.txt")).asString().isEqualTo("hello");
        StorageEntry entry = bob.storage().stat("notes/one.txt").orElseThrow();
        assertThat(entry.name()).isEqualTo("one.txt");
        assertThat(entry.size()).contains(5L);
        assertThat(entry.updatedAt()).isPresent();
        assertThat(bob.storage().list("")).extracting(StorageEntry::name).containsExactly("notes");
        assertThat(bob.storage().list("").get(0).isFolder()).isTrue();
        assertThat(bob.storage().stat("nothing")).isEmpty();
        bob.storage().deleteAll("notes");
        assertThat(alice.storage().list("")).isEmpty();
        assertThat(code(() -> alice.storage().delete("notes/one.txt"))).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(code(() -> alice.storage().readBytes("notes/one.txt"))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    private static ErrorCode code(Runnable call) {
        return Failure.of(call).code();
    }

    @Test
    @DisplayName("§13-52 changes are heard in order, by whoever made them too")
    void changes(@As("alice") Room alice, @As("bob") Room bob) throws Exception {
        BlockingQueue<StorageChange> heard = new LinkedBlockingQueue<>();
        Runnable forget = alice.storage().onChanged(heard::add);
        for (int i = 0; i < 20; i++) {
            Room writer = i % 2 == 0 ? alice : bob;
            writer.storage().writeBytes("f", new byte[i]);
            writer.storage().delete("f");
            assertThat(heard.poll(20, TimeUnit.SECONDS))
                    .isEqualTo(new StorageChange("f", false, writer.participantId()));
            assertThat(heard.poll(20, TimeUnit.SECONDS))
                    .isEqualTo(new StorageChange("f", true, writer.participantId()));
        }
        forget.run();
        bob.storage().writeBytes("f", new byte[1]);
        alice.storage().exists("f");
        assertThat(heard).isEmpty();
    }

    @Test
    @DisplayName("Files much larger than a message are streamed both ways, with progress, unchanged")
    void large(@As("alice") Room alice, @As("bob") Room bob) throws Exception {
        long size = 48L << 20;
        List<Long> progress = new ArrayList<>();
        DigestInputStream sent = new DigestInputStream(random(size, 7), MessageDigest.getInstance("SHA-256"));
        alice.storage().upload("large.bin", sent, true, progress::add);
        assertThat(progress).last().isEqualTo(size);
        assertThat(progress).isSorted().hasSizeGreaterThan(100);
        Path target = folder.resolve("large.bin");
        assertThat(bob.storage().download("large.bin", target)).isEqualTo(size);
        MessageDigest received = MessageDigest.getInstance("SHA-256");
        try (InputStream in = new DigestInputStream(Files.newInputStream(target), received)) {
            assertThat(in.transferTo(new ByteArrayOutputStream(1 << 20))).isEqualTo(size);
        }
        assertThat(received.digest()).isEqualTo(sent.getMessageDigest().digest());
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(target);
        }
    }

    private static InputStream failingAfterAMegabyte() {
        return new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given++ > 1_000_000) {
                    throw new IOException("the disk is gone");
                }
                return 1;
            }
        };
    }

    @Test
    @DisplayName("An upload whose source fails leaves what was there, and nothing of itself")
    void failingSource(@As("alice") Room alice) {
        alice.storage().writeBytes("f", "old".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> alice.storage().upload("f", failingAfterAMegabyte()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is gone");
        assertThat(alice.storage().readBytes("f")).asString().isEqualTo("old");
        assertThat(alice.storage().list("")).hasSize(1);
    }

    @Test
    @DisplayName("A file that is written again while it is read is an error, never a mix of both")
    void changedWhileRead(@As("alice") Room alice) throws Exception {
        alice.storage().upload("f", random(3 << 20, 1));
        try (InputStream content = alice.storage().download("f")) {
            assertThat(content.readNBytes(10)).hasSize(10);
            alice.storage().upload("f", random(3 << 20, 2));
            assertThatThrownBy(content::readAllBytes)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("written again");
        }
    }

    @Test
    @DisplayName("A file that is there is kept when overwriting is not wanted")
    void noOverwrite(@As("alice") Room alice) {
        alice.storage().writeBytes("f", new byte[1]);
        assertThat(Failure.of(() -> alice.storage().upload("f", random(2, 1), false, sent -> {}))
                        .code())
                .isEqualTo(ErrorCode.ALREADY_EXISTS);
        assertThat(alice.storage().readBytes("f")).hasSize(1);
    }

    @Test
    @DisplayName("An empty file is a file")
    void empty(@As("alice") Room alice) {
        alice.storage().writeBytes("f", new byte[0]);
        assertThat(alice.storage().readBytes("f")).isEmpty();
        assertThat(alice.storage().stat("f").orElseThrow().size()).contains(0L);
    }
}
