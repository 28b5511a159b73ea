package dev.taskrunner.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.CallContext;
import dev.taskrunner.Cancellation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.langchain4j.bridge.MediaContents;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ModelServer;
import dev.taskrunner.tools.StorageToolkit;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be read through no fault of who named them, or that nobody waits for any more. */
@Timeout(90)
class FailingFilesTest {
    private static final String PATH = ".threads/chatbot/alice.thread";
    private static final String NAME = "in/big.txt";
    private static final byte[] TEXT = " ".repeat(2 << 20).getBytes(StandardCharsets.UTF_8);

    @TempDir
    static Path folder;

    @RegisterExtension
    final RoomExtension rooms =
            RoomExtension.builder().server(options -> options.data(folder)).build();

    private final ModelServer models = new ModelServer();

    @AfterEach
    void stop() {
        models.close();
    }

    /** A file whose end is lost on the server's disk; its first piece can be read. */
    private static void damaged(Room host) throws IOException {
        host.storage().writeBytes(NAME, TEXT);
        try (Stream<Path> all = Files.walk(folder)) {
            Path file = all.filter(one -> one.endsWith(NAME)).findFirst().orElseThrow();
            try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
                cut.setLength(TEXT.length * 3L / 4);
            }
        }
    }

    @Test
    @DisplayName("a sender is not told to have done wrong when it is the server's disk, and the conversation goes on")
    void apologises(@As("host") Room host, @As("alice") Room room) throws IOException {
        damaged(host);
        models.text("Hello");
        try (ChatBot bot = ChatBot.builder("chatbot", models.model().build()).join(host)) {
            Person alice = new Person(room, bot.name());
            assertThat(alice.ask(PATH, "read", "attachments", List.of(Map.of("path", NAME))))
                    .contains("I am sorry")
                    .doesNotContain("cannot read", NAME);
            assertThat(models.requests()).isEmpty();
            assertThat(alice.ask(PATH, "never mind")).isEqualTo("Hello");
        }
    }

    @Test
    @DisplayName("a model is told what the room said of the file, and not that it was changed")
    void tellsTheReason(@As("host") Room host, @As("alice") Room room) throws IOException {
        damaged(host);
        host.toolkits().register(StorageToolkit.of(host), true);
        TaskException failure = catchThrowableOfType(
                TaskException.class, () -> room.toolkits().invoke("storage", "read_file", Map.of("path", NAME)));
        assertThat(failure.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(failure.text()).contains("the file was not read").doesNotContain("changed");
    }

    private static TaskException reading(Room host, CallContext context) {
        AttachedFiles files = new AttachedFiles(host, MediaContents.standard());
        return catchThrowableOfType(TaskException.class, () -> files.read(context, List.of(NAME)));
    }

    @Test
    @DisplayName("nothing is read for an answer that was cancelled")
    void heedsCancellation(@As("host") Room host) {
        host.storage().writeBytes(NAME, new byte[1]);
        Cancellation cancelled = new Cancellation();
        cancelled.cancel(new TaskException(ErrorCode.CANCELLED, "not wanted any more"));
        CallContext context = host.call().cancellation(cancelled).tool();
        assertThat(reading(host, context).code()).isEqualTo(ErrorCode.CANCELLED);
    }

    /** A second later each time that somebody looks at it. */
    private static final class Ticking extends Clock {
        private final AtomicLong looks = new AtomicLong();

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusSeconds(looks.incrementAndGet());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    @DisplayName("reading ends in the midst of a file when the time for the answer is over")
    void heedsTheDeadline(@As("host") Room host) {
        host.storage().writeBytes(NAME, TEXT);
        CallContext context = host.call()
                .deadline(Instant.EPOCH.plusSeconds(12), new Ticking())
                .tool();
        TaskException late = reading(host, context);
        assertThat(late.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(late.text()).isEqualTo("the time for the answer was over while its files were read");
    }
}
