package dev.taskrunner.server;

import dev.taskrunner.room.ApiScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One ask or tool call on its way: who waits, who works, and how to answer.
 *
 * <p>Owner: the room of both. The room's lock guards {@link #state}, {@link #timer} and
 * {@link #children}; a job is settled once, whoever comes
 * first: the answer, a cancel, the deadline, or somebody leaving.
 */
final class Job {
    /** How far it has come. */
    enum State {
        /** Known, but the worker was not told yet. */
        PREPARED,
        /** The worker was told. */
        DELIVERED,
        /** Answered, or nobody is left to answer. */
        SETTLED
    }

    final Session caller;
    final Session worker;
    final Reply reply;
    final long requestId;
    /** The agent asked; null for a tool call. */
    final @Nullable Agent agent;
    /** The id of the task; empty for a tool call. */
    final String taskId;
    /** The id of the push; 0 for an ask. */
    final long callId;
    /** Whether the caller wants to hear of progress. */
    final boolean wantsProgress;
    /** Where it comes from. */
    final Lineage lineage;
    /** For whom it is done; null for the caller itself. */
    final @Nullable Session onBehalfOf;
    /** What is allowed to those for whom it is done, and to whatever is done for it. */
    final List<ApiScope> bounds;
    /** How long it may take, from its beginning. */
    final Duration time;
    /** When that is over. */
    final Instant end;
    /** What was left of the tree's budget before this job. */
    final int callsLeft;

    State state = State.PREPARED;

    /** What is done for it and not settled; guarded by the room's lock. */
    final Set<Job> children = new LinkedHashSet<>();

    @Nullable
    Runnable timer; // takes the deadline back

    /** What is known of a job before it is decided who works on it. */
    record Order(
            Reply reply,
            Lineage lineage,
            @Nullable Session onBehalfOf,
            List<ApiScope> bounds,
            Duration time,
            Instant end,
            boolean wantsProgress) {}

    private Job(Order order, Session worker, @Nullable Agent agent, String taskId, long callId) {
        this.caller = order.reply().session();
        this.requestId = order.reply().requestId();
        this.reply = order.reply();
        this.worker = worker;
        this.agent = agent;
        this.taskId = taskId;
        this.callId = callId;
        this.wantsProgress = order.wantsProgress();
        this.lineage = order.lineage();
        this.onBehalfOf = order.onBehalfOf();
        this.bounds = order.bounds();
        this.time = order.time();
        this.end = order.end();
        this.callsLeft = order.lineage().tree().callsLeft();
    }

    static Job ask(Order order, Agent agent, String taskId) {
        return new Job(order, agent.owner, agent, taskId, 0);
    }

    static Job call(Order order, Session provider, long callId) {
        return new Job(order, provider, null, "", callId);
    }

    /** The runners that led here, with the one that works on this at the end; a tool is no runner. */
    List<String> chain() {
        if (agent == null) {
            return lineage.chain();
        }
        List<String> longer = new ArrayList<>(lineage.chain());
        longer.add(agent.name());
        return longer;
    }

    /** For whom it is done. */
    Session principal() {
        return onBehalfOf == null ? caller : onBehalfOf;
    }

    /** What it is, for people. */
    String title() {
        return agent == null ? "tool call" : "ask";
    }
}
