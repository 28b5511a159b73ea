package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The asks and tool calls of one room that wait for an answer.
 *
 * <p>Owner: its room. The room's lock guards the state of all jobs; who settles a job under it is the one who answers, outside
 * of it. A job is told to its worker before anything else is said about it. Never reads arguments or results.
 */
final class JobBoard {
    private final Object lock; // the room's
    private final RoomServerOptions options;
    private final String taskPrefix = "task-" + UUID.randomUUID() + "-";
    private final AtomicLong tasks = new AtomicLong();

    JobBoard(Object lock, RoomServerOptions options) {
        this.lock = lock;
        this.options = options;
    }

    /** Under the lock: a job for an agent, to be delivered at once. */
    Job openAsk(Reply reply, Agent agent, Extension extension) {
        checkCaller(reply);
        checkDelegation(agent, extension);
        Job job = Job.ask(reply, agent, taskPrefix + tasks.incrementAndGet(), extension.progress());
        Workload.add(job);
        return job;
    }

    /** Under the lock: a job for the provider of a tool, to be delivered at once. */
    Job openCall(Reply reply, Session provider, Extension extension) {
        checkCaller(reply);
        long callId = provider.nextPushId();
        while (callId == 0 || provider.work.call(callId) != null) {
            callId = provider.nextPushId();
        }
        Job job = Job.call(reply, provider, callId, extension.progress());
        Workload.add(job);
        return job;
    }

    private void checkCaller(Reply reply) {
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
        }
    }

    private void checkDelegation(Agent agent, Extension extension) {
        Integer callsLeft = extension.callsLeft();
        if (extension.chain().size() >= options.maxDelegationDepth) {
            throw refused("the chain of asks is deeper than the limit of " + options.maxDelegationDepth);
        } else if (callsLeft != null && callsLeft <= 0) {
            throw refused("the budget of asks is spent");
        } else if (agent.forbidsReentry && extension.chain().contains(agent.name())) {
            throw refused("agent '" + agent.name() + "' is already part of this chain of asks and forbids re-entry");
        }
    }

    private static TaskException refused(String text) {
        return new TaskException(ErrorCode.DELEGATION_REFUSED, text);
    }

    /** How long a job may take. */
    Duration timeFor(Extension extension) {
        Long millis = extension.timeoutMillis();
        if (millis == null || millis >= options.maxTaskTime.toMillis()) {
            return options.maxTaskTime;
        } else if (millis <= 0) {
            throw new TaskException(ErrorCode.TIMED_OUT, "the deadline has passed already");
        }
        return Duration.ofMillis(millis);
    }

    /** Makes the message outside the lock and tells the worker, unless the job was settled meanwhile. */
    void deliver(Job job, Supplier<Message> maker, Duration time) {
        Message message;
        try {
            message = maker.get();
        } catch (RuntimeException e) {
            giveUp(job, error(ErrorCode.FAILED, "the room server could not pass on the " + job.title()));
            throw e;
        }
        synchronized (lock) {
            if (job.state != Job.State.PREPARED) {
                return;
            }
            job.state = Job.State.DELIVERED;
            job.worker.send(message);
        }
        Runnable timer = options.timer.schedule(time, () -> expire(job, time));
        synchronized (lock) {
            if (job.state != Job.State.SETTLED) {
                job.timer = timer;
                return;
            }
        }
        timer.run();
    }

    private void expire(Job job, Duration time) {
        ErrorInfo why =
                error(ErrorCode.TIMED_OUT, "the " + job.title() + " took longer than " + time.toMillis() + " ms");
        giveUp(job, why);
    }

    /** Answers with an error and tells the worker that nobody waits any more. */
    void giveUp(Job job, ErrorInfo why) {
        boolean delivered;
        synchronized (lock) {
            delivered = job.state == Job.State.DELIVERED;
            if (!settle(job)) {
                return;
            }
        }
        stopTimer(job);
        job.reply.error(why);
        if (delivered) {
            job.worker.send(job.worker.dialect.cancelled(job, why));
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
            return finish(worker.work.call(callId));
        }
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
    void taskProgress(Session worker, String taskId, JsonFields progress) {
        synchronized (lock) {
            pass(worker.work.task(taskId), progress);
        }
    }

    /** The same for a tool call. */
    void callProgress(Session worker, long callId, JsonFields progress) {
        synchronized (lock) {
            pass(worker.work.call(callId), progress);
        }
    }

    private static void pass(@Nullable Job job, JsonFields progress) {
        if (job != null && job.wantsProgress) {
            job.caller.send(job.caller.dialect.progress(job, progress));
        }
    }

    /** Under the lock: settles whatever a participant that leaves is part of. */
    List<Job> takeAll(Session leaving) {
        List<Job> taken = new ArrayList<>(leaving.work.toAnswer());
        leaving.work.waitingFor().stream().filter(job -> job.worker != leaving).forEach(taken::add);
        taken.forEach(JobBoard::settle);
        return taken;
    }

    /** Tells the others about jobs that were taken from one that left. */
    static void afterLeaving(Session left, List<Job> taken) {
        for (Job job : taken) {
            stopTimer(job);
            if (job.caller != left) {
                job.reply.error(error(ErrorCode.AGENT_LEFT, leftText(job)));
            } else if (job.worker != left) {
                job.worker.send(
                        job.worker.dialect.cancelled(job, error(ErrorCode.CANCELLED, "the caller left the room")));
            }
        }
    }

    private static String leftText(Job job) {
        return job.agent == null
                ? "the provider of the tool left the room before it answered"
                : "agent '" + job.agent.name() + "' left the room before it answered";
    }

    private static boolean settle(Job job) {
        if (job.state == Job.State.SETTLED) {
            return false;
        }
        job.state = Job.State.SETTLED;
        Workload.remove(job);
        return true;
    }

    /** Only by who settled the job; nobody sets a timer after that. */
    private static void stopTimer(Job job) {
        Runnable timer = job.timer;
        if (timer != null) {
            timer.run();
        }
    }

    static ErrorInfo error(ErrorCode code, String text) {
        return new ErrorInfo(text, code, List.of());
    }
}
