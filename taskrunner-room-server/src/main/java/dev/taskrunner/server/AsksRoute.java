package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.AskRequest;
import dev.taskrunner.protocol.AskResponse;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.RunToolkit;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The legs of an ask (section 5.3). Stateless. Arguments, answers and attachments pass through unread. */
final class AsksRoute {
    private static final Logger LOG = LoggerFactory.getLogger(AsksRoute.class);

    private AsksRoute() {}

    /** Legs 1 and 2. */
    static void ask(Request request) throws WireException {
        AskRequest ask = AskRequest.read(request.json());
        List<WantedToolkit> wanted = WantedToolkit.read(ask.requires());
        Job.Terms terms = new Job.Terms(true, null, false, ask.extension().progress(), false);
        RoomModel.OpenAsk open = request.room().openAsk(request.reply(), ask, wanted, terms);
        Work work = new Work(
                ask.agent(),
                RunToolkit.tool(ask.agent()),
                ask.arguments(),
                null,
                lent(open, wanted),
                conversation(ask),
                request.body());
        request.room().jobs.deliver(open.job(), () -> open.job().dialect.delivery(open.job(), work));
    }

    /** Who asks hears that its conversation has not the form that runners read. */
    private static @Nullable RawJson conversation(AskRequest ask) throws WireException {
        RawJson given = ask.callerContext();
        RawJson readable = readable(given);
        if (readable == null && given != null && !given.isNull()) {
            throw new WireException("'caller_context' must be an object with a list 'messages'");
        }
        return readable;
    }

    /** As TypeScript runners build their chat context from it; null for what has another form, which would break them. */
    static @Nullable RawJson readable(@Nullable RawJson context) {
        try {
            if (context == null || !context.isObject() || context.fields().array("messages") == null) {
                return null;
            }
            return JsonFields.builder()
                    .put("system_role", null)
                    .putAll(context.fields())
                    .toRaw();
        } catch (WireException e) {
            LOG.debug("a conversation is left out: {}", e.getMessage());
            return null;
        }
    }

    /** The toolkits that the worker may use, as it reads them. */
    static List<RawJson> lent(RoomModel.OpenAsk open, List<WantedToolkit> wanted) {
        List<RawJson> toolkits = new ArrayList<>();
        for (int i = 0; i < open.toolkits().size(); i++) {
            toolkits.add(open.toolkits().get(i).forRunner(wanted.get(i).tools()));
        }
        return toolkits;
    }

    /** The next leg's body: other JSON, the same envelope and attachment. */
    static Body passOn(JsonFields json, Body original) {
        return Body.of(json, original.attachment()).withEnvelope(original.envelope());
    }

    /** What we add to the second leg: what follows from where the job comes from, and who calls. */
    static Extension onward(Job job) {
        return new Extension(
                job.time.toMillis(),
                job.lineage.chain(),
                job.callsLeft,
                null,
                job.terms.wantsProgress(),
                job.caller.info(),
                job.onBehalfOf == null ? null : job.onBehalfOf.info());
    }

    /** Legs 3 and 4. */
    static void response(Request request) {
        AskResponse response = AskResponse.read(request.json());
        JobBoard jobs = request.room().jobs;
        Job job = jobs.finishTask(request.from(), response.taskId());
        if (job != null) {
            answer(job, response, request.body());
        } else if (!jobs.issued(response.taskId())) {
            stray(request, response);
        }
    }

    /** A response that does not say to which task: TypeScript runners that fail send an empty id. */
    private static void stray(Request request, AskResponse response) {
        JobBoard jobs = request.room().jobs;
        boolean sole = jobs.taskCount(request.from()) == 1;
        Job job = jobs.finishOldestTask(request.from());
        if (job == null) {
            return;
        }
        if (sole || response.error() != null) {
            answer(job, response, request.body());
        } else {
            job.reply.error(ErrorCode.INVALID_RESPONSE, "the runner answered without saying which task it means");
        }
    }

    private static void answer(Job job, AskResponse response, Body body) {
        if (response.error() != null) {
            job.reply.error(response.error());
            return;
        } else if (!job.terms.asked()) {
            job.reply.content(Contents.ofAnswer(response.answer(), response.result(), body));
            return;
        }
        JsonFields.Builder content = JsonFields.builder()
                .put("type", "json")
                .put(
                        "json",
                        JsonFields.builder().put("answer", response.answer()).build());
        content.putIfPresent(Extension.MEMBER, response.result());
        job.reply.content(passOn(content.build(), body));
    }

    /** A response was lost, so its task is not known: all fail, or the one it was for would wait for nothing. */
    static void responseLost(Session worker, ErrorInfo why) {
        JobBoard jobs = worker.room.jobs;
        // Not those that come meanwhile: a caller may ask again as soon as it has its answer.
        for (int open = jobs.taskCount(worker); open > 0; open--) {
            Job job = jobs.finishOldestTask(worker);
            if (job == null) {
                return;
            }
            job.reply.error(why);
        }
    }
}
