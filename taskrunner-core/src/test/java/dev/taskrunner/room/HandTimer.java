package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.spi.RoomTimer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A timer that is turned by hand. {@code this} guards everything; tasks run on the thread that turns. */
final class HandTimer extends Clock implements RoomTimer {
    private record Entry(Instant due, Duration delay, Runnable task) {}

    private final List<Entry> entries = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Clock clock() {
        return this;
    }

    @Override
    public synchronized Runnable schedule(Duration delay, Runnable task) {
        Entry entry = new Entry(now.plus(delay), delay, task);
        entries.add(entry);
        notifyAll();
        return () -> forget(entry);
    }

    private synchronized void forget(Entry entry) {
        entries.removeIf(one -> one == entry);
        notifyAll();
    }

    /** Turns on, running in order what falls due; what is scheduled meanwhile waits for the next turn. */
    void advance(Duration by) {
        Instant until;
        List<Entry> due;
        synchronized (this) {
            until = now.plus(by);
            due = entries.stream()
                    .filter(entry -> !entry.due().isAfter(until))
                    .sorted(Comparator.comparing(Entry::due))
                    .toList();
        }
        for (Entry entry : due) {
            if (take(entry)) {
                entry.task().run();
            }
        }
        synchronized (this) {
            now = until;
        }
    }

    /** False when it was taken back meanwhile. */
    private synchronized boolean take(Entry entry) {
        now = entry.due().isAfter(now) ? entry.due() : now;
        return entries.removeIf(one -> one == entry);
    }

    /** The delays that were asked for and are still due. */
    synchronized List<Duration> waiting() {
        return entries.stream().map(Entry::delay).toList();
    }

    /** Waits, in real time, until somebody has asked to be called after a delay of this range. */
    void awaitScheduled(Duration least, Duration most) throws InterruptedException {
        awaitThat(true, least, most);
    }

    /** Waits, in real time, until nobody waits for a delay of this length any more. */
    void awaitForgotten(Duration delay) throws InterruptedException {
        awaitThat(false, delay, delay);
    }

    private synchronized void awaitThat(boolean there, Duration least, Duration most) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (waiting().stream().anyMatch(delay -> delay.compareTo(least) >= 0 && delay.compareTo(most) <= 0)
                != there) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            assertThat(left)
                    .as("%s from %s to %s, but there are %s", there, least, most, waiting())
                    .isPositive();
            wait(left);
        }
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
