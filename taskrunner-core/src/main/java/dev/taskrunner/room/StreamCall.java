package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.PushedMessage;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One stream of messages in the current generation: the id it has here, the other end, the call that it is, and what is said in it, on
 * the network and here.
 *
 * <p>Owner: its {@link CurrentStreams}. How far it has come is volatile; {@link #begun} and {@link #message} belong to the transport's
 * thread once the stream is known. Makes messages, sends none.
 */
final class StreamCall {
    final String id;
    final String peer;
    final String name;
    final long call;
    /** What opens it as a message; null once it was sent, and for what others opened. */
    @Nullable
    Message message;

    boolean begun; // whether its first item has come
    volatile boolean accepted; // whether this side has accepted it
    volatile boolean closed; // whether this side has ended it

    StreamCall(String id, String peer, String name, long call) {
        this.id = id;
        this.peer = peer;
        this.name = name;
        this.call = call;
    }

    /** The call that opens it. */
    Message invoke() {
        JsonFields.Builder invoke = JsonFields.builder()
                .put("toolkit", "messaging")
                .put("tool", "stream")
                .put("arguments", Contents.OPEN)
                .put("participant_id", null)
                .put("on_behalf_of_id", null)
                .put("tool_call_id", name);
        return Message.of(call, CurrentType.INVOKE_TOOL, Body.of(invoke.build()));
    }

    /** The first item, which says to whom. */
    Message first(long request, String type, Body body) {
        return item(request, JsonFields.builder().put("to_participant_id", peer), type, body);
    }

    /** A further item of who opened it. */
    Message item(long request, String type, Body body) {
        return item(request, JsonFields.builder(), type, body);
    }

    private Message item(long request, JsonFields.Builder item, String type, Body body) {
        item.put("type", type)
                .put("message_json", header(body).toString())
                .put("attachment_base64", text(body.attachment()));
        return chunk(CurrentType.REQUEST_CHUNK, request, Contents.json(item.toRaw()));
    }

    /** No further items come from who opened it. */
    Message inputEnd(long request) {
        return chunk(CurrentType.REQUEST_CHUNK, request, Contents.close(Contents.NORMAL, null));
    }

    /** A message of who accepted it. */
    Message reply(String type, Body body) {
        JsonFields.Builder reply = JsonFields.builder()
                .put("kind", "message")
                .put("type", type)
                .put("message", header(body))
                .put("attachment_base64", text(body.attachment()));
        return chunk(CurrentType.RESPONSE_CHUNK, call, Contents.json(reply.toRaw()));
    }

    /** No further messages come from who accepted it. */
    Message end() {
        return chunk(CurrentType.RESPONSE_CHUNK, call, Contents.close(Contents.NORMAL, null));
    }

    private Message chunk(String type, long messageId, JsonFields chunk) {
        return Message.of(messageId, type, Body.of(Contents.chunkMessage(name, chunk)));
    }

    private static RawJson header(Body body) {
        JsonFields said = body.json().object("message");
        RawJson header = said == null ? null : said.raw("header");
        return header == null ? RawJson.EMPTY_OBJECT : header;
    }

    /** Refuses a call. */
    static Message refusal(long call, ErrorCode code, String why) {
        ErrorInfo error = new ErrorInfo(why, code, List.of());
        return Message.of(call, CurrentType.TOOL_CALL_RESPONSE, ContentCodec.numberedError(error));
    }

    /** The message by which the classic generation says that something was said. */
    Message pushed(String type, JsonFields said, RawJson header) throws WireException {
        JsonFields.Builder message = JsonFields.builder().put("header", header).put("type", said.string("type"));
        return push(type, message, bytes(said.string("attachment_base64")));
    }

    /** The same for what has no bytes. */
    Message push(String type, JsonFields.Builder said) {
        return push(type, said, Body.NO_ATTACHMENT);
    }

    private Message push(String type, JsonFields.Builder said, ByteBuffer bytes) {
        PushedMessage push =
                new PushedMessage(peer, type, said.put("stream_id", id).build());
        return Message.of(call, MessageType.MESSAGING_SEND, Body.of(push.json(), bytes));
    }

    /** The message by which a room says that the other end has left. */
    Message left() {
        JsonFields gone = JsonFields.builder().put("id", peer).build();
        PushedMessage push = new PushedMessage(peer, PushedMessage.PARTICIPANT_DISABLED, gone);
        return Message.of(call, MessageType.MESSAGING_SEND, Body.of(push.json()));
    }

    /** Bytes as this generation writes them: base64 in the JSON (current protocol §6.1); null for none. */
    private static @Nullable String text(ByteBuffer attachment) {
        if (!attachment.hasRemaining()) {
            return null;
        }
        byte[] bytes = new byte[attachment.remaining()];
        attachment.duplicate().get(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static ByteBuffer bytes(@Nullable String text) throws WireException {
        try {
            return text == null
                    ? Body.NO_ATTACHMENT
                    : ByteBuffer.wrap(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            throw new WireException("member 'attachment_base64' is no base64");
        }
    }
}
