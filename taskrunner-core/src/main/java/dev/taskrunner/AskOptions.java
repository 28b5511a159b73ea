package dev.taskrunner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How to ask: timeout, attachment, on whose behalf, which toolkits, who hears of progress. Immutable.
 */
public final class AskOptions {
    /** Nothing special: the room's default timeout (5 minutes unless configured). */
    public static final AskOptions DEFAULT = builder().build();

    private final Builder values;

    private AskOptions(Builder values) {
        this.values = values;
    }

    /**
     * Starts with the defaults.
     *
     * @return a new builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Only a timeout.
     *
     * @param timeout more than zero
     * @return the options
     */
    public static AskOptions timeout(Duration timeout) {
        return builder().timeout(timeout).build();
    }

    /**
     * How long to wait, and how long the runner may work.
     *
     * @return the timeout; empty for the room's default
     */
    public Optional<Duration> timeout() {
        return Optional.ofNullable(values.timeout);
    }

    /**
     * For whom the caller acts.
     *
     * @return the id of a participant in the room
     */
    public Optional<String> onBehalfOf() {
        return Optional.ofNullable(values.onBehalfOf);
    }

    /**
     * Bytes that go along.
     *
     * @return the attachment
     */
    public Optional<Attachment> attachment() {
        return Optional.ofNullable(values.attachment);
    }

    /**
     * The toolkits that the runner may use for this ask.
     *
     * @return the toolkits; empty for none
     */
    public List<RequiredToolkit> toolkits() {
        return values.toolkits;
    }

    /**
     * Who hears of progress.
     *
     * @return the listener; it runs on the room's executor, one call at a time
     */
    public Optional<Consumer<Progress>> progress() {
        return Optional.ofNullable(values.progress);
    }

    /**
     * The trace that the ask belongs to.
     *
     * @return headers of W3C Trace Context, by name; empty to go on with that of the surrounding call, if any
     */
    public Map<String, String> trace() {
        return values.trace;
    }

    /**
     * The conversation that goes before the ask.
     *
     * @return as {@link ChatContext#addAll} takes it; empty for none
     */
    public Map<String, Object> conversation() {
        return values.conversation;
    }

    /** The same options with bytes going along. */
    AskOptions withAttachment(Attachment attachment) {
        Builder copy = values.copy();
        copy.attachment = attachment;
        return new AskOptions(copy);
    }

    /** Collects options; not for several threads. */
    public static final class Builder {
        private @Nullable Duration timeout;
        private @Nullable String onBehalfOf;
        private @Nullable Attachment attachment;
        private List<RequiredToolkit> toolkits = List.of();
        private @Nullable Consumer<Progress> progress;
        private Map<String, String> trace = Map.of();
        private Map<String, Object> conversation = Map.of();

        private Builder() {}

        /**
         * How long to wait.
         *
         * @param value more than zero
         * @return this
         */
        public Builder timeout(Duration value) {
            if (value.isZero() || value.isNegative()) {
                throw new IllegalArgumentException("a timeout is more than zero, not " + value);
            }
            this.timeout = value;
            return this;
        }

        /**
         * For whom the caller acts.
         *
         * @param participantId the id of a participant in the room
         * @return this
         */
        public Builder onBehalfOf(String participantId) {
            this.onBehalfOf = participantId;
            return this;
        }

        /**
         * Bytes that go along.
         *
         * @param value the attachment
         * @return this
         */
        public Builder attachment(Attachment value) {
            this.attachment = value;
            return this;
        }

        /**
         * A toolkit that the runner may use for this ask.
         *
         * @param name the toolkit's name
         * @param tools its tools; none named means all
         * @return this
         */
        public Builder toolkit(String name, String... tools) {
            List<RequiredToolkit> more = new ArrayList<>(toolkits);
            more.add(RequiredToolkit.of(name, tools));
            this.toolkits = List.copyOf(more);
            return this;
        }

        /**
         * Who hears of progress.
         *
         * @param listener runs on the room's executor, one call at a time
         * @return this
         */
        public Builder progress(Consumer<Progress> listener) {
            this.progress = listener;
            return this;
        }

        /**
         * The trace that the ask belongs to, for callers that trace.
         *
         * @param headers of W3C Trace Context, by name; without a {@code traceparent} there is no trace
         * @return this
         */
        public Builder trace(Map<String, String> headers) {
            this.trace = Map.copyOf(headers);
            return this;
        }

        /**
         * The conversation that goes before the ask; the runner finds it in its {@link TaskContext#chat}. Each message is there
         * one of the {@code user} or the {@code assistant}: whoever asks gives a runner no rules. Rooms that do not pass it on
         * refuse the ask: {@link ErrorCode#UNSUPPORTED}; see {@code AgentsClient.passesConversations}.
         *
         * @param context as {@link ChatContext#addAll} takes it; empty for none
         * @return this
         */
        public Builder conversation(Map<String, ?> context) {
            this.conversation = Collections.unmodifiableMap(new LinkedHashMap<>(context));
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         */
        public AskOptions build() {
            return new AskOptions(copy());
        }

        private Builder copy() {
            Builder copy = new Builder();
            copy.timeout = timeout;
            copy.onBehalfOf = onBehalfOf;
            copy.attachment = attachment;
            copy.toolkits = toolkits;
            copy.progress = progress;
            copy.trace = trace;
            copy.conversation = conversation;
            return copy;
        }
    }
}
