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
 * <p>Owner: its room, whose lock guards all jobs; items are queued at links under it, which keeps their order. Holds back nothing and
 * so buffers nothing: what a slow reader does not take is bounded by its link.
 */
final class CallStreams {
    private static final ErrorInfo UNFIT =
            JobBoard.error(ErrorCode.INVALID_RESPONSE, "the tool answers with a stream, which this call does not read");

    private final Object lock; // the room's
    private final JobBoard jobs;

    CallStreams(Object lock, JobBoard jobs) {
        this.lock = lock;
        this.jobs = jobs;
    }

    /** A provider's answer is a stream. */
    void open(Session worker, long callId, ByteBuffer packedOpen) {
        Job unfit = null;
        synchronized (lock) {
            Job job = worker.work.call(callId);
            if (job == null || job.state != Job.State.DELIVERED) {
                return;
            } else if (job.terms.asked()
                    || !(job.terms.credits() || job.reply.dialect().streams())) {
                unfit = job;
            } else {
                job.state = Job.State.OPEN;
                job.reply.packed(JsonFields.EMPTY, packedOpen); // for who hears of answers, it is answered now
            }
        }
        if (unfit != null) {
            jobs.giveUp(unfit, UNFIT);
        }
    }

    /** Passes an item of a caller's input on; one of a call that nobody knows is dropped. */
    void input(Session caller, String toolCallId, JsonFields chunk, ByteBuffer payload) {
        synchronized (lock) {
            Job job = caller.work.stream(toolCallId);
            if (job == null || !job.inputOpen || job.state == Job.State.PREPARED) {
                return;
            }
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

    /** Answers a job that failed; one whose answer is a stream already hears of it there, and then the end. */
    static void fail(Job job, Job.State reached, ErrorInfo why) {
        if (reached == Job.State.OPEN) {
            toCaller(job, ContentCodec.numberedError(why).json(), Body.NO_ATTACHMENT);
            toCaller(job, Contents.close(Contents.NORMAL, null), Body.NO_ATTACHMENT);
        } else {
            job.reply.error(why);
        }
    }
}
