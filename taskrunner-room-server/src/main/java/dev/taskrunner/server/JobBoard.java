package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.ProgressNotice;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The asks and tool calls of one room that wait for an answer.
 *
 * <p>Owner: its room. The room's lock guards the state of all jobs; who settles a job under it is the one who answers, outside
 * of it. A job is told to its worker before anything else is said about it. Never reads arguments or results.
 */
final class JobBoard {
    private static final Logger LOG = LoggerFactory.getLogger(JobBoard.class);
    private static final String ENDED = "what this was done for has ended: ";

    private final Object lock; // the room's
    private final RoomServerOptions options;
    private final String taskPrefix = "task-" + UUID.randomUUID() + "-";
    private final AtomicLong tasks = new AtomicLong();

    JobBoard(Object lock, RoomServerOptions options) {
        this.lock = lock;
        this.options = options;
    }

    /** Under the lock: where a new job comes from. */
    Lineage lineage(Session caller, Extension extension) {
        return Lineage.of(caller, extension, options.maxDelegatedCalls);
    }

    /** Under the lock: what is known of a new job. */
    Job.Order order(
            Reply reply,
            Extension extension,
            Job.Terms terms,
            Lineage lineage,
            @Nullable Session onBehalfOf,
            List<ApiScope> bounds) {
        checkCaller(reply, terms);
        Instant now = options.timer.clock().instant();
        Duration time = timeFor(extension, lineage, now);
        return new Job.Order(reply, lineage, onBehalfOf, bounds, time, now.plus(time), terms);
    }

    /** Under the lock: a job for an agent, to be delivered at once. */
    Job openAsk(Job.Order order, Agent agent) {
        checkDelegation(agent, order.lineage());
        Job job = agent.toolkit == null
                ? Job.ask(order, agent, taskPrefix + tasks.incrementAndGet())
                : Job.run(order, agent, callId(agent.owner));
        Workload.add(job);
        order.lineage().tree().spend();
        return job;
    }

    /** Under the lock: a job for the provider of a tool, to be delivered at once. */
    Job openCall(Job.Order order, RegisteredToolkit toolkit) {
        if (order.lineage().hops() >= 2 * options.maxDelegationDepth) {
            throw refused("asks and tool calls are nested deeper than twice the limit of " + options.maxDelegationDepth
                    + chain(order.lineage().chain()));
        }
        Job job = Job.call(order, toolkit, callId(toolkit.owner));
        Workload.add(job);
        return job;
    }

    /** Under the lock: a stream of messages for a participant, to be delivered at once. */
    Job openStream(Job.Order order, Session receiver) {
        Job job = Job.messages(order, receiver, callId(receiver));
        Workload.add(job);
        return job;
    }

    /** Has something done after a time, unless it is taken back. */
    Runnable later(Duration time, Runnable work) {
        return options.timer.schedule(time, work);
    }

    private static long callId(Session provider) {
        long callId = provider.nextPushId();
        while (callId == 0 || provider.work.call(callId) != null) {
            callId = provider.nextPushId();
        }
        return callId;
    }

    private void checkCaller(Reply reply, Job.Terms terms) {
        Workload work = reply.session().work;
        if (!reply.session().present) {
            throw new TaskException(ErrorCode.CONNECTION_LOST, "the caller has left the room");
        } else if (work.askedCount() >= options.maxOutstanding) {
            throw new TaskException(
                    ErrorCode.AGENT_BUSY,
                    "a participant may wait for at most " + options.maxOutstanding + " asks and tool calls");
        } else if (work.asked(reply.requestId()) != null) {
            throw new TaskException(
                    ErrorCode.INVALID_REQUEST, "another unanswered request has the id " + reply.requestId());
        } else if (terms.streamsInput() && terms.toolCallId() != null && work.stream(terms.toolCallId()) != null) {
            throw new TaskException(
                    ErrorCode.INVALID_REQUEST, "another stream of this participant has that tool_call_id");
        }
    }

    private void checkDelegation(Agent agent, Lineage lineage) {
        List<String> chain = lineage.chain();
        if (chain.size() >= options.maxDelegationDepth) {
            throw refused("the chain of asks is deeper than the limit of " + options.maxDelegationDepth + chain(chain));
        } else if (lineage.tree().callsLeft() <= 0) {
            throw refused("the budget of asks is spent" + chain(chain));
        } else if (agent.forbidsReentry && chain.contains(agent.name)) {
            throw refused("agent '" + agent.name + "' is already part of this chain of asks and forbids re-entry"
                    + chain(chain));
        }
    }

    private static String chain(List<String> names) {
        return names.isEmpty() ? "" : " (chain: " + String.join(" -> ", names) + ")";
    }

    private static TaskException refused(String text) {
        LOG.info("delegation refused: {}", text);
        return new TaskException(ErrorCode.DELEGATION_REFUSED, text);
    }

    /** How long a job may take: no longer than the server allows, the caller waits, and what it is done for may take. */
    private Duration timeFor(Extension extension, Lineage lineage, Instant now) {
        Duration time = options.maxTaskTime;
        Long millis = extension.timeoutMillis();
        if (millis != null && millis < time.toMillis()) {
            time = Duration.ofMillis(millis);
        }
        Instant end = lineage.end();
        if (end != null && Duration.between(now, end).compareTo(time) < 0) {
            time = Duration.between(now, end);
        }
        if (time.isZero() || time.isNegative()) {
            throw new TaskException(ErrorCode.TIMED_OUT, "the deadline has passed already");
        }
        return time;
    }

    /** Makes the message outside the lock and tells the worker, unless the job was settled meanwhile. */
    void deliver(Job job, Supplier<Message> maker) {
        Message message;
        try {
            message = maker.get();
        } catch (TaskException e) {
            giveUp(job, ErrorInfo.of(e));
            return;
        } catch (RuntimeException e) {
            giveUp(job, error(ErrorCode.FAILED, "the room server could not pass on the " + job.title()));
            throw e;
        }
        Runnable timer = options.timer.schedule(job.time, () -> expire(job)); // before the worker can know of the job
        synchronized (lock) {
            if (job.state == Job.State.PREPARED) {
                job.state = Job.State.DELIVERED;
                job.timer = timer;
                job.worker.send(message);
                return;
            }
        }
        timer.run();
    }

    private void expire(Job job) {
        synchronized (lock) {
            if (job.held != null && job.state == Job.State.OPEN) {
                return; // accepted just now; nothing limits how long people talk
            }
        }
        String text = "the " + job.title() + " took longer than " + job.time.toMillis() + " ms";
        giveUp(job, error(ErrorCode.TIMED_OUT, text));
    }

    /** Answers with an error and tells the worker that nobody waits any more; the same for all that is done for this job. */
    void giveUp(Job job, ErrorInfo why) {
        Job.State state;
        List<Job> children;
        synchronized (lock) {
            state = job.state;
            if (!settle(job)) {
                return;
            }
            children = List.copyOf(job.children);
        }
        ErrorInfo below = error(why.code(), ENDED + why.text());
        children.forEach(child -> giveUp(child, why.text().startsWith(ENDED) ? why : below));
        stopTimer(job);
        CallStreams.fail(job, state, why);
        if (state != Job.State.PREPARED) {
            job.dialect.cancelled(job, why).forEach(job.worker::send);
        }
    }

    /** The caller does not want its job any more. */
    void cancel(Session caller, long requestId, ErrorInfo why) {
        Job job;
        synchronized (lock) {
            job = caller.work.asked(requestId);
        }
        if (job != null) {
            giveUp(job, why);
        }
    }

    /** Takes a task from its worker, who has answered; null when it is not, or no longer, its task. */
    @Nullable
    Job finishTask(Session worker, String taskId) {
        synchronized (lock) {
            return finish(worker.work.task(taskId));
        }
    }

    /** The same for a tool call. */
    @Nullable
    Job finishCall(Session worker, long callId) {
        synchronized (lock) {
            Job job = worker.work.call(callId);
            return job == null || job.state == Job.State.OPEN ? null : finish(job);
        }
    }

    /** Gives up on a tool call that this worker was to do. */
    void giveUpCall(Session worker, long callId, ErrorInfo why) {
        Job job;
        synchronized (lock) {
            job = worker.work.call(callId);
        }
        if (job != null) {
            giveUp(job, why);
        }
    }

    /** Under the lock: the stream that answers a job has ended. */
    @Nullable
    Job finishOpen(Job job) {
        return settle(job) ? job : null;
    }

    /** Takes the oldest task of a worker whose answer does not say which. */
    @Nullable
    Job finishOldestTask(Session worker) {
        synchronized (lock) {
            return finish(worker.work.oldestTask());
        }
    }

    int taskCount(Session worker) {
        synchronized (lock) {
            return worker.work.taskCount();
        }
    }

    /** Whether this room once gave out a task of that id: an answer to it is late, or not of its worker. */
    boolean issued(String taskId) {
        return taskId.startsWith(taskPrefix);
    }

    private @Nullable Job finish(@Nullable Job job) {
        if (job == null || !settle(job)) {
            return null;
        }
        stopTimer(job);
        return job;
    }

    /** Passes progress of a task on, if its caller wants to know. */
    void taskProgress(Session worker, ProgressNotice notice) {
        synchronized (lock) {
            pass(notice.taskId() == null ? null : worker.work.task(notice.taskId()), notice.body());
        }
    }

    /** The same for a tool call. */
    void callProgress(Session worker, ProgressNotice notice) {
        synchronized (lock) {
            pass(notice.callId() == null ? null : worker.work.call(notice.callId()), notice.body());
        }
    }

    static void pass(@Nullable Job job, JsonFields progress) {
        if (job != null && job.terms.wantsProgress()) {
            ProgressNotice notice = new ProgressNotice(null, null, null, progress);
            job.reply.dialect().progress(job, notice.bodyFrom(job.chain()));
        }
    }

    /** A job that was taken, and how far it had come. */
    record Taken(Job job, Job.State state) {}

    /** Under the lock: settles whatever a participant that leaves is part of. */
    List<Taken> takeAll(Session leaving) {
        List<Job> jobs = new ArrayList<>(leaving.work.toAnswer());
        leaving.work.waitingFor().stream().filter(job -> job.worker != leaving).forEach(jobs::add);
        List<Taken> taken = new ArrayList<>();
        for (Job job : jobs) {
            taken.add(new Taken(job, job.state));
            settle(job);
        }
        return taken;
    }

    /** Tells the others about jobs that were taken from one that left, and ends what is done for these. */
    void afterLeaving(Session left, List<Taken> taken) {
        ErrorInfo callerLeft = error(ErrorCode.CANCELLED, "the caller left the room");
        for (Taken one : taken) {
            Job job = one.job();
            stopTimer(job);
            List<Job> children;
            synchronized (lock) {
                children = List.copyOf(job.children);
            }
            ErrorInfo below = error(ErrorCode.CANCELLED, ENDED + "a participant left the room");
            children.forEach(child -> giveUp(child, below));
            if (job.caller != left) {
                CallStreams.fail(job, one.state(), error(ErrorCode.AGENT_LEFT, leftText(job)));
            } else if (job.worker != left && one.state() != Job.State.PREPARED) {
                job.dialect.cancelled(job, callerLeft).forEach(job.worker::send);
            }
        }
    }

    private static String leftText(Job job) {
        if (job.held != null) {
            return "the participant left the room before it accepted the stream";
        }
        return job.agent == null
                ? "the provider of the tool left the room before it answered"
                : "agent '" + job.agent.name + "' left the room before it answered";
    }

    private static boolean settle(Job job) {
        if (job.state == Job.State.SETTLED) {
            return false;
        }
        job.state = Job.State.SETTLED;
        Workload.remove(job);
        return true;
    }

    /** Only by who settled the job, or saw it accepted; nobody sets a timer after that. */
    static void stopTimer(Job job) {
        Runnable timer = job.timer;
        if (timer != null) {
            timer.run();
        }
    }

    static ErrorInfo error(ErrorCode code, String text) {
        return new ErrorInfo(text, code, List.of());
    }
}
