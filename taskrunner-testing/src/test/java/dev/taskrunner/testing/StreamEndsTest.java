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

import dev.taskrunner.AskOptions;
import dev.taskrunner.Content;
import dev.taskrunner.ContentStream;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How streams of tools end before their end, and what is on the way meanwhile. */
@ExtendWith(RoomExtension.class)
@Timeout(90)
class StreamEndsTest {
    private static final int MANY = 5_000;

    /** Sends one item and then waits for nothing; says why it was stopped. */
    private static CompletableFuture<ErrorCode> endless(Room host) {
        CompletableFuture<ErrorCode> stopped = new CompletableFuture<>();
        host(host, giving((context, input, stream) -> {
            context.cancellation()
                    .onCancel(
                            () -> stopped.complete(cause(context.cancellation().reason())));
            stream.send("first");
            new Gate().pass();
        }));
        return stopped;
    }

    private static ErrorCode cause(TaskException why) {
        return why.code();
    }

    @Test
    @DisplayName(
            "current 42: a caller that closes amid the stream: the tool hears so, and what is sent after goes nowhere")
    void callerCloses(@As("host") Room host, @As("alice") Room alice) throws Exception {
        CompletableFuture<ErrorCode> stopped = endless(host);
        ContentStream stream = give(alice);
        assertThat(stream.next()).contains(new Content.Text("first"));
        stream.close();
        assertThat(stopped.get(20, TimeUnit.SECONDS)).isEqualTo(ErrorCode.CANCELLED);
        assertThat(failure(stream).code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(Failure.of(() -> stream.send("late")).code()).isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    @DisplayName("current 42: a caller that leaves amid the stream: the tool's input ends and it is cancelled")
    void callerLeaves(RoomFixture rooms, @As("host") Room host) throws Exception {
        CompletableFuture<ErrorCode> stopped = new CompletableFuture<>();
        CompletableFuture<String> first = new CompletableFuture<>();
        host(host, taking((context, input, stream) -> {
            context.cancellation()
                    .onCancel(
                            () -> stopped.complete(cause(context.cancellation().reason())));
            first.complete(stream.next().orElseThrow().toString());
            stream.forEach(item -> {});
            new Gate().pass();
        }));
        Room alice = rooms.connect("alice");
        take(alice).send(List.of(1));
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo("[1]");
        alice.close();
        assertThat(stopped.get(20, TimeUnit.SECONDS)).isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    @DisplayName("current 42: a provider that leaves amid the stream: its caller hears so after what was sent")
    void providerLeaves(RoomFixture rooms, @As("alice") Room alice) {
        Room host = rooms.connect("host");
        endless(host);
        try (ContentStream stream = give(alice)) {
            assertThat(stream.next()).contains(new Content.Text("first"));
            host.close();
            TaskException failure = failure(stream);
            assertThat(failure.code()).isEqualTo(ErrorCode.AGENT_LEFT);
        }
    }

    @Test
    @DisplayName("the deadline is that of the whole stream, on both ends")
    void deadline(@As("host") Room host, @As("alice") Room alice) throws Exception {
        CompletableFuture<ErrorCode> stopped = endless(host);
        AskOptions options = AskOptions.timeout(Duration.ofSeconds(3));
        try (ContentStream stream = alice.toolkits().stream("kit", "give", Map.of(), options)) {
            assertThat(stream.next()).contains(new Content.Text("first"));
            assertThat(failure(stream).code()).isEqualTo(ErrorCode.TIMED_OUT);
        }
        assertThat(stopped.get(20, TimeUnit.SECONDS)).isEqualTo(ErrorCode.TIMED_OUT);
    }

    @Test
    @DisplayName("a tool that ends before it has read its input: the caller's sending ends too")
    void toolEndsFirst(@As("host") Room host, @As("alice") Room alice) {
        host(host, taking((context, input, stream) -> stream.send(stream.next().orElseThrow())));
        try (ContentStream stream = take(alice)) {
            stream.send("one");
            assertThat(texts(all(stream))).containsExactly("one");
            assertThat(Failure.of(() -> stream.send("two")).text()).contains("the tool has ended its answer");
        }
    }

    @Test
    @DisplayName("nothing is sent after one's own end, and arguments are no stream")
    void afterTheEnd(@As("host") Room host, @As("alice") Room alice) {
        host(host, giving((context, input, stream) -> {
            assertThat(stream.next()).isEmpty();
            stream.end();
            stream.send("late");
        }));
        try (ContentStream stream = give(alice)) {
            assertThat(Failure.of(() -> stream.send("more arguments")).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
            assertThat(failure(stream).text()).contains("after the end of the stream");
        }
    }

    @Test
    @DisplayName("a reader that does not read: the tool waits, and goes on when it reads")
    void toolWaitsForReader(@As("host") Room host, @As("alice") Room alice) {
        AtomicInteger sent = new AtomicInteger();
        host(host, giving((context, input, stream) -> {
            for (int i = 0; i < MANY; i++) {
                stream.send(i);
                sent.incrementAndGet();
            }
        }));
        try (ContentStream stream = give(alice)) {
            assertThat(Eventually.holds(() -> sent.get() == 256)).isTrue();
            assertThat(stream.next()).contains(Content.Json.of(0));
            assertThat(sent).hasValue(256); // one item read is not worth a word
            List<Content> rest = all(stream);
            assertThat(rest).hasSize(MANY - 1).endsWith(Content.Json.of(MANY - 1));
        }
    }

    private static CompletableFuture<Void> sending(ContentStream stream, String item, AtomicInteger sent) {
        return CompletableFuture.runAsync(() -> {
            for (int i = 0; i < 40; i++) {
                stream.send(item);
                sent.incrementAndGet();
            }
            stream.end();
        });
    }

    @Test
    @DisplayName("large items: no more than 1 MiB waits for a reader, in either direction")
    void largeItems(@As("host") Room host, @As("alice") Room alice) {
        String large = "x".repeat(300_000);
        Gate gate = new Gate();
        host(host, taking((context, input, stream) -> {
            gate.pass();
            stream.forEach(stream::send);
        }));
        AtomicInteger sent = new AtomicInteger();
        try (ContentStream stream = take(alice)) {
            CompletableFuture<Void> writer = sending(stream, large, sent);
            assertThat(Eventually.holds(() -> sent.get() == 4)).isTrue();
            gate.open();
            assertThat(all(stream)).hasSize(40).containsOnly(new Content.Text(large));
            writer.join();
        }
    }

    @Test
    @DisplayName("current 41: two callers at once: each hears its own items, whatever the other does")
    void twoCallers(@As("host") Room host, @As("alice") Room alice, @As("bob") Room bob) {
        host(
                host,
                taking((context, input, stream) ->
                        stream.forEach(item -> stream.send(context.caller().name() + " " + item))));
        try (ContentStream first = take(alice);
                ContentStream second = take(bob)) {
            first.send(List.of(1));
            second.send(List.of(2));
            first.end();
            second.end();
            assertThat(texts(all(second))).containsExactly("bob [2]");
            assertThat(texts(all(first))).containsExactly("alice [1]");
        }
    }

    @Test
    @DisplayName("a toolkit that is not there any more")
    void unregistered(@As("host") Room host, @As("alice") Room alice) {
        host.toolkits()
                .register(dev.taskrunner.Toolkit.of("kit", giving((context, input, stream) -> stream.send("x"))), true)
                .close();
        try (ContentStream stream = give(alice)) {
            assertThat(failure(stream).code()).isEqualTo(ErrorCode.UNKNOWN_TOOL);
        }
    }
}
