package dev.taskrunner;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the code that does the work knows about a call, be it a task or a tool call: who wants it, until when, and whether
 * still. Safe to share between threads.
 */
public abstract sealed class CallContext permits TaskContext, ToolContext {
    private final Builder values;

    CallContext(Builder values) {
        this.values = values;
    }

    /**
     * Starts a context, for hosts and for tests of user code.
     *
     * @param caller who calls
     * @return a builder without deadline, attachment or room
     */
    public static Builder builder(Participant caller) {
        return new Builder(caller);
    }

    /**
     * Who calls.
     *
     * @return the caller
     */
    public Participant caller() {
        return values.caller;
    }

    /**
     * For whom the caller acts.
     *
     * @return that participant, if the caller acts for another
     */
    public Optional<Participant> onBehalfOf() {
        return Optional.ofNullable(values.onBehalfOf);
    }

    /**
     * The one whose toolkits and rights count: on-behalf-of if there is one, else the caller.
     *
     * @return that participant
     */
    public Participant principal() {
        return onBehalfOf().orElse(values.caller);
    }

    /**
     * The trace that the call belongs to, as headers of W3C Trace Context. Nested asks and tool calls carry it on.
     *
     * @return {@code traceparent} and what goes with it; empty when the caller traces nothing
     */
    public Map<String, String> trace() {
        return values.trace;
    }

    /**
     * The room that the call comes from.
     *
     * @return the room's name; empty outside any room
     */
    public String room() {
        return values.room;
    }

    /**
     * Bytes that came with the call.
     *
     * @return the attachment
     */
    public Optional<Attachment> attachment() {
        return Optional.ofNullable(values.attachment);
    }

    /**
     * When nobody waits any more.
     *
     * @return the deadline, if there is one
     */
    public Optional<Instant> deadline() {
        return Optional.ofNullable(values.deadline);
    }

    /**
     * How much time is left.
     *
     * @return the time until the deadline, never negative; empty without a deadline
     */
    public Optional<Duration> remaining() {
        return deadline()
                .map(until -> Duration.between(values.clock.instant(), until))
                .map(left -> left.isNegative() ? Duration.ZERO : left);
    }

    /**
     * Tells whether anybody still waits.
     *
     * @return the cancellation
     */
    public Cancellation cancellation() {
        return values.cancellation;
    }

    /**
     * Where this call stands in a chain of asks.
     *
     * @return the envelope, with the working runner at the end of its chain
     */
    public Delegation delegation() {
        return values.delegation;
    }

    /**
     * The runners of the room, asked on account of this call: its remaining time, cancellation and place in the chain of
     * asks go along.
     *
     * @return the runners
     */
    public Agents agents() {
        return values.agents == null ? NoRoom.INSTANCE : values.agents.apply(this);
    }

    /**
     * A secret, as text: one that the caller delegated to this runner, else one of the runner's own. Asks the room.
     *
     * <p>What a third participant delegated is not found here, so that nobody can have it used for himself; and neither is what
     * belongs to the one {@link #onBehalfOf}, which the caller may choose freely.
     *
     * @param name what the secret is called
     * @return its value
     * @throws TaskException {@link ErrorCode#FAILED} when there is none, {@link ErrorCode#DENIED} when the runner may use none
     */
    public String secret(String name) {
        return findSecret(name)
                .map(value -> new String(value.toByteArray(), StandardCharsets.UTF_8))
                .orElseThrow(() -> new TaskException(
                        ErrorCode.FAILED,
                        "there is no secret '" + name + "' for this runner; set one, or have the caller delegate one"));
    }

    /**
     * A secret, as bytes; where from, see {@link #secret}.
     *
     * @param name what the secret is called
     * @return its value, if there is one
     * @throws TaskException if the room refuses
     */
    public Optional<Attachment> findSecret(String name) {
        return values.secrets.apply(this, name);
    }

    /**
     * Tells whoever listens how far the work is. Never blocks and never fails; dropped when nobody listens.
     *
     * @param progress how far
     */
    public void progress(Progress progress) {
        values.progress.accept(progress);
    }

    /**
     * Tells whoever listens how far the work is.
     *
     * @param fraction from 0 to 1
     */
    public void progress(double fraction) {
        progress(Progress.of(fraction));
    }

    /**
     * Tells whoever listens what is being done.
     *
     * @param text what is being done
     */
    public void progress(String text) {
        progress(Progress.of(text));
    }

    /** The same call, as one of the tools that its runner uses sees it. */
    Builder copy() {
        return values.copy();
    }

    /** Collects what a call is about; not for several threads. */
    public static final class Builder {
        private final Participant caller;
        private @Nullable Participant onBehalfOf;
        private String room = "";
        private Map<String, String> trace = Map.of();
        private @Nullable Attachment attachment;
        private @Nullable Instant deadline;
        private Clock clock = Clock.systemUTC();
        private Cancellation cancellation = new Cancellation();
        private Delegation delegation = Delegation.ROOT;
        private Consumer<Progress> progress = ignored -> {};
        private java.util.function.@Nullable Function<CallContext, Agents> agents;
        private BiFunction<CallContext, String, Optional<Attachment>> secrets = (context, name) -> Optional.empty();

        private Builder(Participant caller) {
            this.caller = caller;
        }

        /**
         * For whom the caller acts.
         *
         * @param value the participant; null for nobody
         * @return this
         */
        public Builder onBehalfOf(@Nullable Participant value) {
            this.onBehalfOf = value;
            return this;
        }

        /**
         * The trace that the call belongs to.
         *
         * @param headers of W3C Trace Context, by name
         * @return this
         */
        public Builder trace(Map<String, String> headers) {
            this.trace = Map.copyOf(headers);
            return this;
        }

        /**
         * The room that the call comes from.
         *
         * @param name the room's name
         * @return this
         */
        public Builder room(String name) {
            this.room = name;
            return this;
        }

        /**
         * Bytes that came with the call.
         *
         * @param value the attachment; null for none
         * @return this
         */
        public Builder attachment(@Nullable Attachment value) {
            this.attachment = value;
            return this;
        }

        /**
         * When nobody waits any more.
         *
         * @param value the deadline; null for none
         * @param by the clock that it is measured with
         * @return this
         */
        public Builder deadline(@Nullable Instant value, Clock by) {
            this.deadline = value;
            this.clock = by;
            return this;
        }

        /**
         * How the call is cancelled.
         *
         * @param value the cancellation
         * @return this
         */
        public Builder cancellation(Cancellation value) {
            this.cancellation = value;
            return this;
        }

        /**
         * Where the call stands in a chain of asks.
         *
         * @param value the envelope
         * @return this
         */
        public Builder delegation(Delegation value) {
            this.delegation = value;
            return this;
        }

        /**
         * Who hears of progress.
         *
         * @param listener must neither block nor throw
         * @return this
         */
        public Builder progress(Consumer<Progress> listener) {
            this.progress = listener;
            return this;
        }

        /**
         * How nested asks are made.
         *
         * @param source gives the runners of the room for a call
         * @return this
         */
        public Builder agents(java.util.function.Function<CallContext, Agents> source) {
            this.agents = source;
            return this;
        }

        /**
         * Where secrets come from.
         *
         * @param source gives the secret of a name for a call, if there is one
         * @return this
         */
        public Builder secrets(BiFunction<CallContext, String, Optional<Attachment>> source) {
            this.secrets = source;
            return this;
        }

        /**
         * Makes the context of a task.
         *
         * @param chat the conversation
         * @param toolkits what the runner may use, in order
         * @return the context
         */
        public TaskContext task(ChatContext chat, List<Toolkit> toolkits) {
            return new TaskContext(copy(), chat, toolkits);
        }

        /**
         * Makes the context of a tool call.
         *
         * @return the context
         */
        public ToolContext tool() {
            return new ToolContext(copy());
        }

        private Builder copy() {
            Builder copy = new Builder(caller);
            copy.onBehalfOf = onBehalfOf;
            copy.room = room;
            copy.trace = trace;
            copy.attachment = attachment;
            copy.deadline = deadline;
            copy.clock = clock;
            copy.cancellation = cancellation;
            copy.delegation = delegation;
            copy.progress = progress;
            copy.agents = agents;
            copy.secrets = secrets;
            return copy;
        }
    }

    /** For contexts made by hand, outside any room. */
    private enum NoRoom implements Agents {
        INSTANCE;

        @Override
        public CompletableFuture<TaskResult> askAsync(String agent, Object arguments, AskOptions options) {
            return CompletableFuture.failedFuture(new TaskException(
                    ErrorCode.UNKNOWN_AGENT, "'" + agent + "' cannot be asked: this call does not come from a room"));
        }

        @Override
        public List<TaskSpec> list() {
            return List.of();
        }
    }
}
