package dev.taskrunner.service;

import dev.taskrunner.protocol.WebhookSignature;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Refuses signatures that are old or were seen before, as far as they say when they were made and which they are. Classic senders
 * say neither, and are taken; so their calls can be replayed. Thread-safe; {@code this} guards what was seen, which is bounded.
 */
final class Replays {
    private static final Duration WINDOW = Duration.ofMinutes(5);
    private static final int MAX_SEEN = 10_000;

    private final Clock clock;
    private final Map<String, Instant> seen = new LinkedHashMap<>();

    Replays(Clock clock) {
        this.clock = clock;
    }

    /** Whether a signature is fresh; it is not fresh a second time. */
    synchronized boolean accept(WebhookSignature signature) {
        Instant now = clock.instant();
        Instant issued = signature.issuedAt();
        if (issued != null && Duration.between(issued, now).abs().compareTo(WINDOW) > 0) {
            return false;
        }
        String id = signature.id();
        if (id == null) {
            return true;
        }
        forget(now);
        return seen.size() < MAX_SEEN && seen.putIfAbsent(id, now) == null;
    }

    /** One made at the far end of the window could come again until twice its length has passed. */
    private void forget(Instant now) {
        Iterator<Instant> oldestFirst = seen.values().iterator();
        while (oldestFirst.hasNext()
                && oldestFirst.next().plus(WINDOW.multipliedBy(2)).isBefore(now)) {
            oldestFirst.remove();
        }
    }
}
