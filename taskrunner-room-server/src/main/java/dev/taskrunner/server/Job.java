package dev.taskrunner.server;

import org.jspecify.annotations.Nullable;

/**
 * One ask or tool call on its way: who waits, who works, and how to answer.
 *
 * <p>Owner: the room of both. The room's lock guards {@link #state} and {@link #timer}; a job is settled once, whoever comes
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

    State state = State.PREPARED;

    @Nullable
    Runnable timer; // takes the deadline back

    private Job(Reply reply, Session worker, @Nullable Agent agent, String taskId, long callId, boolean wantsProgress) {
        this.caller = reply.session();
        this.requestId = reply.requestId();
        this.reply = reply;
        this.worker = worker;
        this.agent = agent;
        this.taskId = taskId;
        this.callId = callId;
        this.wantsProgress = wantsProgress;
    }

    static Job ask(Reply reply, Agent agent, String taskId, boolean wantsProgress) {
        return new Job(reply, agent.owner, agent, taskId, 0, wantsProgress);
    }

    static Job call(Reply reply, Session provider, long callId, boolean wantsProgress) {
        return new Job(reply, provider, null, "", callId, wantsProgress);
    }

    /** What it is, for people. */
    String title() {
        return agent == null ? "tool call" : "ask";
    }
}
