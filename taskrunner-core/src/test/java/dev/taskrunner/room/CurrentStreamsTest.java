package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of messages with a peer like Python's, message by message (current protocol §6.4). */
@Timeout(60)
class CurrentStreamsTest {
    private static final String INVOKE = "room.invoke_tool";
    private static final String ITEM = "room.tool_call_request_chunk";
    private static final String CHUNK = "room.tool_call_response_chunk";
    private static final String RESPONSE = "room.tool_call_response";
    private static final String EMPTY = "{\"type\":\"empty\"}";
    private static final String OPEN = "{\"type\":\"control\",\"method\":\"open\"}";
    private static final String MESSAGE =
            "{\"kind\":\"message\",\"type\":\"t\",\"message\":{\"n\":3},\"attachment_base64\":\"BAU=\"}";
    private static final String CLOSE = "{\"type\":\"control\",\"method\":\"close\",\"status_code\":1000}";

    private final ScriptedRoom server = new ScriptedRoom();
    /** What the client sent as its input; acknowledged. */
    private final BlockingQueue<Message> items = new LinkedBlockingQueue<>();

    private final BlockingQueue<RoomMessage> heard = new LinkedBlockingQueue<>();
    private Room room;
    private ScriptedPeer peer;
    private MessageStreams streams;

    @BeforeEach
    void join() throws Exception {
        server.answers.put(ITEM, (from, message) -> {
            items.add(message);
            return ScriptedRoom.OK;
        });
        room = server.join(options -> options.generation(Generation.CURRENT));
        peer = server.peer();
        streams = room.messaging().streams();
        room.messaging().onMessage(heard::add);
    }

    @AfterEach
    void leave() {
        server.close();
    }

    private CompletableFuture<MessageStream> opening() {
        return CompletableFuture.supplyAsync(() -> streams.open("p", Map.of("k", 1)), server.threads())
                .thenCompose(opening -> opening);
    }

    private static String name(Message invoke) {
        return ScriptedPeer.json(invoke).string("tool_call_id");
    }

    private void push(String type, long id, String name, String chunk) {
        peer.push(id, type, ScriptedRoom.body("{\"tool_call_id\":\"" + name + "\",\"chunk\":" + chunk + "}"));
    }

    private void said(String name, String json) {
        push(CHUNK, 0, name, "{\"type\":\"json\",\"json\":" + json + "}");
    }

    private static JsonFields chunk(Message message) {
        return ScriptedPeer.json(message).object("chunk");
    }

    private Message item() throws InterruptedException {
        Message item = items.poll(10, TimeUnit.SECONDS);
        assertThat(item).isNotNull();
        return item;
    }

    private RoomMessage next() throws InterruptedException {
        RoomMessage next = heard.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    @Test
    @DisplayName("current §6.4: a call, an item that says to whom, and open when the room says that it is accepted")
    void opened() throws Exception {
        CompletableFuture<MessageStream> opening = opening();
        Message invoke = peer.expect(INVOKE);
        assertThat(Wire.text(ScriptedPeer.json(invoke)))
                .startsWith("{\"toolkit\":\"messaging\",\"tool\":\"stream\",\"arguments\":" + OPEN);
        assertThat(chunk(item()).object("json").toString())
                .isEqualTo("{\"to_participant_id\":\"p\",\"type\":\"stream.open\","
                        + "\"message_json\":\"{\\\"k\\\":1}\",\"attachment_base64\":null}");
        peer.answer(invoke, OPEN);
        assertThat(opening).isNotDone();
        said(name(invoke), "{\"kind\":\"accepted\",\"stream_id\":\"s\"}");
        assertThat(Outcome.value(opening).peer()).isEqualTo("p");
    }

    @Test
    @DisplayName("current §6.4: messages both ways, until this end closes")
    void opener() throws Exception {
        CompletableFuture<MessageStream> opening = opening();
        Message invoke = peer.expect(INVOKE);
        MessageStream stream = accepted(opening, invoke);
        stream.onChunk(heard::add);
        stream.write(Map.of("n", 2), Attachment.of(new byte[] {1, 2, 3}));
        assertThat(chunk(item()).object("json").toString())
                .isEqualTo(
                        "{\"type\":\"stream.chunk\",\"message_json\":\"{\\\"n\\\":2}\",\"attachment_base64\":\"AQID\"}");
        said(name(invoke), MESSAGE);
        isMessage(next());
        stream.close();
        assertThat(chunk(item()).string("method")).isEqualTo("close");
        said(name(invoke), MESSAGE);
        push(CHUNK, 0, name(invoke), CLOSE);
        assertNothingHeard();
    }

    private static void isMessage(RoomMessage message) {
        assertThat(message.message()).containsEntry("header", Map.of("n", 3)).containsEntry("type", "t");
        assertThat(message.attachment()).contains(Attachment.of(new byte[] {4, 5}));
    }

    /** A message that comes after everything else is the first that is heard. */
    private void assertNothingHeard() throws InterruptedException {
        peer.push("messaging.send", "{\"from_participant_id\":\"p\",\"type\":\"mark\",\"message\":{}}");
        assertThat(next().type()).isEqualTo("mark");
    }

    private MessageStream accepted(CompletableFuture<MessageStream> opening, Message invoke) throws Exception {
        item();
        peer.answer(invoke, OPEN);
        said(name(invoke), "{\"kind\":\"accepted\",\"stream_id\":\"s\"}");
        return Outcome.value(opening);
    }

    @Test
    @DisplayName("current §6.4: the other end closes, the room closes, the other end is gone")
    void ends() throws Exception {
        CompletableFuture<MessageStream> opening = opening();
        Message invoke = peer.expect(INVOKE);
        MessageStream closed = accepted(opening, invoke);
        push(CHUNK, 0, name(invoke), CLOSE);
        Outcome.value(closed.ended());
        Outcome.value(endedBy("{\"kind\":\"closed\",\"reason\":\"r\"}").ended());
        MessageStream gone = endedBy("{\"kind\":\"client_disconnected\",\"participant_id\":\"p\"}");
        assertThat(Outcome.failure(gone.ended()).code()).isEqualTo(ErrorCode.AGENT_LEFT);
        assertNothingHeard();
    }

    private MessageStream endedBy(String json) throws Exception {
        CompletableFuture<MessageStream> opening = opening();
        Message invoke = peer.expect(INVOKE);
        MessageStream stream = accepted(opening, invoke);
        said(name(invoke), json);
        push(CHUNK, 0, name(invoke), CLOSE);
        return stream;
    }

    @Test
    @DisplayName("current §6.4: a rejection is the error, with its code")
    void rejected() throws Exception {
        CompletableFuture<MessageStream> opening = opening();
        Message invoke = peer.expect(INVOKE);
        item();
        peer.answer(invoke, "{\"type\":\"error\",\"text\":\"not today\",\"code\":1001}");
        assertThat(Outcome.failure(opening).code()).isEqualTo(ErrorCode.DENIED);
        assertThat(Outcome.failure(opening).text()).contains("not today");
    }

    @Test
    @DisplayName("a room without such streams, and a participant without: the stream goes as messages")
    void asMessages() throws Exception {
        asMessages("\"code\":1003");
        asMessages("\"code\":1002,\"taskrunner\":{\"code\":\"unsupported\"}");
    }

    private void asMessages(String error) throws Exception {
        CompletableFuture<MessageStream> opening = opening();
        Message invoke = peer.expect(INVOKE);
        item();
        peer.answer(invoke, "{\"type\":\"error\",\"text\":\"no such tool\"," + error + "}");
        Message send = peer.expect(INVOKE);
        assertThat(ScriptedPeer.json(send).string("tool")).isEqualTo("send");
        peer.answer(send, EMPTY);
        JsonFields sent = ScriptedPeer.json(send).object("arguments").object("json");
        String id = Wire.fields(sent.string("message_json")).string("stream_id");
        String accept = "\"type\":\"stream.accept\",\"message\":{\"stream_id\":\"" + id + "\"}}";
        peer.push("messaging.send", "{\"from_participant_id\":\"p\"," + accept);
        assertThat(Outcome.value(opening).peer()).isEqualTo("p");
    }

    @Test
    @DisplayName("and when even messages do not get there, that is the error")
    void notEvenMessages() throws Exception {
        CompletableFuture<MessageStream> opening = opening();
        Message invoke = peer.expect(INVOKE);
        item();
        peer.answer(invoke, "{\"type\":\"error\",\"text\":\"the participant was not found\",\"code\":1003}");
        peer.answer(
                peer.expect(INVOKE), "{\"type\":\"error\",\"text\":\"the participant was not found\",\"code\":1003}");
        assertThat(Outcome.failure(opening).text()).contains("the participant was not found");
    }

    private void called(long id, String name) {
        String call = "{\"name\":\"stream\",\"arguments\":" + OPEN + ",\"caller_id\":\"p\",\"tool_call_id\":\"";
        peer.push(id, "room.tool_call.messaging", ScriptedRoom.body(call + name + "\"}"));
    }

    private void item(String name, String json) {
        push("room.tool_call_request_chunk.messaging", 99, name, "{\"type\":\"json\",\"json\":" + json + "}");
    }

    private void first(String name) {
        item(name, "{\"from_participant_id\":\"p\",\"type\":\"hi\",\"message_json\":\"{\\\"k\\\":1}\"}");
    }

    private Message response(long id) throws InterruptedException {
        Message response = peer.expect(RESPONSE);
        assertThat(response.id()).isEqualTo(id);
        return response;
    }

    private MessageStream receiving() throws Exception {
        CompletableFuture<MessageStream> given = new CompletableFuture<>();
        streams.onOpen(stream -> {
            stream.onChunk(heard::add);
            given.complete(stream);
        });
        called(5, "n");
        first("n");
        assertThat(ScriptedPeer.json(response(5)).string("method")).isEqualTo("open");
        return Outcome.value(given);
    }

    @Test
    @DisplayName("current §6.4: a stream that another opens is accepted, and goes both ways")
    void receiver() throws Exception {
        MessageStream stream = receiving();
        assertThat(stream.peer()).isEqualTo("p");
        assertThat(stream.header()).isEqualTo(Map.of("k", 1));
        item("n", "{\"type\":\"t\",\"message_json\":\"{\\\"n\\\":3}\",\"attachment_base64\":\"BAU=\"}");
        isMessage(next());
        stream.write(Map.of("n", 3), Attachment.of(new byte[] {2}));
        Message reply = peer.expect(CHUNK);
        assertThat(reply.id()).isEqualTo(5);
        assertThat(chunk(reply).object("json").toString())
                .isEqualTo("{\"kind\":\"message\",\"type\":\"stream.chunk\",\"message\":{\"n\":3},"
                        + "\"attachment_base64\":\"Ag==\"}");
    }

    @Test
    @DisplayName("current §6.4: the opener ends it: this end does so too, and says no more")
    void openerEnds() throws Exception {
        MessageStream stream = receiving();
        push("room.tool_call_request_chunk.messaging", 99, "n", CLOSE);
        Outcome.value(stream.ended());
        assertThat(chunk(peer.expect(CHUNK)).string("method")).isEqualTo("close");
        assertThatThrownBy(() -> stream.write(Map.of(), null)).hasMessageContaining("the stream has ended");
    }

    @Test
    @DisplayName("current §6.4: what is not accepted, malformed, or no stream is answered with an error")
    void refused() throws Exception {
        called(5, "a");
        first("a");
        assertThat(ScriptedPeer.json(response(5)).string("text")).contains("no streams are accepted here");
        called(6, "b");
        item("b", "{\"type\":\"hi\"}");
        assertThat(ScriptedPeer.json(response(6)).string("text")).contains("message_json");
        String other = "{\"name\":\"other\",\"arguments\":" + EMPTY + ",\"caller_id\":\"p\"}";
        peer.push(9, "room.tool_call.messaging", ScriptedRoom.body(other));
        assertThat(ScriptedPeer.json(response(9)).integer("code")).isEqualTo(1003);
        first("unknown");
        assertNothingHeard();
    }

    @Test
    @DisplayName("current §6.4: a name in use is refused; a stream that ends before it began is answered")
    void nameInUse() throws Exception {
        called(7, "c");
        called(8, "c");
        assertThat(ScriptedPeer.json(response(8)).integer("code")).isEqualTo(1006);
        push("room.tool_call_request_chunk.messaging", 99, "c", CLOSE);
        assertThat(ScriptedPeer.json(response(7)).string("text")).contains("ended");
    }
}
