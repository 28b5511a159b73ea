package dev.taskrunner.testing;

import dev.taskrunner.room.spi.RoomTimer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until a test turns it.
 *
 * <pre>{@code
 * ManualTimer timer = new ManualTimer();
 * timer.schedule(Duration.ofMinutes(5), this::timeOut);
 * timer.advance(Duration.ofMinutes(5)); // runs timeOut, on this thread
 * }</pre>
 *
 * <p>Safe for several threads. {@code lock} guards the time and what is scheduled; tasks run outside it, one after the other
 * in the order of their times, on the thread that turns the clock.
 */
public final class ManualTimer implements RoomTimer {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private record Task(Instant due, long number, Runnable code) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition added = lock.newCondition();
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparing(Task::due).thenComparing(Task::number));
    private final Clock clock = new View(ZoneOffset.UTC);
    private Instant now;
    private long count;

    /** A timer that stands at the beginning of 2026. */
    public ManualTimer() {
        this(START);
    }

    /**
     * A timer that stands at a time of one's choice: the present, where tokens expire.
     *
     * @param start the first time it shows
     */
    public ManualTimer(Instant start) {
        this.now = start;
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public Runnable schedule(Duration delay, Runnable task) {
        lock.lock();
        try {
            Task entry = new Task(now.plus(delay), count++, task);
            tasks.add(entry);
            added.signalAll();
            return () -> remove(entry);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Task entry) {
        lock.lock();
        try {
            tasks.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Turns the clock. What becomes due runs on the calling thread, each task at its own time; also what these tasks schedule,
     * when it is due by then.
     *
     * @param time how far; zero runs what is due now
     */
    public void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time does not run backwards: " + time);
        }
        Instant until = clock.instant().plus(time);
        for (Task due = next(until); due != null; due = next(until)) {
            due.code().run();
        }
    }

    private @Nullable Task next(Instant until) {
        lock.lock();
        try {
            Task first = tasks.peek();
            if (first == null || first.due().isAfter(until)) {
                now = now.isAfter(until) ? now : until;
                return null;
            }
            now = first.due().isAfter(now) ? first.due() : now;
            return tasks.poll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * What is scheduled.
     *
     * @return how long from now each task is due, the next one first
     */
    public List<Duration> pending() {
        lock.lock();
        try {
            return tasks.stream()
                    .map(task -> Duration.between(now, task.due()))
                    .sorted()
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits, in real time, until something is scheduled that turning the clock so far would run.
     *
     * @param within how far the clock would be turned
     * @param patience how long to wait, in real time
     * @return whether there is such a task
     * @throws InterruptedException if interrupted while waiting
     */
    public boolean awaitPending(Duration within, Duration patience) throws InterruptedException {
        long left = TimeUnit.MILLISECONDS.toNanos(patience.toMillis());
        lock.lockInterruptibly();
        try {
            while (true) {
                Task first = tasks.peek();
                if (first != null && !first.due().isAfter(now.plus(within))) {
                    return true;
                }
                if (left <= 0) {
                    return false;
                }
                left = added.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private Instant now() {
        lock.lock();
        try {
            return now;
        } finally {
            lock.unlock();
        }
    }

    /** What the clock shows; there is one time for all zones. */
    private final class View extends Clock {
        private final ZoneId zone;

        View(ZoneId zone) {
            this.zone = zone;
        }

        @Override
        public ZoneId getZone() {
            return zone;
        }

        @Override
        public Clock withZone(ZoneId other) {
            return new View(other);
        }

        @Override
        public Instant instant() {
            return now();
        }
    }
}
