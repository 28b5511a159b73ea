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
import dev.taskrunner.wire.RawJson;
import java.util.List;

/** The classic generation of the wire: the one table of its messages, and how the room speaks it. */
final class ClassicWire extends Dialect {

    ClassicWire(ServerCore core, String secret) {
        super(core, secret);
        agents(new CallRoute(core, secret));
        toolkits();
        messaging();
        watching();
        StorageRoute files = new StorageRoute(core.options, core.links);
        storage(files);
        RoomApis.addTo(this::on, files, core.outgoing);
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

    /** Files that come and go in messages of their own. */
    private void storage(StorageRoute files) {
        on(STORAGE_OPEN, Grant.NONE, StorageRoute::open);
        on(STORAGE_WRITE, Grant.NONE, StorageRoute::write);
        on(STORAGE_CLOSE, Grant.NONE, StorageRoute::close);
        on(STORAGE_ABORT, Grant.NONE, StorageRoute::abort);
        on(STORAGE_DOWNLOAD, Grant.NONE, files::download);
    }

    private void watching() {
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
        } else {
            super.lost(from, id, type, why);
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

    /** Only ours understand that there is a stream. */
    private static Message toolCall(Job job, Work work) {
        boolean input = job.terms.streamsInput() && job.worker.ours;
        ToolCall call = new ToolCall(
                work.tool(),
                input ? RawJson.EMPTY_OBJECT : work.bareArguments(),
                job.caller.id,
                job.onBehalfOfId(),
                work.callerContext(),
                AsksRoute.onward(job));
        String type = TOOL_CALL_PREFIX + work.toolkit();
        JsonFields json =
                job.worker.ours ? job.terms.forWorker(job.workerCallId()).in(call.json()) : call.json();
        return Message.of(job.callId, type, AsksRoute.passOn(json, work.original()));
    }

    private static Message task(Job job, Work work) {
        AskDelivery delivery = new AskDelivery(
                job.taskId,
                work.bareArguments(),
                work.lentToolkits(),
                job.caller.id,
                job.onBehalfOfId(),
                AsksRoute.readable(work.callerContext()),
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

    /** Of a call with streams it is one of their items. */
    @Override
    void progress(Job job, JsonFields progress) {
        if (job.terms.toolCallId() != null) {
            event(job, progress);
            return;
        }
        job.caller.send(push(job.caller, PROGRESS, new ProgressNotice(job.requestId, null, null, progress).json()));
    }
}
