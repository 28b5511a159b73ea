package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CreditNotice;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The streams of tool calls in one room: items of input on their way to providers, items of answers on their way to callers
 * (current protocol §4.6 and §5.6).
 *
 * <p>Owner: its room, whose lock guards all jobs; items are queued at links under it, which keeps their order. Holds back nothing but
 * what comes before a stream of messages is accepted, which is bounded: what a slow reader does not take is bounded by its link.
 */
final class CallStreams {
    private static final ErrorInfo UNFIT =
            JobBoard.error(ErrorCode.INVALID_RESPONSE, "the tool answers with a stream, which this call does not read");

    private static final ErrorInfo OVERFULL = JobBoard.error(
            ErrorCode.TOO_LARGE,
            "more than " + HeldInput.MAX_ITEMS + " items or " + HeldInput.MAX_BYTES
                    + " bytes were sent before the stream was accepted");

    private final Object lock; // the room's
    private final JobBoard jobs;

    CallStreams(Object lock, JobBoard jobs) {
        this.lock = lock;
        this.jobs = jobs;
    }

    /** A provider's answer is a stream. */
    void open(Session worker, long callId, ByteBuffer packedOpen) {
        Job job;
        boolean fit;
        synchronized (lock) {
            job = worker.work.call(callId);
            if (job == null || job.state != Job.State.DELIVERED) {
                return;
            }
            fit = !job.terms.asked()
                    && (job.terms.credits() || job.reply.dialect().streams());
            if (fit) {
                job.state = Job.State.OPEN;
                job.reply.packed(JsonFields.EMPTY, packedOpen); // for who hears of answers, it is answered now
                accepted(job);
            }
        }
        if (!fit) {
            jobs.giveUp(job, UNFIT);
        } else if (job.held != null) {
            JobBoard.stopTimer(job);
        }
    }

    /** The first that the opener of a stream of messages hears is that it is accepted; then its own messages go on (§6.4). */
    private static void accepted(Job job) {
        if (job.held != null) {
            toCaller(job, said("accepted").put("stream_id", job.workerCallId()));
            job.held.take().forEach(item -> pass(job, item.chunk(), item.payload()));
        }
    }

    private static JsonFields.Builder said(String kind) {
        return JsonFields.builder().put("kind", kind);
    }

    /** The first item of a stream of messages, which its receiver needs to decide. */
    void begin(Job job, JsonFields first) {
        synchronized (lock) {
            if (job.state == Job.State.DELIVERED || job.state == Job.State.OPEN) {
                job.worker.send(input(job, first, Body.NO_ATTACHMENT));
            }
        }
    }

    /** Passes an item of a caller's input on; one of a call that nobody knows is dropped. */
    void input(Session caller, String toolCallId, JsonFields chunk, ByteBuffer payload) {
        Job overfull = null;
        synchronized (lock) {
            Job job = caller.work.stream(toolCallId);
            if (job == null || job.state == Job.State.PREPARED) {
                return;
            } else if (job.held == null || job.state == Job.State.OPEN) {
                pass(job, chunk, payload);
            } else if (!job.held.add(chunk, payload)) {
                overfull = job;
            }
        }
        if (overfull != null) {
            jobs.giveUp(overfull, OVERFULL);
        }
    }

    private static void pass(Job job, JsonFields chunk, ByteBuffer payload) {
        if (job.inputOpen) {
            job.inputOpen = !Contents.isClose(chunk);
            job.worker.send(input(job, chunk, payload));
        }
    }

    private static Message input(Job job, JsonFields chunk, ByteBuffer payload) {
        return Message.of(
                job.worker.nextPushId(),
                CurrentType.REQUEST_CHUNK_PREFIX + job.toolkitName,
                Body.of(Contents.chunkMessage(job.workerCallId(), chunk), payload));
    }

    /** The end of the input, to a worker whose caller will send no more; null when there was none, or it has ended. */
    static @Nullable Message endOfInput(Job job) {
        return job.inputOpen ? input(job, Contents.close(Contents.NORMAL, null), Body.NO_ATTACHMENT) : null;
    }

    /** Passes an item of a provider's answer on, or an event; what belongs to no call, or to none any more, is dropped. */
    void output(Session worker, long callId, JsonFields chunk, ByteBuffer payload) {
        Job closed = null;
        synchronized (lock) {
            Job job = worker.work.call(callId);
            if (job == null) {
                return;
            } else if (!Contents.isKnown(chunk.string("type"))) {
                JobBoard.pass(job, chunk);
            } else if (job.state == Job.State.OPEN) {
                toCaller(job, Contents.readable(chunk), payload);
                closed = Contents.isClose(chunk) ? jobs.finishOpen(job) : null;
            }
        }
        if (closed != null) {
            JobBoard.stopTimer(closed);
        }
    }

    /** Ours: passes on how much somebody has read, to who sends it. */
    void credit(Session reader, CreditNotice notice) {
        synchronized (lock) {
            Long call = notice.callId();
            Long request = notice.requestId();
            Job asked = request == null ? null : reader.work.asked(request);
            Job worked = call == null ? null : reader.work.call(call);
            if (asked != null && asked.worker.ours) {
                tell(asked.worker, new CreditNotice(null, asked.callId, notice.items()));
            } else if (worked != null && worked.terms.credits()) {
                tell(worked.caller, new CreditNotice(worked.requestId, null, notice.items()));
            }
        }
    }

    private static void tell(Session sender, CreditNotice notice) {
        sender.send(Message.of(sender.nextPushId(), MessageType.CREDIT, Body.of(notice.json())));
    }

    private static void toCaller(Job job, JsonFields chunk, ByteBuffer payload) {
        String id = job.terms.toolCallId();
        if (id != null) {
            job.caller.send(Message.of(
                    job.caller.nextPushId(),
                    CurrentType.RESPONSE_CHUNK,
                    Body.of(Contents.chunkMessage(id, chunk), payload)));
        }
    }

    private static void toCaller(Job job, JsonFields.Builder said) {
        toCaller(job, Contents.json(said.toRaw()), Body.NO_ATTACHMENT);
    }

    /** Answers a job that failed; one whose answer is a stream already hears of it there, and then the end. */
    static void fail(Job job, Job.State reached, ErrorInfo why) {
        if (reached != Job.State.OPEN) {
            job.reply.error(why);
            return;
        } else if (job.held == null) {
            toCaller(job, ContentCodec.numberedError(why).json(), Body.NO_ATTACHMENT);
        } else if (why.code() == ErrorCode.AGENT_LEFT) {
            toCaller(job, said("client_disconnected").put("participant_id", job.worker.id));
        } else {
            toCaller(job, said("closed").put("reason", why.code().wireName()).put("message", why.text()));
        }
        toCaller(job, Contents.close(Contents.NORMAL, null), Body.NO_ATTACHMENT);
    }
}
