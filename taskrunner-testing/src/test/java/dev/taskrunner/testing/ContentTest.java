package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.Agents;
import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.MessageStream;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomMessage;
import dev.taskrunner.schema.JsonSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What answers, attachments, messages and streams may be made of. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class ContentTest {
    private static Attachment bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return Attachment.of(bytes);
    }

    private static Map<String, TaskResult> results() {
        Map<String, TaskResult> results = new LinkedHashMap<>();
        results.put("text", TaskResult.of("grüße \u0000 \uD83D\uDE00"));
        results.put("json", TaskResult.of(Map.of("list", List.of(1, 2.5, "x"), "big", "y".repeat(5_000))));
        results.put("list", TaskResult.of(List.of(1, 2)));
        results.put("number", TaskResult.of(17));
        results.put("empty", TaskResult.empty());
        results.put("link", TaskResult.of(new Content.Link("docs", "https://example.org/?q=1")));
        results.put("file", TaskResult.of(new Content.File("a b.bin", "application/x-test", bytes(100_000))));
        results.put("empty file", TaskResult.of(new Content.File("nothing.txt", "text/plain", bytes(0))));
        return results;
    }

    @Test
    @DisplayName("an answer that the room does not take fails its own ask at once, and no other")
    void answersThatAreTooLarge(@As("alice") Room alice, @As("host") Room host) {
        Gate gate = new Gate();
        TaskSpec spec = TaskSpec.builder("host").inputSchema(JsonSchema.any()).build();
        host.serve(TaskRunner.of(spec, (context, input) -> {
            if (input.asMap().containsKey("slow")) {
                gate.pass();
                return TaskResult.of("fine");
            }
            return TaskResult.of("x".repeat(33 << 20));
        }));
        CompletableFuture<TaskResult> slow = alice.agents().askAsync("host", Map.of("slow", true));
        assertThat(gate.awaitArrivals(1)).isTrue();
        assertThatThrownBy(() -> alice.agents().ask("host", Map.of()))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("takes at most");
        gate.open();
        assertThat(Agents.await(slow).asText()).isEqualTo("fine");
    }

    @Test
    @DisplayName("§13-30 every kind of content reaches the caller of a runner unchanged")
    void answersOfRunners(@As("host") Room host, @As("alice") Room alice) {
        List<String> kinds = new ArrayList<>(results().keySet());
        LinkedBlockingQueue<String> next = new LinkedBlockingQueue<>(kinds);
        host.serve(Runners.of("host", (context, input) -> results().get(next.poll())));
        for (String kind : kinds) {
            assertThat(alice.agents().ask("host", Map.of()).content())
                    .as(kind)
                    .isEqualTo(results().get(kind).content());
        }
    }

    @Test
    @DisplayName("§13-44 every kind of content reaches the caller of a tool unchanged")
    void answersOfTools(@As("host") Room host, @As("alice") Room alice) {
        List<Tool> tools = new ArrayList<>();
        results()
                .forEach((kind, result) ->
                        tools.add(Tool.of(kind, kind, JsonSchema.noArguments(), (context, input) -> result)));
        host.toolkits().register(Toolkit.of("kinds", tools), true);
        results()
                .forEach((kind, result) -> assertThat(
                                alice.toolkits().invoke("kinds", kind, Map.of()).content())
                        .as(kind)
                        .isEqualTo(result.content()));
    }

    private static TaskResult back(CallContext context) {
        return TaskResult.of(
                new Content.File("back", "x/y", context.attachment().orElseGet(() -> bytes(0))));
    }

    @Test
    @DisplayName("§13-37 attachments of any size arrive byte-identical at runners and tools")
    void attachments(@As("host") Room host, @As("alice") Room alice) {
        host.serve(Runners.of("host", (context, input) -> back(context)));
        Tool back = Tool.of("back", "", JsonSchema.noArguments(), (context, input) -> back(context));
        host.toolkits().register(Toolkit.of("files", back), true);
        for (int size : new int[] {0, 1, 1024, 100_000, 3_000_000}) {
            AskOptions options = AskOptions.builder().attachment(bytes(size)).build();
            Content expected = new Content.File("back", "x/y", bytes(size));
            assertThat(alice.agents().ask("host", Map.of(), options).content()).isEqualTo(expected);
            assertThat(alice.toolkits()
                            .invoke("files", "back", Map.of(), options)
                            .content())
                    .isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("§13-45 a tool's arguments are validated, and the tool is not called when they are wrong")
    void toolArguments(@As("host") Room host, @As("alice") Room alice) {
        Gate called = new Gate();
        called.open();
        Tool dbl = Tool.of("double", "", JsonSchema.parse(Runners.ADD_INPUT), (context, input) -> {
            called.pass();
            return TaskResult.of(1);
        });
        host.toolkits().register(Toolkit.of("math", dbl), true);
        TaskException refused = Failure.of(() -> alice.toolkits().invoke("math", "double", Map.of("a", "x")));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(refused.violations())
                .extracting(violation -> violation.pointer())
                .contains("/a");
        assertThat(called.arrivals()).isZero();
    }

    private static void assertIsOfAlice(RoomMessage message, int i) {
        assertThat(message.message()).isEqualTo(Map.of("n", i));
        assertThat(message.attachment().isPresent()).isEqualTo(i % 2 == 1);
        assertThat(message.from().name()).isEqualTo("alice");
    }

    @Test
    @DisplayName("§13-50 direct messages and broadcasts arrive with their attachments, in order")
    void messages(@As("alice") Room alice, @As("bob") Room bob) throws Exception {
        LinkedBlockingQueue<RoomMessage> heard = new LinkedBlockingQueue<>();
        bob.messaging().onMessage(heard::add);
        bob.messaging().enable();
        alice.messaging().enable();
        for (int i = 0; i < 100; i++) {
            alice.messaging().send(bob.participantId(), "direct", Map.of("n", i), i % 2 == 0 ? null : bytes(i));
        }
        alice.messaging().broadcast("all", Map.of("text", "hello"));
        for (int i = 0; i < 100; i++) {
            assertIsOfAlice(heard.poll(20, TimeUnit.SECONDS), i);
        }
        assertThat(heard.poll(20, TimeUnit.SECONDS).type()).isEqualTo("all");
        TaskException unknown = Failure.of(() -> alice.messaging().send("nobody", "x", Map.of()));
        assertThat(unknown.code()).isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT);
    }

    @Test
    @DisplayName("a message stream: opened, accepted, chunks in order both ways, closed")
    void streams(@As("alice") Room alice, @As("bob") Room bob) throws Exception {
        LinkedBlockingQueue<RoomMessage> heard = new LinkedBlockingQueue<>();
        CompletableFuture<MessageStream> bobsEnd = new CompletableFuture<>();
        bob.messaging().streams().onOpen(stream -> {
            stream.onChunk(heard::add);
            bobsEnd.complete(stream);
        });
        bob.messaging().enable();
        alice.messaging().enable();
        MessageStream stream = alice.messaging()
                .streams()
                .open(bob.participantId(), Map.of("topic", "words"))
                .get(20, TimeUnit.SECONDS);
        assertThat(bobsEnd.join().header()).isEqualTo(Map.of("topic", "words"));
        LinkedBlockingQueue<RoomMessage> back = new LinkedBlockingQueue<>();
        stream.onChunk(back::add);
        for (int i = 0; i < 20; i++) {
            stream.write(Map.of("n", i), bytes(i * 100));
        }
        bobsEnd.join().write(Map.of("answer", true), null);
        for (int i = 0; i < 20; i++) {
            RoomMessage chunk = heard.poll(20, TimeUnit.SECONDS);
            assertThat(chunk.message().get("header")).isEqualTo(Map.of("n", i));
            assertThat(chunk.attachment().map(Attachment::toByteArray).orElse(new byte[0]))
                    .isEqualTo(bytes(i * 100).toByteArray());
        }
        assertThat(back.poll(20, TimeUnit.SECONDS).message().get("header")).isEqualTo(Map.of("answer", true));
        stream.close();
        bobsEnd.join().ended().get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("a message stream that is rejected, unwanted, or whose other end leaves, ends with a clear error")
    void streamsThatFail(RoomFixture rooms, @As("alice") Room alice, @As("bob") Room bob) throws Exception {
        alice.messaging().enable();
        bob.messaging().enable();
        assertThat(Failure.of(alice.messaging().streams().open(bob.participantId(), Map.of()))
                        .code())
                .isEqualTo(ErrorCode.DENIED);
        bob.messaging().streams().onOpen(stream -> {
            throw new TaskException(ErrorCode.DENIED, "not with you");
        });
        TaskException rejected = Failure.of(alice.messaging().streams().open(bob.participantId(), Map.of()));
        assertThat(rejected.text()).contains("not with you");
        assertThat(Failure.of(alice.messaging().streams().open("nobody", Map.of()))
                        .code())
                .isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT);
        Room carol = rooms.connect("carol");
        carol.messaging().streams().onOpen(stream -> {});
        carol.messaging().enable();
        MessageStream stream = alice.messaging()
                .streams()
                .open(carol.participantId(), Map.of())
                .get(20, TimeUnit.SECONDS);
        carol.close();
        assertThat(Failure.of(stream.ended()).code()).isEqualTo(ErrorCode.AGENT_LEFT);
    }

    @Test
    @DisplayName("what arrives is not what another can still change")
    void resultsAreCopies(@As("host") Room host, @As("alice") Room alice) {
        byte[] mine = {1, 2, 3};
        host.serve(Runners.of(
                "host",
                (context, input) -> TaskResult.of(
                        Arrays.toString(context.attachment().orElseThrow().toByteArray()))));
        AskOptions options =
                AskOptions.builder().attachment(Attachment.of(mine)).build();
        mine[0] = 9;
        assertThat(alice.agents().ask("host", Map.of(), options).asText()).isEqualTo("[1, 2, 3]");
    }
}
