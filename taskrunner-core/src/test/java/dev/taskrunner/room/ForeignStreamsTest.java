package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Content;
import dev.taskrunner.ContentStream;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.StreamTool;
import dev.taskrunner.TaskException;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of tool calls in a room of another make, message by message (current protocol §4.6). */
@Timeout(60)
class ForeignStreamsTest {
    private static final String OPEN = "{\"type\":\"control\",\"method\":\"open\"}";
    private static final String CLOSE = "{\"type\":\"control\",\"method\":\"close\",\"status_code\":1000}";
    private static final String REQUEST_CHUNK = "room.tool_call_request_chunk";
    private static final AskOptions OPTIONS = AskOptions.timeout(Duration.ofSeconds(50));

    private final ScriptedRoom server = new ScriptedRoom();
    private Room room;
    private ScriptedPeer peer;

    @BeforeEach
    void join() throws Exception {
        server.answer("room.register_toolkit", "{\"type\":\"json\",\"json\":{\"id\":\"k1\"}}");
        server.answers.put("agent.cancel", (from, message) -> null);
        room = server.join(options -> options.generation(Generation.CURRENT));
        peer = server.peer();
    }

    /** Waits until everything pushed before has been taken in. */
    private void settle() throws InterruptedException {
        peer.push("room.tool_call.nothing", "{\"name\":\"x\"}");
        assertThat(peer.expectJson("room.tool_call_response").string("type")).isEqualTo("error");
    }

    @AfterEach
    void leave() {
        server.close();
    }

    private ContentStream stream() {
        return room.toolkits().stream("kit", "t", Map.of("a", 1), OPTIONS);
    }

    private void chunk(String name, String chunk) {
        peer.push("room.tool_call_response_chunk", "{\"tool_call_id\":\"" + name + "\",\"chunk\":" + chunk + "}");
    }

    private static String text(String text) {
        return "{\"type\":\"text\",\"text\":\"" + text + "\"}";
    }

    private static String name(Message invoke) {
        return ScriptedPeer.json(invoke).string("tool_call_id");
    }

    private static List<Content> all(ContentStream stream) {
        List<Content> items = new ArrayList<>();
        stream.forEach(items::add);
        return items;
    }

    private static TaskException failure(ContentStream stream) {
        return catchThrowableOfType(TaskException.class, () -> stream.forEach(item -> {}));
    }

    @Test
    @DisplayName("§4.6 items that come before the answer are kept; an error does not end the stream, the end does")
    void answerStream() throws Exception {
        ContentStream stream = stream();
        Message invoke = peer.expect("room.invoke_tool");
        JsonFields json = ScriptedPeer.json(invoke);
        assertThat(json.raw("arguments")).hasToString("{\"type\":\"json\",\"json\":{\"a\":1}}");
        chunk(name(invoke), text("early"));
        chunk("another call", text("not ours"));
        peer.answer(invoke, OPEN);
        chunk(name(invoke), "{\"type\":\"error\",\"text\":\"oh\",\"code\":1003}");
        chunk(name(invoke), "{\"type\":\"raw\",\"outputs\":[1]}");
        chunk(name(invoke), CLOSE);
        assertThat(all(stream))
                .containsExactly(
                        new Content.Text("early"),
                        new Content.Failure(ErrorCode.UNKNOWN_TOOL, "oh"),
                        Content.Json.of(Map.of("outputs", List.of(1))));
    }

    @Test
    @DisplayName("current 38: close codes: 1007 and others are exceptions with the room's message")
    void closeCodes() throws Exception {
        assertThat(closedWith(
                        "{\"type\":\"control\",\"method\":\"close\",\"status_code\":1007,\"message\":\"no match\"}"))
                .matches(e -> e.code() == ErrorCode.INVALID_RESPONSE && e.text().equals("no match"));
        assertThat(closedWith("{\"type\":\"control\",\"method\":\"close\",\"status_code\":\"1011\"}"))
                .matches(e -> e.code() == ErrorCode.FAILED && e.text().contains("1011"));
        assertThat(closedWith("{\"type\":\"file\",\"name\":\"no type\"}"))
                .isNull(); // lenient: a file without a type is a file
    }

    private TaskException closedWith(String chunk) throws InterruptedException {
        ContentStream stream = stream();
        Message invoke = peer.expect("room.invoke_tool");
        peer.answer(invoke, OPEN);
        chunk(name(invoke), chunk);
        chunk(name(invoke), CLOSE);
        return failure(stream);
    }

    @Test
    @DisplayName("§4.6 a refusal, and one answer, of a call with a streamed input")
    void otherAnswers() throws Exception {
        ContentStream refused = room.toolkits().openStream("kit", "t", OPTIONS);
        Message first = peer.expect("room.invoke_tool");
        assertThat(ScriptedPeer.json(first).raw("arguments")).hasToString(OPEN);
        peer.answer(first, "{\"type\":\"error\",\"text\":\"no\",\"code\":1001}");
        assertThat(failure(refused).code()).isEqualTo(ErrorCode.DENIED);
        ContentStream single = room.toolkits().openStream("kit", "t", OPTIONS);
        peer.answer(peer.expect("room.invoke_tool"), text("one"));
        assertThat(single.next()).contains(new Content.Text("one"));
        assertThat(single.next()).isEmpty();
    }

    private static CompletableFuture<Void> sending(ContentStream stream, int items) {
        return CompletableFuture.runAsync(() -> {
            for (int i = 0; i < items; i++) {
                stream.send(i);
            }
            stream.end();
        });
    }

    private JsonFields nextInput() throws InterruptedException {
        return ScriptedPeer.json(peer.expect(REQUEST_CHUNK)).object("chunk");
    }

    @Test
    @DisplayName(
            "current 22: input: 256 items wait for the room's acknowledgement, each lets one more go; the end is a close")
    void acknowledgements() throws Exception {
        ContentStream stream = room.toolkits().openStream("kit", "t", OPTIONS);
        peer.expect("room.invoke_tool");
        CompletableFuture<Void> writer = sending(stream, 258);
        Message first = peer.expect(REQUEST_CHUNK);
        for (int i = 1; i < 256; i++) {
            assertThat(nextInput().integer("json")).isEqualTo(i);
        }
        settle(); // a 257th would come here
        peer.answer(first, "{\"type\":\"empty\"}");
        Message next = peer.expect(REQUEST_CHUNK);
        settle();
        peer.answer(next, "{\"type\":\"empty\"}");
        assertThat(nextInput().integer("json")).isEqualTo(257);
        assertThat(nextInput().string("method")).isEqualTo("close");
        Outcome.value(writer);
    }

    @Test
    @DisplayName("an item that the room does not take ends the stream with the room's reason, on both ends")
    void itemRefused() throws Exception {
        ContentStream stream = room.toolkits().openStream("kit", "t", OPTIONS);
        peer.expect("room.invoke_tool");
        stream.send("too large");
        peer.answer(peer.expect(REQUEST_CHUNK), "{\"type\":\"error\",\"text\":\"too large\",\"code\":1002}");
        assertThat(failure(stream).text()).isEqualTo("too large");
        assertThat(catchThrowableOfType(TaskException.class, () -> stream.send("next"))
                        .text())
                .isEqualTo("too large");
        peer.awaitType("agent.cancel");
    }

    @Test
    @DisplayName("items that come faster than they are read: 1024 wait, then the stream ends with an error")
    void tooFast() throws Exception {
        ContentStream stream = stream();
        Message invoke = peer.expect("room.invoke_tool");
        peer.answer(invoke, OPEN);
        for (int i = 0; i < 1025; i++) {
            chunk(name(invoke), "{\"type\":\"json\",\"json\":" + i + "}");
        }
        settle();
        List<Content> read = new ArrayList<>();
        TaskException failure = catchThrowableOfType(TaskException.class, () -> stream.forEach(read::add));
        assertThat(failure.code()).isEqualTo(ErrorCode.AGENT_BUSY);
        assertThat(read).hasSize(1024);
    }

    @Test
    @DisplayName("a connection that is lost fails the stream after what came")
    void connectionLost() throws Exception {
        ContentStream stream = stream();
        Message invoke = peer.expect("room.invoke_tool");
        peer.answer(invoke, OPEN);
        chunk(name(invoke), text("one"));
        settle();
        peer.cut();
        assertThat(stream.next()).contains(new Content.Text("one"));
        assertThat(failure(stream).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    }

    private void hostEcho() {
        StreamTool echo = StreamTool.taking(
                "echo", "", JsonSchema.any(), (context, input, stream) -> stream.forEach(stream::send));
        room.toolkits().register(Toolkit.of("kit", echo), true);
    }

    private String itemOf(long id) throws InterruptedException {
        Message item = peer.expect("room.tool_call_response_chunk");
        assertThat(item.id()).isEqualTo(id);
        return Wire.text(ScriptedPeer.json(item));
    }

    @Test
    @DisplayName(
            "§5.5 §5.6 a tool that takes a stream: opened, items under the room's name for the call, closed; without a name its number")
    void hosted() throws Exception {
        hostEcho();
        for (String name : List.of("\"theirs\"", "null")) {
            String call =
                    "{\"name\":\"echo\",\"caller_id\":\"c\",\"tool_call_id\":" + name + ",\"arguments\":" + OPEN + "}";
            peer.push(7, "room.tool_call.kit", ScriptedRoom.body(call));
            String id = name.equals("null") ? "\"7\"" : name;
            input("{\"tool_call_id\":" + id + ",\"chunk\":" + text("x") + "}");
            input("{\"tool_call_id\":\"unknown\",\"chunk\":" + text("y") + "}");
            input("{\"tool_call_id\":" + id + ",\"chunk\":" + CLOSE + "}");
            assertThat(Wire.text(peer.expectJson("room.tool_call_response"))).isEqualTo(OPEN);
            assertThat(itemOf(7)).isEqualTo("{\"tool_call_id\":" + id + ",\"chunk\":" + text("x") + "}");
            assertThat(itemOf(7)).isEqualTo("{\"tool_call_id\":" + id + ",\"chunk\":" + CLOSE + "}");
        }
    }

    private void input(String json) {
        peer.push(REQUEST_CHUNK + ".kit", json);
    }

    @Test
    @DisplayName("§5.7 a tool that takes a stream refuses plain arguments with 1002, before it opens anything")
    void wrongMode() throws Exception {
        hostEcho();
        String call = "{\"name\":\"echo\",\"caller_id\":\"c\",\"arguments\":{\"type\":\"json\",\"json\":{}}}";
        peer.push(8, "room.tool_call.kit", ScriptedRoom.body(call));
        JsonFields refusal = peer.expectJson("room.tool_call_response");
        assertThat(refusal.integer("code")).isEqualTo(1002);
        assertThat(refusal.string("text")).contains("takes a stream");
    }

    @Test
    @DisplayName("a room of the classic generation that is not ours has no streams, and is not asked")
    void classicRoom() {
        Room classic = server.join(options -> options.generation(Generation.CLASSIC));
        TaskException refused = catchThrowableOfType(
                TaskException.class, () -> classic.toolkits().openStream("kit", "t", OPTIONS));
        assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(refused.text()).contains("Generation.CURRENT");
    }
}
