package dev.taskrunner.room;

import java.time.Duration;
import java.util.Optional;

/**
 * On what terms a message is taken. Immutable.
 *
 * @param lease for how long nobody else gets it; it can be extended
 * @param patience how long to wait for a message when there is none
 * @param maxAttempts a message that failed so often becomes a dead letter; 0 for never
 * @param deadLetters the queue for those; {@code <queue>.dead} when empty
 */
public record LeaseOptions(Duration lease, Duration patience, int maxAttempts, Optional<String> deadLetters) {
    /** What is longer cannot be counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private static final LeaseOptions DEFAULTS =
            new LeaseOptions(Duration.ofSeconds(30), Duration.ZERO, 5, Optional.empty());

    /**
     * Refuses what makes no sense.
     *
     * @param lease for how long nobody else gets it
     * @param patience how long to wait for a message when there is none
     * @param maxAttempts a message that failed so often becomes a dead letter; 0 for never
     * @param deadLetters the queue for those
     */
    public LeaseOptions {
        if (lease.isNegative() || lease.isZero() || patience.isNegative() || maxAttempts < 0) {
            throw new IllegalArgumentException("a lease is longer than zero, a wait and attempts are not negative");
        }
        if (lease.compareTo(LONGEST) > 0 || patience.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a lease and a wait are at most a hundred years");
        }
    }

    /**
     * The defaults: 30 seconds, no waiting, 5 attempts.
     *
     * @return the options
     */
    public static LeaseOptions defaults() {
        return DEFAULTS;
    }

    /**
     * With another lease.
     *
     * @param time for how long nobody else gets the message
     * @return a copy
     */
    public LeaseOptions withLease(Duration time) {
        return new LeaseOptions(time, patience, maxAttempts, deadLetters);
    }

    /**
     * With another patience.
     *
     * @param time how long to wait for a message when there is none
     * @return a copy
     */
    public LeaseOptions withPatience(Duration time) {
        return new LeaseOptions(lease, time, maxAttempts, deadLetters);
    }

    /**
     * With another number of attempts.
     *
     * @param count a message that failed so often becomes a dead letter; 0 for never
     * @return a copy
     */
    public LeaseOptions withMaxAttempts(int count) {
        return new LeaseOptions(lease, patience, count, deadLetters);
    }

    /**
     * With another queue for dead letters.
     *
     * @param queue its name
     * @return a copy
     */
    public LeaseOptions withDeadLetters(String queue) {
        return new LeaseOptions(lease, patience, maxAttempts, Optional.of(queue));
    }
}
