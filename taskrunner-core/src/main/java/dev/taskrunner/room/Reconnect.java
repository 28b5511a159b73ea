package dev.taskrunner.room;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next attempt: exponential, with jitter so that a thousand clients do not return at once. */
final class Reconnect {
    private final Duration least;
    private final Duration greatest;
    private int failures;

    Reconnect(Duration least, Duration greatest) {
        this.least = least;
        this.greatest = greatest;
    }

    /** Between half and the whole of least · 2^failures, at most the greatest. */
    Duration nextDelay() {
        double whole = Math.min(greatest.toNanos(), least.toNanos() * Math.pow(2, Math.min(failures, 40)));
        failures++;
        return Duration.ofNanos((long) (whole * ThreadLocalRandom.current().nextDouble(0.5, 1.0)));
    }

    void succeeded() {
        failures = 0;
    }
}
