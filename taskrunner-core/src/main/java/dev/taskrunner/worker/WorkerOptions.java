package dev.taskrunner.worker;

import dev.taskrunner.room.spi.RoomTimer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a {@link Worker} works. Immutable; every option has a default. */
public final class WorkerOptions {
    /** What is longer cannot be counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private final Builder values;

    private WorkerOptions(Builder values) {
        this.values = values;
    }

    /**
     * All defaults.
     *
     * @return one message at a time, 5 attempts, leases of 30 seconds
     */
    public static WorkerOptions defaults() {
        return builder().build();
    }

    /**
     * Starts with the defaults.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    int concurrency() {
        return values.concurrency;
    }

    Duration lease() {
        return values.lease;
    }

    int maxAttempts() {
        return values.maxAttempts;
    }

    @Nullable
    String deadLetters() {
        return values.deadLetters;
    }

    Duration gracePeriod() {
        return values.gracePeriod;
    }

    RoomTimer timer() {
        return values.timer;
    }

    /** How long a message rests after a failure: doubled each time, up to the longest. */
    Duration backOff(int attempts) {
        double factor = Math.pow(2, Math.max(0, Math.min(62, attempts - 1)));
        double millis = values.minBackOff.toMillis() * factor;
        return Duration.ofMillis((long) Math.min(millis, values.maxBackOff.toMillis()));
    }

    /** Collects options; values that make no sense are refused at once. Not for several threads. */
    public static final class Builder {
        private int concurrency = 1;
        private Duration lease = Duration.ofSeconds(30);
        private int maxAttempts = 5;
        private @Nullable String deadLetters;
        private Duration minBackOff = Duration.ofSeconds(1);
        private Duration maxBackOff = Duration.ofMinutes(5);
        private Duration gracePeriod = Duration.ofSeconds(5);
        private RoomTimer timer = RoomTimer.system();

        private Builder() {}

        /**
         * Sets how many messages are worked on at once.
         *
         * @param count 1 by default, at most 256
         * @return this
         */
        public Builder concurrency(int count) {
            if (count < 1 || count > 256) {
                throw new IllegalArgumentException("concurrency must be between 1 and 256: " + count);
            }
            concurrency = count;
            return this;
        }

        /**
         * Sets for how long at a time a message is borrowed. While it is worked on the lease is extended, so this is only how
         * long others wait when this process dies.
         *
         * @param time 30 seconds by default
         * @return this
         */
        public Builder lease(Duration time) {
            lease = positive("lease", time);
            return this;
        }

        /**
         * Sets how often a message is tried before it is a dead letter.
         *
         * @param count 5 by default; 0 for ever
         * @return this
         */
        public Builder maxAttempts(int count) {
            if (count < 0) {
                throw new IllegalArgumentException("maxAttempts must not be negative: " + count);
            }
            maxAttempts = count;
            return this;
        }

        /**
         * Sets the queue for dead letters.
         *
         * @param queue {@code <queue>.dead} by default
         * @return this
         */
        public Builder deadLetters(String queue) {
            deadLetters = queue;
            return this;
        }

        /**
         * Sets how long a message rests after a failure; doubled each time.
         *
         * @param shortest after the first failure, 1 second by default
         * @param longest at most, 5 minutes by default
         * @return this
         */
        public Builder backOff(Duration shortest, Duration longest) {
            if (shortest.isNegative() || longest.compareTo(shortest) < 0 || longest.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("back-off from " + shortest + " to " + longest + " makes no sense");
            }
            minBackOff = shortest;
            maxBackOff = longest;
            return this;
        }

        /**
         * Sets how long work that is under way may go on when the worker is closed; then it is cancelled, and its messages go
         * back.
         *
         * @param time 5 seconds by default
         * @return this
         */
        public Builder gracePeriod(Duration time) {
            if (time.isNegative() || time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("gracePeriod must be from zero to a hundred years: " + time);
            }
            gracePeriod = time;
            return this;
        }

        /**
         * Sets the clock and timer of leases and pauses.
         *
         * @param source real time by default; tests turn it by hand
         * @return this
         */
        public Builder timer(RoomTimer source) {
            timer = source;
            return this;
        }

        /**
         * Builds the options.
         *
         * @return the options
         */
        public WorkerOptions build() {
            Builder copy = new Builder();
            copy.concurrency = concurrency;
            copy.lease = lease;
            copy.maxAttempts = maxAttempts;
            copy.deadLetters = deadLetters;
            copy.minBackOff = minBackOff;
            copy.maxBackOff = maxBackOff;
            copy.gracePeriod = gracePeriod;
            copy.timer = timer;
            return new WorkerOptions(copy);
        }

        private static Duration positive(String option, Duration value) {
            if (value.isZero() || value.isNegative() || value.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        option + " must be longer than zero, and at most a hundred years: " + value);
            }
            return value;
        }
    }
}
