package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.InvokeTool;
import dev.taskrunner.protocol.StreamTerms;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The legs of a tool call (classic protocol §5.6, current protocol §5.4 to §5.6). Stateless. Results pass through as the bytes that
 * came, once they are known to be content.
 */
final class ToolCallsRoute {
    private ToolCallsRoute() {}

    /** Legs 1 and 2 of the classic generation: the arguments are an object. Only ours say that they are a stream. */
    static void invoke(Request request) throws WireException {
        InvokeTool invoke = InvokeTool.read(request.json());
        StreamTerms said = StreamTerms.read(request.json());
        String id = said.credits() ? said.toolCallId() : null;
        boolean input = id != null && said.takesInput();
        boolean listens = invoke.extension().progress();
        invoke(request, invoke, input ? Contents.OPEN : null, new Job.Terms(false, id, input, listens, id != null));
    }

    /** Legs 1 and 2 of the current generation: the arguments are content, or the beginning of a stream. */
    static void invokeWithContent(Request request, InvokeTool invoke, JsonFields content) throws WireException {
        Grant.USE_TOOLS.require(request.from());
        Grant.CALL.require(request.from());
        String id = request.json().string("tool_call_id");
        boolean listens = invoke.extension().progress() || request.from().current;
        boolean credits = id != null && StreamTerms.read(request.json()).credits();
        invoke(request, invoke, content, new Job.Terms(false, id, Contents.isOpen(content), listens, credits));
    }

    private static void invoke(Request request, InvokeTool invoke, @Nullable JsonFields content, Job.Terms terms)
            throws WireException {
        Grant.useToolkit(invoke.toolkit()).require(request.from());
        List<WantedToolkit> wanted = WantedToolkit.read(request.json().array("requires"));
        RoomModel.OpenAsk open = request.room().openCall(request.reply(), invoke, wanted, terms);
        Work work = new Work(
                invoke.toolkit(),
                invoke.tool(),
                content == null ? invoke.arguments() : null,
                content,
                AsksRoute.lent(open, wanted),
                invoke.callerContext(),
                request.body());
        request.room().jobs.deliver(open.job(), () -> open.job().dialect.delivery(open.job(), work));
    }

    /** Legs 3 and 4. */
    static void response(Request request) {
        JobBoard jobs = request.room().jobs;
        long callId = request.message().id();
        if (Contents.isOpen(request.json())) {
            request.room()
                    .streams
                    .open(request.from(), callId, request.message().data());
            return;
        }
        Job job = jobs.finishCall(request.from(), callId);
        if (job == null) {
            return;
        }
        answer(job, request, Contents.readable(request.json()));
    }

    /** An item of input. Acknowledged at once, whoever sent it: clients wait with the next item for that (§4.6). */
    static void requestChunk(Request request) {
        request.reply().empty();
        JsonFields chunk = Contents.chunk(request.json());
        String id = request.json().string("tool_call_id");
        if (id != null && !BuiltinTools.input(request, id, chunk)) {
            request.room()
                    .streams
                    .input(request.from(), id, chunk, request.body().attachment());
        }
    }

    /** An item of an answer, or an event. */
    static void responseChunk(Request request) {
        JsonFields chunk = Contents.chunk(request.json());
        long id = request.message().id();
        request.room().streams.output(request.from(), id, chunk, request.body().attachment());
    }

    private static void answer(Job job, Request request, JsonFields content) {
        String problem = Contents.problem(content);
        if (job.held != null && !"error".equals(content.string("type"))) {
            problem = "a stream of messages is accepted by opening it";
        } else if (problem == null && !job.reply.dialect().reads(content)) {
            problem = "this caller cannot read " + content.string("type");
        }
        if (problem != null) {
            job.reply.error(ErrorCode.INVALID_RESPONSE, "the tool's provider sent a bad response: " + problem);
        } else if (job.dialect != job.reply.dialect() && "error".equals(content.string("type"))) {
            job.reply.error(ErrorInfo.read(String.valueOf(content.string("text")), content));
        } else if (job.terms.asked()) {
            answer(
                    job,
                    Body.of(content, request.body().attachment())
                            .withEnvelope(request.body().envelope()));
        } else if (content == request.json()) {
            job.reply.packed(content, request.message().data());
        } else {
            job.reply.content(Body.of(content));
        }
    }

    private static void answer(Job job, Body content) {
        if ("error".equals(content.json().string("type"))) {
            job.reply.content(content);
        } else {
            job.reply.content(Contents.toAnswer(content));
        }
    }

    /** A response was lost; its call fails. */
    static void responseLost(Session provider, long callId, ErrorInfo why) {
        Job job = provider.room.jobs.finishCall(provider, callId);
        if (job != null) {
            job.reply.error(why);
        }
    }
}
