package dev.taskrunner.server;

import static dev.taskrunner.protocol.MessageType.*;

import dev.taskrunner.protocol.AskDelivery;
import dev.taskrunner.protocol.CancelNotice;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ProgressNotice;
import dev.taskrunner.protocol.ToolCall;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.util.List;

/** The classic generation of the wire: the one table of its messages, and how the room speaks it. */
final class ClassicWire extends Dialect {

    ClassicWire(ServerCore core, String secret) {
        super(core, secret);
        agents(new CallRoute(core, secret));
        toolkits();
        messaging();
        developer();
        secrets(core.outgoing);
        queues();
        storage(new StorageRoute(core.options, core.links));
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

    @Override
    void lost(Session from, long id, String type, ErrorInfo why) {
        if (type.equals(ASK_RESPONSE)) {
            AsksRoute.responseLost(from, why);
        } else if (type.equals(TOOL_CALL_RESPONSE)) {
            ToolCallsRoute.responseLost(from, id, why);
        } else if (!isOneWay(type)) {
            Reply.to(from, id, this).error(why);
        }
    }

    @Override
    Body error(ErrorInfo error) {
        return ContentCodec.error(error);
    }

    @Override
    Message delivery(Job job, Work work) {
        return job.taskId.isEmpty() ? toolCall(job, work) : task(job, work);
    }

    private static Message toolCall(Job job, Work work) {
        ToolCall call = new ToolCall(
                work.tool(),
                work.bareArguments(),
                job.caller.id,
                job.onBehalfOfId(),
                work.callerContext(),
                AsksRoute.onward(job));
        String type = TOOL_CALL_PREFIX + work.toolkit();
        return Message.of(job.callId, type, AsksRoute.passOn(call.json(), work.original()));
    }

    private static Message task(Job job, Work work) {
        AskDelivery delivery = new AskDelivery(
                job.taskId,
                work.bareArguments(),
                work.lentToolkits(),
                job.caller.id,
                job.onBehalfOfId(),
                work.callerContext(),
                AsksRoute.onward(job));
        Body body = AsksRoute.passOn(delivery.json(), work.original());
        return Message.of(job.worker.nextPushId(), MessageType.ASK, body);
    }

    @Override
    List<Message> cancelled(Job job, ErrorInfo why) {
        return List.of(cancelNotice(job, why));
    }

    static Message cancelNotice(Job job, ErrorInfo why) {
        CancelNotice notice = job.taskId.isEmpty()
                ? new CancelNotice(null, null, job.callId, why)
                : new CancelNotice(null, job.taskId, null, why);
        return push(job.worker, CANCEL, notice.json());
    }

    @Override
    void progress(Job job, JsonFields progress) {
        job.caller.send(push(job.caller, PROGRESS, new ProgressNotice(job.requestId, null, null, progress).json()));
    }
}
