package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ProgressNotice;
import dev.taskrunner.protocol.PushedMessage;
import dev.taskrunner.protocol.RunToolkit;
import dev.taskrunner.protocol.StreamTerms;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The current generation of the wire, on one connection: turns what is said in the classic generation's words into its messages, and
 * its messages back. {@link CurrentRequests} has the table of requests.
 *
 * <p>Safe for several threads: what is remembered is in concurrent maps, and everything that comes is read on the transport's thread.
 * Remembers a request until its answer, and a call until its own. Never calls users.
 */
final class CurrentWire implements RoomWire {
    /** A participant that gets it leaves for good (current protocol §1.7). */
    private static final String DISMISS = "dismiss";

    private static final int NORMAL = 1000;

    /** A call of the room's own on behalf of who opens a stream of messages to this participant (§6.4). */
    private static final String MESSAGES = CurrentType.TOOL_CALL_PREFIX + "messaging";

    private static final String MESSAGES_ITEM = CurrentType.REQUEST_CHUNK_PREFIX + "messaging";

    private final RoomConnection connection;
    private final CurrentRequests requests;
    private final CurrentStreams streams;
    private final HostedTools hosted = new HostedTools();
    /** What the room calls each call that this side works on. */
    private final Map<Long, String> callNames = new ConcurrentHashMap<>();

    CurrentWire(RoomConnection connection, Handshake shaken, long maxMessageBytes) {
        this.connection = connection;
        String name = shaken.connected().attributes().string("name");
        CurrentFiles files = new CurrentFiles(connection, maxMessageBytes);
        requests = new CurrentRequests(name == null ? "" : name, hosted, files);
        streams = new CurrentStreams(connection, this::plain);
    }

    @Override
    public Message outgoing(Message message) {
        try {
            return switch (message.type()) {
                case MessageType.ASK_RESPONSE -> CurrentRequests.taskAnswer(message, callNames);
                case MessageType.TOOL_CALL_RESPONSE -> toolAnswer(message);
                case MessageType.PROGRESS -> event(message);
                case CurrentType.RESPONSE_CHUNK -> item(message);
                case MessageType.MESSAGING_SEND -> streams.outgoing(message);
                default -> requests.outgoing(message);
            };
        } catch (WireException e) {
            throw new IllegalStateException("a message of our own cannot be read: " + message, e);
        }
    }

    private Message plain(Message message) {
        try {
            return requests.outgoing(message);
        } catch (WireException e) {
            throw new IllegalStateException("a message of our own cannot be read: " + message, e);
        }
    }

    /** A call whose answer is a stream ends with that. */
    private Message toolAnswer(Message message) throws WireException {
        Body body = message.body();
        if (!Contents.isOpen(body.json())) {
            callNames.remove(message.id());
        }
        Body numbered = "error".equals(body.json().string("type")) ? CurrentRequests.numbered(body) : body;
        return Message.of(message.id(), CurrentType.TOOL_CALL_RESPONSE, numbered);
    }

    private Message item(Message message) throws WireException {
        if (Contents.isClose(Contents.chunk(message.body().json()))) {
            callNames.remove(message.id());
        }
        return message;
    }

    /** Progress of something that this side works on (current protocol §5.6). */
    private Message event(Message message) throws WireException {
        ProgressNotice notice = ProgressNotice.read(message.body().json());
        long id = notice.callId() == null ? CurrentRequests.number(notice.taskId()) : notice.callId();
        String name = callNames.get(id);
        JsonFields event = JsonFields.builder()
                .put("type", "progress")
                .putAll(notice.body())
                .build();
        JsonFields chunk = Contents.chunkMessage(name == null ? Long.toString(id) : name, event);
        return Message.of(id, CurrentType.RESPONSE_CHUNK, Body.of(chunk));
    }

    @Override
    public List<Message> incoming(Message message) throws WireException {
        String type = message.type();
        if (type.equals(MESSAGES)) {
            return streams.called(message);
        } else if (type.equals(MESSAGES_ITEM)) {
            return streams.item(message);
        } else if (type.startsWith(CurrentType.TOOL_CALL_PREFIX)) {
            return call(message, type.substring(CurrentType.TOOL_CALL_PREFIX.length()));
        }
        return switch (type) {
            case MessageType.RESPONSE ->
                streams.isOpening(message.id()) ? streams.answered(message) : requests.answer(message);
            case MessageType.MESSAGING_SEND -> pushed(message);
            case CurrentType.RESPONSE_CHUNK -> responseChunk(message);
            default -> List.of(message);
        };
    }

    private List<Message> pushed(Message message) throws WireException {
        String type = message.body().json().string("type");
        if (DISMISS.equals(type)) {
            connection.close(NORMAL, "dismissed");
            return List.of();
        }
        return requests.roster(message, PushedMessage.ENABLED.equals(type));
    }

    private List<Message> responseChunk(Message message) throws WireException {
        JsonFields json = message.body().json();
        String name = json.string("tool_call_id");
        Long request = requests.idOf(name == null ? "" : name);
        JsonFields chunk = Contents.chunk(json);
        if (name != null && streams.has(name)) {
            return streams.said(name, chunk);
        } else if (request == null) {
            return List.of(message); // of a stream that a user opened
        } else if (Contents.isKnown(chunk.string("type"))) {
            return requests.chunk(request, chunk, message.body().attachment());
        }
        ProgressNotice notice = new ProgressNotice(request, null, null, chunk);
        return List.of(Message.of(message.id(), MessageType.PROGRESS, Body.of(notice.json())));
    }

    /** A call of a tool, or of a runner (current protocol §5.5). */
    private List<Message> call(Message message, String toolkit) throws WireException {
        Body body = message.body();
        JsonFields call = body.json();
        String tool = call.string("name");
        JsonFields content = call.object("arguments");
        String problem = tool == null || content == null ? "a call needs a name and arguments" : null;
        boolean stream = content != null && Contents.isOpen(content) && !hosted.isRunner(toolkit);
        JsonFields.Builder classic = JsonFields.builder();
        try {
            JsonFields given = content == null || stream ? JsonFields.EMPTY : content;
            classic.put("arguments", hosted.fill(toolkit, tool, Contents.arguments(given)));
        } catch (WireException e) {
            problem = e.getMessage();
        }
        if (problem != null) {
            refuse(message.id(), problem);
            return List.of();
        }
        StreamTerms said = StreamTerms.read(call);
        String name = said.toolCallId() == null ? Long.toString(message.id()) : said.toolCallId();
        callNames.put(message.id(), name);
        return List.of(delivered(message.id(), toolkit, body, classic, new StreamTerms(name, stream, said.credits())));
    }

    /** The call as the classic generation delivers it: as a task to a runner, else as a tool call. */
    private Message delivered(long id, String toolkit, Body body, JsonFields.Builder classic, StreamTerms terms) {
        JsonFields call = body.json();
        boolean asked = hosted.isRunner(toolkit) && RunToolkit.tool(toolkit).equals(call.string("name"));
        call.names().stream()
                .filter(key -> !key.equals("arguments") && !key.equals("tool_call_id"))
                .forEach(key -> classic.put(key, call.raw(key)));
        if (asked) {
            classic.put("task_id", Long.toString(id));
        }
        String type = asked ? MessageType.ASK : MessageType.TOOL_CALL_PREFIX + toolkit;
        Body translated = Body.of(terms.in(classic.build()), body.attachment()).withEnvelope(body.envelope());
        return Message.of(id, type, translated);
    }

    private void refuse(long id, @Nullable String problem) {
        ErrorInfo error = new ErrorInfo(String.valueOf(problem), ErrorCode.INVALID_REQUEST, List.of());
        connection.sendNow(Message.of(id, CurrentType.TOOL_CALL_RESPONSE, ContentCodec.numberedError(error)));
    }

    @Override
    public void forget(long requestId) {
        requests.forget(requestId);
    }
}
