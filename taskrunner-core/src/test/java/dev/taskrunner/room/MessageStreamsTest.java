package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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

/** Streams on top of direct messages (section 6.3), at the opening and at the accepting end. */
@Timeout(60)
class MessageStreamsTest {
    private final ScriptedRoom server = new ScriptedRoom();
    /** What the client sent to the other end. */
    private final BlockingQueue<Message> sent = new LinkedBlockingQueue<>();

    private final BlockingQueue<RoomMessage> heard = new LinkedBlockingQueue<>();
    private Room room;
    private ScriptedPeer peer;
    private MessageStreams streams;

    @BeforeEach
    void join() throws Exception {
        server.answers.put("messaging.send", (from, message) -> {
            sent.add(message);
            return ScriptedRoom.OK;
        });
        room = server.join();
        peer = server.peer();
        streams = room.messaging().streams();
        room.messaging().onMessage(heard::add);
    }

    @AfterEach
    void leave() {
        server.close();
    }

    private void push(String from, String type, String message) {
        peer.push(
                "messaging.send",
                "{\"from_participant_id\":\"" + from + "\",\"type\":\"" + type + "\",\"message\":" + message + "}");
    }

    private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
        T next = queue.poll(10, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    private String sent() throws InterruptedException {
        return Wire.text(ScriptedPeer.json(take(sent)));
    }

    private CompletableFuture<MessageStream> opening() {
        return streams.open("p", Map.of("model", "m"));
    }

    private String idOfOpen() throws InterruptedException {
        return ScriptedPeer.json(take(sent)).object("message").string("stream_id");
    }

    private static String id(String id) {
        return "{\"stream_id\":\"" + id + "\"}";
    }

    private MessageStream opened() throws InterruptedException {
        CompletableFuture<MessageStream> opening = opening();
        push("p", "stream.accept", id(idOfOpen()));
        return Outcome.value(opening);
    }

    @Test
    void openedAcceptedWrittenAndClosed() throws Exception {
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("model", "m");
        header.put("output_schema", null);
        CompletableFuture<MessageStream> opening = streams.open("p", header);
        String open = sent();
        String id = Wire.fields(open).object("message").string("stream_id");
        assertThat(open)
                .isEqualTo("{\"to_participant_id\":\"p\",\"type\":\"stream.open\",\"message\":"
                        + Wire.fields(open).raw("message") + "}")
                .contains("\"header\":{\"model\":\"m\",\"output_schema\":null}");
        assertThat(opening).isNotDone();
        push("p", "stream.accept", id(id));
        MessageStream stream = Outcome.value(opening);
        assertThat(stream.peer()).isEqualTo("p");
        assertThat(stream.header().get("model")).isEqualTo("m");
        stream.write(Map.of("done", true), Attachment.of(new byte[] {8}));
        Message chunk = take(sent);
        assertThat(Wire.text(ScriptedPeer.json(chunk)))
                .contains("\"type\":\"stream.chunk\"", "\"header\":{\"done\":true}", "\"stream_id\":\"" + id + "\"");
        assertThat(chunk.body().attachment().get()).isEqualTo((byte) 8);
        stream.close();
        stream.close();
        assertThat(sent()).contains("\"type\":\"stream.close\"");
        assertThat(sent).isEmpty();
        assertThat(stream.ended()).isCompleted();
    }

    @Test
    void rejected() throws Exception {
        CompletableFuture<MessageStream> opening = opening();
        push("p", "stream.reject", "{\"stream_id\":\"" + idOfOpen() + "\",\"error\":\"no\"}");
        TaskException failure = Outcome.failure(opening);
        assertThat(failure.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(failure.text()).contains("no");
    }

    @Test
    void closedBeforeItWasAccepted() throws Exception {
        CompletableFuture<MessageStream> opening = opening();
        push("p", "stream.close", id(idOfOpen()));
        assertThat(Outcome.failure(opening).code()).isEqualTo(ErrorCode.DENIED);
    }

    @Test
    void aStreamToNobody() {
        server.answer(
                "messaging.send",
                "{\"type\":\"error\",\"text\":\"who?\",\"taskrunner\":{\"code\":\"unknown_participant\"}}");
        assertThat(Outcome.failure(opening()).code()).isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT);
    }

    @Test
    @DisplayName("only the two ends of a stream have a say in it")
    void strangers() throws Exception {
        CompletableFuture<MessageStream> opening = opening();
        String id = idOfOpen();
        push("stranger", "stream.accept", id(id));
        push("stranger", "stream.close", id(id));
        push("p", "stream.accept", id("of another stream"));
        assertThat(take(heard).type()).isEqualTo("stream.accept");
        assertThat(take(heard).type()).isEqualTo("stream.close");
        assertThat(take(heard).type()).isEqualTo("stream.accept");
        assertThat(opening).isNotDone();
        push("p", "stream.accept", id(id));
        assertThat(Outcome.value(opening).ended()).isNotDone();
    }

    @Test
    void theOtherEndClosesLeavesOrIsLost() throws Exception {
        MessageStream closed = opened();
        MessageStream left = opened();
        CompletableFuture<MessageStream> opening = opening();
        String id = idOfOpen();
        push("p", "stream.close", id(closed.id()));
        Outcome.value(closed.ended());
        assertThat(left.ended()).isNotDone();
        push("p", "participant.disabled", "{\"id\":\"p\"}");
        assertThat(Outcome.failure(left.ended()).code()).isEqualTo(ErrorCode.AGENT_LEFT);
        assertThat(Outcome.failure(opening).code()).isEqualTo(ErrorCode.AGENT_LEFT);
        assertThat(id).isNotEmpty();
        MessageStream lost = opened();
        peer.cut();
        assertThat(Outcome.failure(lost.ended()).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        int before = sent.size();
        List.of(closed, left, lost).forEach(MessageStream::close);
        assertThat(sent).hasSize(before);
    }

    @Test
    void withoutAnAcceptorStreamsAreRejected() throws Exception {
        push("p", "stream.open", "{\"stream_id\":\"s\",\"header\":{}}");
        assertThat(sent()).contains("stream.reject", "\"stream_id\":\"s\"", "\"to_participant_id\":\"p\"");
    }

    @Test
    void acceptingAndHearingChunks() throws Exception {
        BlockingQueue<RoomMessage> chunks = new LinkedBlockingQueue<>();
        CompletableFuture<MessageStream> accepted = new CompletableFuture<>();
        streams.onOpen(stream -> {
            stream.onChunk(chunks::add);
            accepted.complete(stream);
        });
        push("p", "stream.open", "{\"stream_id\":\"s\",\"header\":{\"k\":null}}");
        assertThat(sent()).contains("stream.accept");
        MessageStream stream = Outcome.value(accepted);
        assertThat(stream.header()).isEqualTo(Collections.singletonMap("k", null));
        for (int i = 0; i < 20; i++) {
            peer.push(
                    i,
                    "messaging.send",
                    Body.of(
                            Wire.fields(
                                    "{\"from_participant_id\":\"p\",\"type\":\"stream.chunk\",\"message\":{\"stream_id\":\"s\","
                                            + "\"header\":{\"i\":" + i + "}}}"),
                            ByteBuffer.wrap(new byte[] {(byte) i})));
        }
        for (int i = 0; i < 20; i++) {
            RoomMessage chunk = take(chunks);
            assertThat(chunk.message().get("header")).isEqualTo(Map.of("i", i));
            assertThat(chunk.attachment()).contains(Attachment.of(new byte[] {(byte) i}));
        }
        push("p", "stream.close", id("s"));
        Outcome.value(stream.ended());
    }

    @Test
    void anAcceptorThatThrowsRejects() throws Exception {
        streams.onOpen(stream -> {
            throw new TaskException(ErrorCode.DENIED, "not you");
        });
        push("p", "stream.open", "{\"stream_id\":\"s\"}");
        assertThat(sent()).contains("stream.reject", "not you");
        streams.onOpen(stream -> {
            throw new IllegalStateException("s3cret");
        });
        push("p", "stream.open", "{\"stream_id\":\"s\"}");
        assertThat(sent()).contains("stream.reject").doesNotContain("s3cret");
        assertThat(heard).isEmpty();
    }

    @Test
    void whatOnlyLooksLikeAStreamIsAMessage() throws Exception {
        push("p", "stream.chunk", id("unknown"));
        push("p", "stream.open", "{}");
        push("p", "stream.other", id("s"));
        assertThat(List.of(take(heard).type(), take(heard).type(), take(heard).type()))
                .containsExactly("stream.chunk", "stream.open", "stream.other");
    }
}
