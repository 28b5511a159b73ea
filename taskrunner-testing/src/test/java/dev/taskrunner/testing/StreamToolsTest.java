package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ContentStream;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.StreamTool;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tools that take and give streams, Java on both ends. */
@ExtendWith(RoomExtension.class)
@Timeout(90)
class StreamToolsTest {
    private static final AskOptions OPTIONS = AskOptions.timeout(Duration.ofSeconds(60));
    private static final JsonSchema COUNT = JsonSchema.parse("""
            {"type": "object", "properties": {"to": {"type": "integer"}}, "required": ["to"]}""");

    private static final List<Content> KINDS = List.of(
            new Content.Text("grüße"),
            Content.Json.of(Map.of("a", List.of(1, 2.5))),
            new Content.Empty(),
            new Content.Link("docs", "https://example.org/"),
            new Content.File("a b.bin", "application/x-test", Attachment.of(new byte[100_000])),
            new Content.Binary(Map.of("kind", "data"), Attachment.of(new byte[] {1, 2})),
            new Content.Failure(ErrorCode.NOT_FOUND, "not this one"));

    /** Registers tools under the toolkit {@code kit}. */
    static void host(Room host, Tool... tools) {
        host.toolkits().register(Toolkit.of("kit", tools), true);
    }

    static StreamTool giving(StreamTool.Handler handler) {
        return StreamTool.of("give", "", JsonSchema.any(), handler);
    }

    static StreamTool taking(StreamTool.Handler handler) {
        return StreamTool.taking("take", "", JsonSchema.any(), handler);
    }

    static ContentStream give(Room caller) {
        return caller.toolkits().stream("kit", "give", Map.of(), OPTIONS);
    }

    static ContentStream take(Room caller) {
        return caller.toolkits().openStream("kit", "take", OPTIONS);
    }

    static List<Content> all(ContentStream stream) {
        List<Content> items = new ArrayList<>();
        stream.forEach(items::add);
        return items;
    }

    static List<String> texts(List<Content> items) {
        return items.stream().map(item -> TaskResult.of(item).asText()).toList();
    }

    /** What reading to the end throws. */
    static TaskException failure(ContentStream stream) {
        return Failure.of(() -> all(stream));
    }

    @Test
    @DisplayName("current 36: arguments in, a stream out: items in order, then the end")
    void answersWithStream(@As("host") Room host, @As("alice") Room alice) {
        host(host, StreamTool.of("count", "counts", COUNT, (context, input, stream) -> {
            for (int i = 1; i <= (int) input.asMap().get("to"); i++) {
                stream.send(Map.of("n", i));
            }
        }));
        try (ContentStream stream = alice.toolkits().stream("kit", "count", Map.of("to", 3), OPTIONS)) {
            assertThat(texts(all(stream))).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    @DisplayName("current 35: a stream in and a stream out: every kind of item goes both ways with its bytes")
    void bothWays(@As("host") Room host, @As("alice") Room alice) {
        host(host, taking((context, input, stream) -> stream.forEach(stream::send)));
        try (ContentStream stream = take(alice)) {
            KINDS.forEach(stream::send);
            stream.send("last");
            stream.end();
            List<Content> expected = new ArrayList<>(KINDS);
            expected.add(new Content.Text("last"));
            assertThat(all(stream)).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("a conversation: each side waits for the other's item")
    void conversation(@As("host") Room host, @As("alice") Room alice) {
        host(host, taking((context, input, stream) -> stream.forEach(item -> stream.send(List.of(item.toString())))));
        try (ContentStream stream = take(alice)) {
            for (int i = 0; i < 5; i++) {
                stream.send(Map.of("i", i));
                assertThat(stream.next().orElseThrow()).isEqualTo(Content.Json.of(List.of("{\"i\":" + i + "}")));
            }
            stream.end();
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    @DisplayName("current 37: an error amid a stream is an item; only the end ends it")
    void errorAmidStream(@As("host") Room host, @As("alice") Room alice) {
        host(host, giving((context, input, stream) -> {
            stream.send("one");
            stream.send(new Content.Failure(ErrorCode.NOT_FOUND, "two is missing"));
            stream.send("three");
        }));
        try (ContentStream stream = give(alice)) {
            assertThat(all(stream))
                    .containsExactly(
                            new Content.Text("one"),
                            new Content.Failure(ErrorCode.NOT_FOUND, "two is missing"),
                            new Content.Text("three"));
        }
    }

    @Test
    @DisplayName("a tool that fails amid its answer: what it sent arrives, then its error is thrown")
    void failsAmidStream(@As("host") Room host, @As("alice") Room alice) {
        host(host, giving((context, input, stream) -> {
            stream.send("one");
            throw new TaskException(ErrorCode.NOT_FOUND, "no more");
        }));
        List<Content> read = new CopyOnWriteArrayList<>();
        try (ContentStream stream = give(alice)) {
            TaskException failure = Failure.of(() -> stream.forEach(read::add));
            assertThat(failure.code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(failure.text()).isEqualTo("no more");
            assertThat(read)
                    .containsExactly(new Content.Text("one"), new Content.Failure(ErrorCode.NOT_FOUND, "no more"));
        }
    }

    @Test
    @DisplayName("a tool that fails before its first item: the error is the answer")
    void failsAtOnce(@As("host") Room host, @As("alice") Room alice) {
        host(host, giving((context, input, stream) -> {
            throw new TaskException(ErrorCode.DENIED, "not you");
        }));
        try (ContentStream stream = give(alice)) {
            assertThat(failure(stream)).extracting(TaskException::code).isEqualTo(ErrorCode.DENIED);
        }
    }

    @Test
    @DisplayName("an exception that is no TaskException reaches the caller without its text")
    void failsOddly(@As("host") Room host, @As("alice") Room alice) {
        host(host, giving((context, input, stream) -> {
            stream.send("one");
            throw new IllegalStateException("a secret");
        }));
        try (ContentStream stream = give(alice)) {
            TaskException failure = failure(stream);
            assertThat(failure.code()).isEqualTo(ErrorCode.FAILED);
            assertThat(failure.text()).contains("tool kit.give failed").doesNotContain("secret");
        }
    }

    /** A tool that promises numbers. */
    private static final class Numbers implements StreamTool {
        @Override
        public String name() {
            return "give";
        }

        @Override
        public JsonSchema inputSchema() {
            return JsonSchema.any();
        }

        @Override
        public Optional<JsonSchema> outputSchema() {
            return Optional.of(JsonSchema.parse("{\"type\": \"number\"}"));
        }

        @Override
        public void stream(dev.taskrunner.ToolContext context, dev.taskrunner.TaskInput input, ContentStream stream) {
            stream.send(1);
            stream.send(true);
        }
    }

    @Test
    @DisplayName(
            "current 38: an item that breaks the tool's own schema: closed with 1007, which is an exception at the caller")
    void breaksItsWord(@As("host") Room host, @As("alice") Room alice) {
        host(host, new Numbers());
        List<Content> read = new CopyOnWriteArrayList<>();
        try (ContentStream stream = give(alice)) {
            TaskException failure = Failure.of(() -> stream.forEach(read::add));
            assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
            assertThat(failure.text()).contains("items of the stream do not match the schema");
            assertThat(read).containsExactly(Content.Json.of(1));
        }
    }

    @Test
    @DisplayName("arguments, and items of input, that do not match the schema")
    void invalidInput(@As("host") Room host, @As("alice") Room alice) {
        host(
                host,
                StreamTool.of("give", "", COUNT, (context, input, stream) -> stream.send("never")),
                StreamTool.taking("take", "", COUNT, (context, input, stream) -> all(stream)));
        try (ContentStream stream = give(alice)) {
            assertThat(failure(stream).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        }
        try (ContentStream stream = take(alice)) {
            stream.send(Map.of("to", "x"));
            TaskException failure = failure(stream);
            assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
            assertThat(failure.text()).contains("/to");
        }
    }

    @Test
    @DisplayName("a call in the wrong mode is refused, and so is a tool or toolkit that is not there")
    void wrongMode(@As("host") Room host, @As("alice") Room alice) {
        host(
                host,
                giving((context, input, stream) -> stream.send("never")),
                taking((context, input, stream) -> stream.send("never")),
                Tool.of("plain", "", JsonSchema.any(), (context, input) -> TaskResult.of("one answer")));
        assertThat(refusal(alice, "give", true).text()).contains("takes no stream");
        assertThat(refusal(alice, "take", false).text()).contains("takes a stream");
        assertThat(refusal(alice, "plain", true).text()).contains("neither takes a stream");
        assertThat(refusal(alice, "nothing", true).code()).isEqualTo(ErrorCode.UNKNOWN_TOOL);
    }

    private static TaskException refusal(Room caller, String tool, boolean input) {
        try (ContentStream stream = input
                ? caller.toolkits().openStream("kit", tool, OPTIONS)
                : caller.toolkits().stream("kit", tool, Map.of(), OPTIONS)) {
            return failure(stream);
        }
    }

    @Test
    @DisplayName(
            "one answer is read as a stream of one item; a stream is no single answer, and the tool hears that nobody reads")
    void otherKindOfAnswer(@As("host") Room host, @As("alice") Room alice) throws Exception {
        CompletableFuture<ErrorCode> stopped = new CompletableFuture<>();
        host(
                host,
                Tool.of("plain", "", JsonSchema.any(), (context, input) -> TaskResult.of("one answer")),
                giving((context, input, stream) -> {
                    context.cancellation().onCancel(() -> stopped.complete(ErrorCode.CANCELLED));
                    stream.send("never read");
                    new Gate().pass();
                }));
        try (ContentStream stream = alice.toolkits().stream("kit", "plain", Map.of(), OPTIONS)) {
            assertThat(texts(all(stream))).containsExactly("one answer");
        }
        TaskException refused = Failure.of(() -> alice.toolkits().invoke("kit", "give", Map.of()));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(refused.text()).contains("the tool answers with a stream");
        assertThat(stopped.get(20, TimeUnit.SECONDS)).isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    @DisplayName("progress of a streamed call is heard while it runs")
    void progress(@As("host") Room host, @As("alice") Room alice) throws Exception {
        CompletableFuture<String> heard = new CompletableFuture<>();
        host(host, giving((context, input, stream) -> {
            stream.send("one");
            context.progress("half way");
            stream.send(heard.get(20, TimeUnit.SECONDS));
        }));
        AskOptions options = AskOptions.builder()
                .progress(report -> heard.complete(String.valueOf(report.text())))
                .build();
        try (ContentStream stream = alice.toolkits().stream("kit", "give", Map.of(), options)) {
            assertThat(texts(all(stream))).containsExactly("one", "half way");
        }
    }
}
