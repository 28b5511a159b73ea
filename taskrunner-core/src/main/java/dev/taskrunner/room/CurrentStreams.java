package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Streams of messages on one connection in the current generation (current protocol §6.4): makes of the messages by which the classic
 * generation does this (classic protocol §6.3) a call of the room's tool and its items, and of those such messages.
 *
 * <p>Safe for several threads: each stream is in concurrent maps until it ends; what is sent comes from any thread, what arrives on the
 * transport's. Whoever the room cannot open such a stream to gets the messages themselves. Never calls users.
 */
final class CurrentStreams {
    /** How the ids begin that streams have here which others open. */
    static final String INCOMING = "call-";

    /** How many streams others may have to this participant. */
    private static final int MAX_INCOMING = 256;

    private static final String OPEN = "stream.open";
    private static final String ACCEPT = "stream.accept";
    private static final String REJECT = "stream.reject";
    private static final String CHUNK = "stream.chunk";
    private static final String CLOSE = "stream.close";

    private final RoomConnection connection;
    private final UnaryOperator<Message> plain; // how a message is sent that belongs to no stream
    private final String prefix = INCOMING + UUID.randomUUID() + "-";
    /** All streams by the ids that {@link MessageStreams} has for them. */
    private final Map<String, StreamCall> byId = new ConcurrentHashMap<>();
    /** What this side opened, by the name of the call. */
    private final Map<String, StreamCall> opened = new ConcurrentHashMap<>();
    /** What others opened, by the room's name of the call. */
    private final Map<String, StreamCall> incoming = new ConcurrentHashMap<>();
    /** What waits to be accepted, by the id of the request. */
    private final Map<Long, StreamCall> opening = new ConcurrentHashMap<>();

    CurrentStreams(RoomConnection connection, UnaryOperator<Message> plain) {
        this.connection = connection;
        this.plain = plain;
    }

    /** How a message of a stream is sent; what belongs to none goes as it is. */
    Message outgoing(Message message) throws WireException {
        Body body = message.body();
        JsonFields said = body.json().object("message");
        String id = said == null ? null : said.string("stream_id");
        String type = String.valueOf(body.json().string("type"));
        if (id == null) {
            return plain.apply(message);
        } else if (type.equals(OPEN)) {
            return open(message, body, id);
        }
        StreamCall stream = byId.get(id);
        if (stream != null) {
            boolean own = opened.containsKey(stream.name);
            return own ? toReceiver(stream, message.id(), type, body) : toOpener(stream, message.id(), type, body);
        } else if (id.startsWith(prefix)) {
            throw new TaskException(ErrorCode.CANCELLED, "the stream has ended");
        }
        return plain.apply(message);
    }

    /** Calls the tool; the answer to its first item answers who opens the stream, who then waits to hear that it is accepted. */
    private Message open(Message message, Body body, String id) {
        long call = connection.nextId();
        String peer = String.valueOf(body.json().string("to_participant_id"));
        StreamCall stream = new StreamCall(id, peer, prefix + call, call);
        stream.message = message;
        byId.put(id, stream);
        opened.put(stream.name, stream);
        opening.put(call, stream);
        connection.sendNow(stream.invoke());
        return stream.first(message.id(), OPEN, body);
    }

    private static Message toReceiver(StreamCall stream, long request, String type, Body body) {
        if (!type.equals(CLOSE)) {
            return stream.item(request, type, body);
        }
        stream.closed = true;
        return stream.inputEnd(request);
    }

    /** The room answers none of these: whoever sends them is told that they are on their way. */
    private Message toOpener(StreamCall stream, long request, String type, Body body) {
        connection.handle(Message.of(request, MessageType.RESPONSE, ContentCodec.empty()));
        return switch (type) {
            case ACCEPT -> {
                stream.accepted = true;
                yield Message.of(stream.call, CurrentType.TOOL_CALL_RESPONSE, Body.of(Contents.OPEN));
            }
            case REJECT -> {
                JsonFields said = body.json().object("message");
                yield refusal(stream, String.valueOf(said == null ? null : said.string("error")));
            }
            case CLOSE -> end(stream);
            default -> stream.reply(type, body);
        };
    }

    private Message refusal(StreamCall stream, String why) {
        forget(stream);
        return StreamCall.refusal(stream.call, ErrorCode.DENIED, why);
    }

    private Message end(StreamCall stream) {
        forget(stream);
        return stream.end();
    }

    private void forget(StreamCall stream) {
        byId.remove(stream.id, stream);
        opened.remove(stream.name, stream);
        incoming.remove(stream.name, stream);
    }

    /** Whether a request opens a stream. */
    boolean isOpening(long request) {
        return opening.containsKey(request);
    }

    /** The room has opened a stream, or not: then it is tried by messages where there are no such streams. */
    List<Message> answered(Message answer) throws WireException {
        StreamCall stream = opening.remove(answer.id());
        JsonFields json = answer.body().json();
        if (stream == null || !"error".equals(json.string("type"))) {
            return List.of();
        }
        forget(stream);
        ErrorInfo error = ErrorInfo.read(String.valueOf(json.string("text")), json);
        boolean nothingLikeIt = error.code() == ErrorCode.UNSUPPORTED || error.code() == ErrorCode.UNKNOWN_TOOL;
        if (nothingLikeIt && sentAsMessage(stream)) {
            return List.of();
        }
        JsonFields.Builder said = JsonFields.builder()
                .put("error", error.text())
                .put("code", error.code().wireName());
        return List.of(stream.push(REJECT, said));
    }

    private boolean sentAsMessage(StreamCall stream) throws WireException {
        Message message = stream.message;
        if (message == null) {
            return false;
        }
        stream.message = null;
        long id = connection.nextId();
        opening.put(id, stream);
        connection.sendNow(plain.apply(Message.of(id, MessageType.MESSAGING_SEND, message.body())));
        return true;
    }

    /** Another participant opens a stream; its first item says what about. */
    List<Message> called(Message message) throws WireException {
        JsonFields call = message.body().json();
        long id = message.id();
        JsonFields arguments = call.object("arguments");
        if (!"stream".equals(call.string("name")) || arguments == null || !Contents.isOpen(arguments)) {
            String text = "only streams of messages are taken here";
            connection.sendNow(StreamCall.refusal(id, ErrorCode.UNKNOWN_TOOL, text));
            return List.of();
        }
        String given = call.string("tool_call_id");
        String name = given == null ? Long.toString(id) : given;
        begin(new StreamCall(prefix + "in-" + id, String.valueOf(call.string("caller_id")), name, id));
        return List.of();
    }

    private void begin(StreamCall stream) {
        if (incoming.size() >= MAX_INCOMING || incoming.putIfAbsent(stream.name, stream) != null) {
            String text = "too many streams of messages, or another one of that name";
            connection.sendNow(StreamCall.refusal(stream.call, ErrorCode.AGENT_BUSY, text));
        } else {
            byId.put(stream.id, stream);
        }
    }

    /** An item of a stream that another participant opened. */
    List<Message> item(Message message) throws WireException {
        JsonFields json = message.body().json();
        StreamCall stream = incoming.get(String.valueOf(json.string("tool_call_id")));
        JsonFields chunk = Contents.chunk(json);
        if (stream == null) {
            return List.of();
        } else if (Contents.isClose(chunk)) {
            connection.sendNow(stream.accepted ? end(stream) : refusal(stream, "the stream has ended"));
            return stream.begun ? List.of(stream.push(CLOSE, JsonFields.builder())) : List.of();
        }
        try {
            return List.of(read(stream, chunk));
        } catch (WireException e) {
            if (!stream.begun) {
                connection.sendNow(refusal(stream, "bad first item of a stream: " + e.getMessage()));
            }
            throw e;
        }
    }

    private static Message read(StreamCall stream, JsonFields chunk) throws WireException {
        JsonFields said = Contents.arguments(chunk).fields();
        RawJson header = RawJson.parse(said.requireString("message_json"));
        Message pushed = stream.pushed(stream.begun ? CHUNK : OPEN, said, header);
        stream.begun = true;
        return pushed;
    }

    /** Whether a call is a stream that this side opened. */
    boolean has(String name) {
        return opened.containsKey(name);
    }

    /** An item of a stream that this side opened. */
    List<Message> said(String name, JsonFields chunk) throws WireException {
        StreamCall stream = opened.get(name);
        if (stream == null) {
            return List.of();
        } else if (Contents.isClose(chunk)) {
            return over(stream);
        } else if (!"json".equals(chunk.string("type"))) {
            return List.of(); // an error or an event; the end follows
        }
        JsonFields said = Contents.arguments(chunk).fields();
        RawJson message = said.raw("message");
        return switch (String.valueOf(said.string("kind"))) {
            case "accepted" -> List.of(stream.push(ACCEPT, JsonFields.builder()));
            case "message" ->
                stream.closed
                        ? List.of()
                        : List.of(stream.pushed(CHUNK, said, message == null ? RawJson.EMPTY_OBJECT : message));
            case "client_disconnected" -> left(stream);
            case "closed" -> over(stream);
            default -> List.of();
        };
    }

    private List<Message> over(StreamCall stream) {
        forget(stream);
        return stream.closed ? List.of() : List.of(stream.push(CLOSE, JsonFields.builder()));
    }

    private List<Message> left(StreamCall stream) {
        forget(stream);
        return List.of(stream.left());
    }
}
