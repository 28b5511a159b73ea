package dev.taskrunner.server;

import static dev.taskrunner.protocol.MessageType.*;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Connected;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.PushedMessage;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A generation of the wire: the one table of its messages, and how a room says in it what it has to say. The room model decides
 * that something is said; only dialects know message names. What both generations say alike is here, and so are the items of streams,
 * which ours have in the classic one too.
 *
 * <p>The table is fixed after construction, so any thread may dispatch, and what is said may be said under a room's lock. A
 * handler that fails answers with an error; only exceptions with a text that is meant to be seen show it.
 */
abstract class Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(Dialect.class);

    private final Map<String, Entry> table = new HashMap<>();
    private final List<String> features = new ArrayList<>();
    private final long maxMessageBytes;

    /** What to do with a type of message, and what it takes. */
    record Entry(Route route, Grant grant) {}

    /** A dialect with the messages that both have: attributes, what only one of them defines, and what we add. */
    Dialect(ServerCore core, String secret) {
        RoomServerOptions options = core.options;
        maxMessageBytes = options.maxMessageBytes;
        features.add(RoomReady.CANCEL);
        features.add(RoomReady.PROGRESS);
        features.add(RoomReady.STREAMS);
        features.add(RoomReady.QUEUES_TAKE);
        features.add(RoomReady.ASK_CONTEXT);
        features.add(RoomReady.STORAGE_READ);
        features.add(RoomTrace.FEATURE);
        if (options.delegatedNames) {
            features.add(RoomReady.TOKEN);
        }
        on(SET_ATTRIBUTES, Grant.NONE, MessagingRoute::setAttributes);
        on(TOKEN, Grant.REGISTER_AGENT, new TokenRoute(options, secret)::issue);
        documents();
        on(ADMIN_EXPORT, Grant.CONFIGURE, AdminRoute::export);
        on(ADMIN_IMPORT, Grant.CONFIGURE, AdminRoute::restore);
        on(CANCEL, Grant.NONE, NoticesRoute::cancel);
        on(PROGRESS, Grant.NONE, NoticesRoute::progress);
        streamed();
        on(RESPONSE, Grant.NONE, request -> LOG.debug("{} sent a response although nobody asked", request.from()));
    }

    private void streamed() {
        on(CREDIT, Grant.NONE, NoticesRoute::credit);
        on(CurrentType.REQUEST_CHUNK, Grant.NONE, ToolCallsRoute::requestChunk);
        on(CurrentType.RESPONSE_CHUNK, Grant.NONE, ToolCallsRoute::responseChunk);
    }

    /** Which grants documents take depends on their path. */
    private void documents() {
        on(DOCUMENT_CONNECT, Grant.NONE, DocumentsRoute::connect);
        on(DOCUMENT_DISCONNECT, Grant.NONE, DocumentsRoute::disconnect);
        on(DOCUMENT_SYNC, Grant.NONE, DocumentsRoute::sync);
        on(DOCUMENT_CREATE, Grant.NONE, DocumentsRoute::create);
        on(DOCUMENT_DESCRIBE, Grant.NONE, DocumentsRoute::describe);
    }

    final void on(String type, Grant grant, Route route) {
        table.put(type, new Entry(route, grant));
    }

    /** Whether this generation has messages of that type. */
    final boolean knows(String type) {
        return table.containsKey(type);
    }

    /** Whether messages of that type must never be answered. */
    boolean isOneWay(String type) {
        return type.equals(CurrentType.RESPONSE_CHUNK) || MessageType.isOneWay(type);
    }

    /** A route that takes one more grant. */
    record Checked(Grant grant, Route route) implements Route {
        @Override
        public void handle(Request request) throws WireException {
            grant.require(request.from());
            route.handle(request);
        }
    }

    static void unsupported(Request request) {
        String type = request.message().type();
        throw new TaskException(ErrorCode.UNSUPPORTED, "this room server does not support '" + type + "'");
    }

    /** Reads and does what a participant sent. */
    final void receive(Session from, Message message) {
        Body body;
        try {
            body = message.body();
        } catch (WireException e) {
            lost(from, message.id(), message.type(), invalid(message.type(), e));
            return;
        }
        boolean mute = isOneWay(message.type());
        Reply reply = mute ? Reply.none(from, message.id(), this) : Reply.to(from, message.id(), this);
        Entry entry = table.get(message.type());
        dispatch(entry == null ? new Entry(this::unknown, Grant.NONE) : entry, new Request(from, message, body, reply));
    }

    private void unknown(Request request) {
        LOG.debug("{} sent {}, which nobody handles", request.from(), request.message());
        if (!isOneWay(request.message().type())) {
            unsupported(request);
        }
    }

    static void dispatch(Entry entry, Request request) {
        try {
            entry.grant().require(request.from());
            entry.route().handle(request);
        } catch (TaskException e) {
            request.reply().error(e);
        } catch (WireException e) {
            request.reply().error(invalid(request.message().type(), e));
        } catch (RuntimeException e) {
            String incident = UUID.randomUUID().toString();
            LOG.error("{} of {} failed, incident {}", request.message(), request.from(), incident, e);
            request.reply().error(ErrorCode.FAILED, "the room server failed; its log has incident " + incident);
        }
    }

    private static ErrorInfo invalid(String type, WireException problem) {
        return JobBoard.error(ErrorCode.INVALID_REQUEST, "bad message '" + type + "': " + problem.getMessage());
    }

    /** The first thing a participant hears: who it is, and then where. */
    final void greet(Session session, String roomUrl) {
        Connected connected = new Connected(session.id, session.attributes());
        RoomReady ready = new RoomReady(session.room.name, roomUrl, session.room.sessionId, features, maxMessageBytes);
        session.send(push(session, CONNECTED, connected.json()));
        session.send(push(session, ROOM_READY, ready.json()));
    }

    /** The answer to a request. */
    final Message answer(long requestId, Body content) {
        return Message.of(requestId, RESPONSE, content);
    }

    /** The answer to a request, already packed. */
    final Message answer(long requestId, ByteBuffer packedContent) {
        return Message.of(requestId, RESPONSE, packedContent);
    }

    /** A message of another participant, or a system message about one; packed once for any number of recipients. */
    final ByteBuffer[] pack(PushedMessage pushed, Body original) {
        return AsksRoute.passOn(pushed.json(), original).pack().toArray(ByteBuffer[]::new);
    }

    /** The packed message for one recipient. */
    final Message pushed(Session to, ByteBuffer[] packed) {
        return Message.of(to.nextPushId(), MESSAGING_SEND, packed);
    }

    /** An entry of the developer log. */
    Message log(Session to, JsonFields entry) {
        return push(to, DEVELOPER_LOG, entry);
    }

    /** An update of a document that the participant has open. */
    final Message documentUpdate(Session to, String path, byte[] update) {
        JsonFields json = JsonFields.builder().put("path", path).build();
        byte[] text = Base64.getEncoder().encode(update);
        return Message.of(to.nextPushId(), DOCUMENT_SYNC, Body.of(json, ByteBuffer.wrap(text)));
    }

    /** Asks a participant for something that another one needs. */
    final Message prompt(Session to, String type, JsonFields prompt) {
        return push(to, type, prompt);
    }

    /** A file was written or deleted by a participant. */
    final Message fileChanged(Session to, String path, boolean deleted, String participantId) {
        JsonFields json = JsonFields.builder()
                .put("path", path)
                .put("participant_id", participantId)
                .build();
        return push(to, deleted ? STORAGE_FILE_DELETED : STORAGE_FILE_UPDATED, json);
    }

    /** A file was moved by a participant. */
    List<Message> fileMoved(Session to, String from, String target, String participantId) {
        return List.of(fileChanged(to, from, true, participantId), fileChanged(to, target, false, participantId));
    }

    static Message push(Session to, String type, JsonFields json) {
        return Message.of(to.nextPushId(), type, Body.of(json));
    }

    /** Whether who names a participant means only what that one registered. */
    boolean addressesExactly() {
        return false;
    }

    /** What to say to who sends a message to nobody. */
    String unknownParticipant(String id) {
        return "participant '" + id + "' is not in the room";
    }

    /** Whether answers may be streams. */
    boolean streams() {
        return false;
    }

    /** Whether its clients can read content of that type. */
    boolean reads(JsonFields content) {
        return !"binary".equals(content.string("type"));
    }

    /** An error as content. */
    abstract Body error(ErrorInfo error);

    /** To the worker: what it is to do. */
    abstract Message delivery(Job job, Work work);

    /** To the worker: nobody waits for this job any more. */
    abstract List<Message> cancelled(Job job, ErrorInfo why);

    /** To a caller that has a name for its job: how far it has come, as an event (current protocol §5.6). */
    static void event(Job job, JsonFields progress) {
        String id = job.terms.toolCallId();
        if (id != null) {
            JsonFields event = JsonFields.builder()
                    .put("type", "progress")
                    .putAll(progress)
                    .build();
            job.caller.send(push(job.caller, CurrentType.RESPONSE_CHUNK, Contents.chunkMessage(id, event)));
        }
    }

    /** To the caller: how far its job has come. */
    abstract void progress(Job job, JsonFields progress);

    /** Makes good for a message of a participant that was lost, so that nobody waits for it. */
    void lost(Session from, long id, String type, ErrorInfo why) {
        if (type.equals(CurrentType.RESPONSE_CHUNK)) {
            from.room.jobs.giveUpCall(from, id, why);
        } else if (!isOneWay(type)) {
            Reply.to(from, id, this).error(why);
        }
    }
}
