package dev.taskrunner.server;

import dev.taskrunner.protocol.StreamTerms;
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
 * <p>Owner: the room of both. The room's lock guards {@link #state}, {@link #inputOpen}, {@link #timer} and {@link #children}; a job
 * is settled once, whoever comes first: the answer, the end of a streamed answer, a cancel, the deadline, or somebody leaving.
 */
final class Job {
    /** How far it has come. */
    enum State {
        /** Known, but the worker was not told yet. */
        PREPARED,
        /** The worker was told. */
        DELIVERED,
        /** The worker answered that its answer is a stream. */
        OPEN,
        /** Answered, or nobody is left to answer. */
        SETTLED
    }

    /**
     * What the caller said about its job.
     *
     * @param asked whether it was asked for the classic way, which takes its answer in another form
     * @param toolCallId the caller's name for the call; null when it gave none
     * @param streamsInput whether the arguments are a stream
     * @param wantsProgress whether the caller wants to hear of progress
     * @param credits whether the caller tells how much of a streamed answer it has read, and reads such answers in any generation
     */
    record Terms(
            boolean asked, @Nullable String toolCallId, boolean streamsInput, boolean wantsProgress, boolean credits) {
        /** The streams of a call as its worker hears of them. */
        StreamTerms forWorker(String workerCallId) {
            return new StreamTerms(workerCallId, streamsInput, credits);
        }
    }

    final Session caller;
    final Session worker;
    /** What the worker speaks. */
    final Dialect dialect;

    final Reply reply;
    final long requestId;
    /** The runner asked; null for a tool call. */
    final @Nullable Agent agent;
    /** The id of the task; empty for what is delivered as a tool call. */
    final String taskId;
    /** The id of the push; 0 for what is delivered as an ask. */
    final long callId;

    final Terms terms;
    /** The toolkit called; the runner's name for an ask. */
    final String toolkitName;
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
    boolean inputOpen; // whether more input may come

    /** What waits for the worker to accept; null for what is no stream of messages. Guarded by the room's lock. */
    final @Nullable HeldInput held;

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
            Terms terms) {

        /** The same in no more than a certain time. */
        Order within(Duration limit) {
            return limit.compareTo(time) >= 0
                    ? this
                    : new Order(
                            reply,
                            lineage,
                            onBehalfOf,
                            bounds,
                            limit,
                            end.minus(time).plus(limit),
                            terms);
        }
    }

    /** Who works, in which generation, under which name. */
    private record Provider(Session worker, Dialect dialect, String toolkit, boolean accepts) {
        static Provider of(Agent agent) {
            return new Provider(agent.owner, agent.dialect, agent.name, false);
        }
    }

    private Job(Order order, Provider provider, @Nullable Agent agent, String taskId, long callId) {
        this.caller = order.reply().session();
        this.requestId = order.reply().requestId();
        this.reply = order.reply();
        this.worker = provider.worker();
        this.dialect = provider.dialect();
        this.toolkitName = provider.toolkit();
        this.agent = agent;
        this.taskId = taskId;
        this.callId = callId;
        this.terms = order.terms();
        this.inputOpen = order.terms().streamsInput();
        this.held = provider.accepts() ? new HeldInput() : null;
        this.lineage = order.lineage();
        this.onBehalfOf = order.onBehalfOf();
        this.bounds = order.bounds();
        this.time = order.time();
        this.end = order.end();
        this.callsLeft = order.lineage().tree().callsLeft();
    }

    static Job ask(Order order, Agent agent, String taskId) {
        return new Job(order, Provider.of(agent), agent, taskId, 0);
    }

    /** An ask of a runner that is asked by calling its tool. */
    static Job run(Order order, Agent agent, long callId) {
        return new Job(order, Provider.of(agent), agent, "", callId);
    }

    static Job call(Order order, RegisteredToolkit toolkit, long callId) {
        Provider provider = new Provider(toolkit.owner, toolkit.dialect, toolkit.name, false);
        return new Job(order, provider, null, "", callId);
    }

    /** A stream of messages, which its receiver accepts or rejects. */
    static Job messages(Order order, Session receiver, long callId) {
        Provider provider = new Provider(receiver, receiver.dialect, StreamOpening.TOOLKIT, true);
        return new Job(order.within(StreamOpening.TIME), provider, null, "", callId);
    }

    /** The runners that led here, with the one that works on this at the end; a tool is no runner. */
    List<String> chain() {
        if (agent == null) {
            return lineage.chain();
        }
        List<String> longer = new ArrayList<>(lineage.chain());
        longer.add(agent.name);
        return longer;
    }

    /** For whom it is done. */
    Session principal() {
        return onBehalfOf == null ? caller : onBehalfOf;
    }

    /** The same as the worker reads it; null for the caller itself. */
    @Nullable
    String onBehalfOfId() {
        return onBehalfOf == null ? null : onBehalfOf.id;
    }

    /** The worker's name for the call: a caller's may be another caller's too. That of a stream of messages both ends hear. */
    String workerCallId() {
        return held == null ? Long.toString(callId) : worker.id + "-" + callId;
    }

    /** What it is, for people. */
    String title() {
        if (held != null) {
            return "opening of the stream";
        }
        return agent == null ? "tool call" : "ask";
    }
}
