package dev.taskrunner.server;

import static dev.taskrunner.protocol.MessageType.*;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.CancelNotice;
import dev.taskrunner.protocol.Connected;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ProgressNotice;
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
 * The classic generation of the wire: the one table of its messages, and how the room speaks it.
 *
 * <p>The table is fixed after construction, so any thread may dispatch. A handler that fails answers with an error; only
 * exceptions with a text that is meant to be seen show it.
 */
final class ClassicWire implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(ClassicWire.class);

    private final Map<String, Entry> table = new HashMap<>();
    private final List<String> features = new ArrayList<>();
    private final long maxMessageBytes;

    /** What to do with a type of message, and what it takes. */
    private record Entry(Route route, Grant grant) {}

    ClassicWire(ServerCore core, String secret) {
        RoomServerOptions options = core.options;
        maxMessageBytes = options.maxMessageBytes;
        features.add(RoomReady.CANCEL);
        features.add(RoomReady.PROGRESS);
        features.add(RoomReady.QUEUES_TAKE);
        features.add(RoomReady.STORAGE_READ);
        features.add(RoomTrace.FEATURE);
        if (options.delegatedNames) {
            features.add(RoomReady.TOKEN);
        }
        agents(new CallRoute(core, secret));
        toolkits();
        messaging();
        developer();
        documents();
        secrets(core.outgoing);
        on(ADMIN_EXPORT, Grant.CONFIGURE, AdminRoute::export);
        on(ADMIN_IMPORT, Grant.CONFIGURE, AdminRoute::restore);
        queues();
        storage(new StorageRoute(options, core.links));
        on(TOKEN, Grant.REGISTER_AGENT, new TokenRoute(options, secret)::issue);
        on(CANCEL, Grant.NONE, NoticesRoute::cancel);
        on(PROGRESS, Grant.NONE, NoticesRoute::progress);
        on(RESPONSE, Grant.NONE, request -> LOG.debug("{} sent a response although nobody asked", request.from()));
    }

    private void agents(CallRoute calls) {
        on(REGISTER_AGENT, Grant.REGISTER_AGENT, AgentsRoute::register);
        on(UNREGISTER_AGENT, Grant.NONE, AgentsRoute::unregister);
        on(LIST_AGENTS, Grant.USE_AGENTS, AgentsRoute::list);
        on(ASK, Grant.USE_AGENTS, AsksRoute::ask);
        on(ASK_RESPONSE, Grant.NONE, AsksRoute::response);
        on(CALL, Grant.CALL, calls::call);
    }

    private void toolkits() {
        on(REGISTER_TOOLKIT, Grant.NONE, ToolkitsRoute::register); // which grant depends on what it says
        on(UNREGISTER_TOOLKIT, Grant.NONE, ToolkitsRoute::unregister);
        on(LIST_TOOLKITS, Grant.USE_TOOLS, ToolkitsRoute::list);
        on(INVOKE_TOOL, Grant.USE_TOOLS, new Checked(Grant.CALL, ToolCallsRoute::invoke));
        on(TOOL_CALL_RESPONSE, Grant.NONE, ToolCallsRoute::response);
    }

    private void messaging() {
        on(SET_ATTRIBUTES, Grant.NONE, MessagingRoute::setAttributes);
        on(MESSAGING_ENABLE, Grant.LIST_PARTICIPANTS, MessagingRoute::enable);
        on(MESSAGING_DISABLE, Grant.NONE, MessagingRoute::disable);
        on(MESSAGING_SEND, Grant.SEND, MessagingRoute::send);
        on(MESSAGING_BROADCAST, Grant.BROADCAST, MessagingRoute::broadcast);
    }

    /** Grants of single paths depend on what the messages say. */
    private void storage(StorageRoute files) {
        on(STORAGE_EXISTS, Grant.NONE, StorageRoute::exists);
        on(STORAGE_STAT, Grant.NONE, StorageRoute::stat);
        on(STORAGE_OPEN, Grant.NONE, StorageRoute::open);
        on(STORAGE_WRITE, Grant.NONE, StorageRoute::write);
        on(STORAGE_CLOSE, Grant.NONE, StorageRoute::close);
        on(STORAGE_ABORT, Grant.NONE, StorageRoute::abort);
        on(STORAGE_LIST, Grant.NONE, StorageRoute::list);
        on(STORAGE_DELETE, Grant.NONE, StorageRoute::delete);
        on(STORAGE_DOWNLOAD, Grant.NONE, files::download);
        on(STORAGE_DOWNLOAD_URL, Grant.NONE, files::downloadUrl);
        on(STORAGE_READ, Grant.NONE, files::read);
    }

    /** Grants of single queues depend on what the messages say. */
    private void queues() {
        on(QUEUES_LIST, Grant.LIST_QUEUES, QueuesRoute::list);
        on(QUEUES_OPEN, Grant.NONE, QueuesRoute::open);
        on(QUEUES_SEND, Grant.NONE, QueuesRoute::send);
        on(QUEUES_RECEIVE, Grant.NONE, QueuesRoute::receive);
        on(QUEUES_DRAIN, Grant.NONE, QueuesRoute::drain);
        on(QUEUES_CLOSE, Grant.NONE, QueuesRoute::close);
        on(QUEUES_TAKE, Grant.NONE, QueuesRoute::take);
        on(QUEUES_ACKNOWLEDGE, Grant.NONE, QueuesRoute::acknowledge);
        on(QUEUES_RETURN, Grant.NONE, QueuesRoute::giveBack);
        on(QUEUES_EXTEND, Grant.NONE, QueuesRoute::extend);
    }

    private void developer() {
        on(DEVELOPER_LOG, Grant.LOGS, DeveloperRoute::log);
        on(DEVELOPER_INFO, Grant.LOGS, DeveloperRoute.level("info"));
        on(DEVELOPER_WARNING, Grant.LOGS, DeveloperRoute.level("warning"));
        on(DEVELOPER_ERROR, Grant.LOGS, DeveloperRoute.level("error"));
        on(DEVELOPER_WATCH, Grant.LOGS, DeveloperRoute::watch);
        on(DEVELOPER_UNWATCH, Grant.LOGS, DeveloperRoute::unwatch);
        on(RoomTrace.WATCH, Grant.LOGS, request -> DeveloperRoute.trace(request, true));
        on(RoomTrace.UNWATCH, Grant.LOGS, request -> DeveloperRoute.trace(request, false));
    }

    /** Which grants documents take depends on their path. */
    private void documents() {
        on(DOCUMENT_CONNECT, Grant.NONE, DocumentsRoute::connect);
        on(DOCUMENT_DISCONNECT, Grant.NONE, DocumentsRoute::disconnect);
        on(DOCUMENT_SYNC, Grant.NONE, DocumentsRoute::sync);
        on(DOCUMENT_CREATE, Grant.NONE, DocumentsRoute::create);
        on(DOCUMENT_DESCRIBE, Grant.NONE, DocumentsRoute::describe);
    }

    /** Who was asked for something may give it, whatever its grants. */
    private void secrets(Outgoing outgoing) {
        on(SECRETS_LIST, Grant.SECRETS, SecretsRoute::list);
        on(SECRETS_SET, Grant.SECRETS, SecretsRoute::set);
        on(SECRETS_GET, Grant.SECRETS, SecretsRoute::get);
        on(SECRETS_DELETE, Grant.SECRETS, SecretsRoute::delete);
        on(SECRETS_DELETE_REQUESTED, Grant.SECRETS, SecretsRoute::deleteRequested);
        on(SECRETS_REQUEST, Grant.SECRETS, SecretsRoute::request);
        on(SECRETS_PROVIDE, Grant.NONE, SecretsRoute::provide);
        OauthRoute oauth = new OauthRoute(outgoing);
        on(OAUTH_OFFLINE, Grant.SECRETS, oauth::offline);
        on(OAUTH_REQUEST, Grant.SECRETS, oauth::request);
        on(OAUTH_PROVIDE, Grant.NONE, oauth::provide);
    }

    private void on(String type, Grant grant, Route route) {
        table.put(type, new Entry(route, grant));
    }

    /** A route that takes one more grant. */
    private record Checked(Grant grant, Route route) implements Route {
        @Override
        public void handle(Request request) throws WireException {
            grant.require(request.from());
            route.handle(request);
        }
    }

    private static void unsupported(Request request) {
        String type = request.message().type();
        throw new TaskException(ErrorCode.UNSUPPORTED, "this room server does not support '" + type + "'");
    }

    @Override
    public void receive(Session from, Message message) {
        Body body;
        try {
            body = message.body();
        } catch (WireException e) {
            lost(from, message.id(), message.type(), invalid(message.type(), e));
            return;
        }
        boolean mute = MessageType.isOneWay(message.type());
        Reply reply = mute ? Reply.none(from, message.id()) : Reply.to(from, message.id());
        Entry entry = table.get(message.type());
        dispatch(
                entry == null ? new Entry(ClassicWire::unknown, Grant.NONE) : entry,
                new Request(from, message, body, reply));
    }

    private static void unknown(Request request) {
        LOG.debug("{} sent {}, which nobody handles", request.from(), request.message());
        if (!MessageType.isOneWay(request.message().type())) {
            unsupported(request);
        }
    }

    private static void dispatch(Entry entry, Request request) {
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

    @Override
    public void lost(Session from, long id, String type, ErrorInfo why) {
        if (type.equals(ASK_RESPONSE)) {
            AsksRoute.responseLost(from, why);
        } else if (type.equals(TOOL_CALL_RESPONSE)) {
            ToolCallsRoute.responseLost(from, id, why);
        } else if (!MessageType.isOneWay(type)) {
            Reply.to(from, id).error(why);
        }
    }

    @Override
    public void greet(Session session, String roomUrl) {
        Connected connected = new Connected(session.id, session.attributes());
        RoomReady ready = new RoomReady(session.room.name, roomUrl, session.room.sessionId, features, maxMessageBytes);
        session.send(push(session, CONNECTED, connected.json()));
        session.send(push(session, ROOM_READY, ready.json()));
    }

    @Override
    public Message answer(long requestId, Body content) {
        return Message.of(requestId, RESPONSE, content);
    }

    @Override
    public Message answer(long requestId, ByteBuffer packedContent) {
        return Message.of(requestId, RESPONSE, packedContent);
    }

    @Override
    public Message cancelled(Job job, ErrorInfo why) {
        CancelNotice notice = job.agent == null
                ? new CancelNotice(null, null, job.callId, why)
                : new CancelNotice(null, job.taskId, null, why);
        return push(job.worker, CANCEL, notice.json());
    }

    @Override
    public Message progress(Job job, JsonFields progress) {
        return push(job.caller, PROGRESS, new ProgressNotice(job.requestId, null, null, progress).json());
    }

    @Override
    public ByteBuffer[] pack(PushedMessage pushed, Body original) {
        return AsksRoute.passOn(pushed.json(), original).pack().toArray(ByteBuffer[]::new);
    }

    @Override
    public Message pushed(Session to, ByteBuffer[] packed) {
        return Message.of(to.nextPushId(), MESSAGING_SEND, packed);
    }

    @Override
    public Message log(Session to, JsonFields entry) {
        return push(to, DEVELOPER_LOG, entry);
    }

    @Override
    public Message documentUpdate(Session to, String path, byte[] update) {
        JsonFields json = JsonFields.builder().put("path", path).build();
        byte[] text = Base64.getEncoder().encode(update);
        return Message.of(to.nextPushId(), DOCUMENT_SYNC, Body.of(json, ByteBuffer.wrap(text)));
    }

    @Override
    public Message prompt(Session to, String type, JsonFields prompt) {
        return push(to, type, prompt);
    }

    @Override
    public Message fileChanged(Session to, String path, boolean deleted, String participantId) {
        JsonFields json = JsonFields.builder()
                .put("path", path)
                .put("participant_id", participantId)
                .build();
        return push(to, deleted ? STORAGE_FILE_DELETED : STORAGE_FILE_UPDATED, json);
    }

    private static Message push(Session to, String type, JsonFields json) {
        return Message.of(to.nextPushId(), type, Body.of(json));
    }
}
