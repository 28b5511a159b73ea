package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.InvokeTool;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ToolCall;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import org.jspecify.annotations.Nullable;

/** The legs of a tool call (section 5.6). Stateless. Results pass through as the bytes that came, once they are known to be content. */
final class ToolCallsRoute {
    private ToolCallsRoute() {}

    /** Legs 1 and 2. */
    static void invoke(Request request) throws WireException {
        InvokeTool invoke = InvokeTool.read(request.json());
        Grant.useToolkit(invoke.toolkit()).require(request.from());
        Job job = request.room().openCall(request.reply(), invoke);
        request.room().jobs.deliver(job, () -> delivery(request, invoke, job));
    }

    private static Message delivery(Request request, InvokeTool invoke, Job job) {
        ToolCall call = new ToolCall(
                invoke.tool(),
                invoke.arguments(),
                request.from().id,
                job.onBehalfOf == null ? null : job.onBehalfOf.id,
                invoke.callerContext(),
                AsksRoute.onward(job));
        String type = MessageType.TOOL_CALL_PREFIX + invoke.toolkit();
        return Message.of(job.callId, type, AsksRoute.passOn(call.json(), request.body()));
    }

    /** Legs 3 and 4. */
    static void response(Request request) {
        Job job =
                request.room().jobs.finishCall(request.from(), request.message().id());
        if (job == null) {
            return;
        }
        JsonFields content = request.json();
        if ("raw".equals(content.string("type"))) {
            RawJson outputs = content.raw("outputs");
            job.reply.json(JsonFields.builder()
                    .put("outputs", outputs == null ? RawJson.NULL : outputs)
                    .build());
            return;
        }
        String problem = problem(content);
        if (problem == null) {
            job.reply.packed(content, request.message().data());
        } else {
            job.reply.error(ErrorCode.INVALID_RESPONSE, "the tool's provider sent a bad response: " + problem);
        }
    }

    /** A response was lost; its call fails. */
    static void responseLost(Session provider, long callId, ErrorInfo why) {
        Job job = provider.room.jobs.finishCall(provider, callId);
        if (job != null) {
            job.reply.error(why);
        }
    }

    /** Why a client could not read this content; null when it can. Clients wait for ever for what they cannot read. */
    private static @Nullable String problem(JsonFields content) {
        String type = content.string("type");
        return switch (type == null ? "" : type) {
            case "empty" -> null;
            case "json" -> content.has("json") ? null : "content of type json without 'json'";
            case "text", "error" -> missing(content, "text");
            case "file" -> missing(content, "name", "mime_type");
            case "link" -> missing(content, "name", "url");
            default -> "content of unknown type";
        };
    }

    private static @Nullable String missing(JsonFields content, String... names) {
        for (String name : names) {
            if (content.string(name) == null) {
                return "content of type " + content.string("type") + " without '" + name + "'";
            }
        }
        return null;
    }
}
