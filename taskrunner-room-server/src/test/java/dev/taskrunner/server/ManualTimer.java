package dev.taskrunner.server;

import dev.taskrunner.room.spi.RoomTimer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Time that only a test moves. What is due runs on the thread that moves it. */
final class ManualTimer implements RoomTimer {
    private final List<Entry> entries = new ArrayList<>(); // guarded by this
    private Instant now = Instant.parse("2026-01-01T00:00:00Z"); // guarded by this

    private record Entry(Instant due, Runnable task) {}

    @Override
    public Clock clock() {
        return new Hands();
    }

    private final class Hands extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant instant() {
            synchronized (ManualTimer.this) {
                return now;
            }
        }
    }

    @Override
    public synchronized Runnable schedule(Duration delay, Runnable task) {
        Entry entry = new Entry(now.plus(delay), task);
        entries.add(entry);
        return () -> {
            synchronized (this) {
                entries.remove(entry);
            }
        };
    }

    /** How many things wait for their time. */
    synchronized int waiting() {
        return entries.size();
    }

    void advance(Duration time) {
        Instant end;
        synchronized (this) {
            end = now.plus(time);
        }
        for (Entry next = due(end); next != null; next = due(end)) {
            next.task().run();
        }
        synchronized (this) {
            now = end;
        }
    }

    private synchronized Entry due(Instant end) {
        Entry next = entries.stream().min(Comparator.comparing(Entry::due)).orElse(null);
        if (next == null || next.due().isAfter(end)) {
            return null;
        }
        entries.remove(next);
        now = next.due();
        return next;
    }
}
