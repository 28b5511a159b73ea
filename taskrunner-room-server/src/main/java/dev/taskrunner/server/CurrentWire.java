package dev.taskrunner.server;

import static dev.taskrunner.protocol.CurrentType.*;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.InvokeTool;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/**
 * The current generation of the wire: the one table of its messages, and how the room speaks it. The APIs of the room itself are
 * toolkits in it; {@link BuiltinTools} has the table of those.
 */
final class CurrentWire extends Dialect {
    private final BuiltinTools builtin;

    CurrentWire(ServerCore core, String secret) {
        super(core, secret);
        builtin = new BuiltinTools(new StorageRoute(core.options, core.links), core.outgoing);
        on(LIST_TOOLKITS, Grant.USE_TOOLS, ToolkitsRoute::listCurrent);
        on(REGISTER_TOOLKIT, Grant.NONE, ToolkitsRoute::register); // which grant depends on what it says
        on(UNREGISTER_TOOLKIT, Grant.NONE, ToolkitsRoute::unregister);
        on(INVOKE_TOOL, Grant.NONE, this::invoke); // which grant depends on what is called
        on(TOOL_CALL_RESPONSE, Grant.NONE, ToolCallsRoute::response);
        on(CALL, Grant.CALL, new CallRoute(core, secret)::call);
    }

    @Override
    boolean isOneWay(String type) {
        return type.equals(TOOL_CALL_RESPONSE) || super.isOneWay(type);
    }

    @Override
    boolean addressesExactly() {
        return true;
    }

    /** TypeScript compares this text (§4.4). */
    @Override
    String unknownParticipant(String id) {
        return "the participant was not found";
    }

    @Override
    boolean streams() {
        return true;
    }

    @Override
    boolean reads(JsonFields content) {
        return true;
    }

    /** A call of a tool of the room itself, or of somebody in it. */
    private void invoke(Request request) throws WireException {
        InvokeTool invoke = InvokeTool.read(request.json());
        JsonFields arguments = invoke.arguments().fields();
        String type = arguments.string("type");
        if (Contents.isControl(arguments) && !Contents.isOpen(arguments)) {
            throw invalid("a call cannot begin with the end of a stream");
        } else if (!Contents.isKnown(type) && request.body().hasAttachment()) {
            throw invalid("arguments with bytes must be content; the type is unknown");
        } else if (builtin.has(invoke.toolkit())) {
            builtin.invoke(request, invoke, arguments);
        } else {
            ToolCallsRoute.invokeWithContent(request, invoke, arguments);
        }
    }

    private static TaskException invalid(String text) {
        return new TaskException(ErrorCode.INVALID_REQUEST, text);
    }

    @Override
    void lost(Session from, long id, String type, ErrorInfo why) {
        if (type.equals(TOOL_CALL_RESPONSE)) {
            ToolCallsRoute.responseLost(from, id, why);
        } else {
            super.lost(from, id, type, why);
        }
    }

    @Override
    List<Message> fileMoved(Session to, String from, String target, String participantId) {
        JsonFields json = JsonFields.builder()
                .put("source_path", from)
                .put("destination_path", target)
                .put("participant_id", participantId)
                .build();
        return List.of(push(to, STORAGE_FILE_MOVED, json));
    }

    @Override
    Body error(ErrorInfo error) {
        return ContentCodec.numberedError(error);
    }

    @Override
    Message delivery(Job job, Work work) {
        JsonFields.Builder call = JsonFields.builder()
                .put("name", work.tool())
                .put("arguments", work.contentArguments())
                .put("caller_id", job.caller.id)
                .put("on_behalf_of_id", job.onBehalfOfId())
                .putIfPresent("caller_context", work.callerContext());
        if (!work.lentToolkits().isEmpty()) {
            call.put("toolkits", work.lentToolkits());
        }
        AsksRoute.onward(job).addTo(call);
        JsonFields json = job.terms.forWorker(job.workerCallId()).in(call.build());
        return Message.of(job.callId, TOOL_CALL_PREFIX + work.toolkit(), AsksRoute.passOn(json, work.original()));
    }

    /** There is no cancel in this generation but the end of the input; ours understand more. */
    @Override
    List<Message> cancelled(Job job, ErrorInfo why) {
        List<Message> messages = new ArrayList<>();
        Message end = CallStreams.endOfInput(job);
        if (end != null) {
            messages.add(end);
        }
        if (job.worker.ours) {
            messages.add(ClassicWire.cancelNotice(job, why));
        }
        return messages;
    }

    @Override
    void progress(Job job, JsonFields progress) {
        event(job, progress);
    }
}
