package dev.taskrunner.testing;

import static dev.taskrunner.testing.StreamToolsTest.all;
import static dev.taskrunner.testing.StreamToolsTest.failure;
import static dev.taskrunner.testing.StreamToolsTest.give;
import static dev.taskrunner.testing.StreamToolsTest.giving;
import static dev.taskrunner.testing.StreamToolsTest.host;
import static dev.taskrunner.testing.StreamToolsTest.take;
import static dev.taskrunner.testing.StreamToolsTest.taking;
import static dev.taskrunner.testing.StreamToolsTest.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Content;
import dev.taskrunner.ContentStream;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Generation;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams between participants of both generations in one room. */
@ExtendWith(RoomExtension.class)
@Timeout(90)
class StreamsAcrossTest {

    private static Room join(RoomFixture rooms, String name, Generation generation) {
        RoomOptions.Builder options = rooms.options(name).generation(generation);
        return rooms.connect(options);
    }

    @ParameterizedTest
    @CsvSource({"CLASSIC, CURRENT", "CURRENT, CLASSIC"})
    @DisplayName("a stream both ways, more of it than may wait at once")
    void bothWays(Generation asks, Generation works, RoomFixture rooms) {
        host(join(rooms, "host", works), taking((context, input, stream) -> stream.forEach(stream::send)));
        try (ContentStream stream = take(join(rooms, "alice", asks))) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
                IntStream.range(0, 1_000).forEach(stream::send);
                stream.end();
            });
            assertThat(texts(all(stream)))
                    .isEqualTo(
                            IntStream.range(0, 1_000).mapToObj(String::valueOf).toList());
            writer.join();
        }
    }

    @ParameterizedTest
    @CsvSource({"CLASSIC, CURRENT", "CURRENT, CLASSIC"})
    @DisplayName("a failure amid the stream reaches the other generation")
    void failures(Generation asks, Generation works, RoomFixture rooms) {
        host(join(rooms, "host", works), giving((context, input, stream) -> {
            stream.send("one");
            throw new TaskException(ErrorCode.NOT_FOUND, "no more");
        }));
        try (ContentStream stream = give(join(rooms, "alice", asks))) {
            assertThat(failure(stream).code()).isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @ParameterizedTest
    @CsvSource({"CLASSIC, CURRENT", "CURRENT, CLASSIC"})
    @DisplayName("a caller that closes: the tool of the other generation is cancelled")
    void cancels(Generation asks, Generation works, RoomFixture rooms) throws Exception {
        CompletableFuture<ErrorCode> stopped = new CompletableFuture<>();
        host(join(rooms, "host", works), taking((context, input, stream) -> {
            context.cancellation().onCancel(() -> stopped.complete(ErrorCode.CANCELLED));
            stream.send("one");
            new Gate().pass();
        }));
        try (ContentStream stream = take(join(rooms, "alice", asks))) {
            assertThat(stream.next()).contains(new Content.Text("one"));
        }
        assertThat(stopped.get(20, TimeUnit.SECONDS)).isEqualTo(ErrorCode.CANCELLED);
    }
}
