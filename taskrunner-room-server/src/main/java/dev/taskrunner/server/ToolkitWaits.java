package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.spi.RoomTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Questions for the toolkits of a participant that has none yet (current protocol §5.2): answered when the first is there, or when the
 * time is over.
 *
 * <p>Owner: its room. {@code this} guards the map and nothing runs under it; whether there is anything is asked, and answered, outside.
 */
final class ToolkitWaits {
    private static final int MAX = 64; // of one participant
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** One question; answers when it can. */
    private record Wait(Session by, BooleanSupplier attempt) {}

    private final RoomTimer timer;
    private final Map<Wait, Runnable> waits = new LinkedHashMap<>(); // with what takes its timer back

    ToolkitWaits(RoomTimer timer) {
        this.timer = timer;
    }

    /**
     * Answers now or later.
     *
     * @param attempt answers if there is something to say
     * @param late answers whatever there is
     */
    void await(Session by, Duration time, BooleanSupplier attempt, Runnable late) {
        Wait wait = new Wait(by, attempt);
        add(wait);
        Duration bounded = time.compareTo(LONGEST) < 0 ? time : LONGEST;
        Runnable forget = timer.schedule(bounded, () -> {
            if (take(wait)) {
                late.run();
            }
        });
        boolean waiting;
        synchronized (this) {
            waiting = waits.computeIfPresent(wait, (same, none) -> forget) != null;
        }
        if (!waiting) {
            forget.run();
        } else {
            attempt(wait);
        }
    }

    private synchronized void add(Wait wait) {
        if (waits.keySet().stream().filter(other -> other.by() == wait.by()).count() >= MAX) {
            throw new TaskException(
                    ErrorCode.AGENT_BUSY, "a participant may wait for at most " + MAX + " lists of toolkits");
        }
        waits.put(wait, () -> {});
    }

    private boolean take(Wait wait) {
        Runnable forget;
        synchronized (this) {
            forget = waits.remove(wait);
        }
        if (forget != null) {
            forget.run();
        }
        return forget != null;
    }

    private void attempt(Wait wait) {
        if (wait.attempt().getAsBoolean()) {
            take(wait);
        }
    }

    /** Something was registered. */
    void registered() {
        List<Wait> all;
        synchronized (this) {
            all = new ArrayList<>(waits.keySet());
        }
        all.forEach(this::attempt);
    }

    /** Who left does not ask any more. */
    void leave(Session session) {
        List<Wait> own;
        synchronized (this) {
            own = waits.keySet().stream().filter(wait -> wait.by() == session).toList();
        }
        own.forEach(this::take);
    }
}
