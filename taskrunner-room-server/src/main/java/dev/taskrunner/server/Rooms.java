package dev.taskrunner.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * All rooms of a server, and how many may be in them. A room exists while somebody has a seat in it.
 *
 * <p>The map's own locking guards seats: they are taken and given back inside {@code compute}. The lock of a room is never held
 * while a seat is taken or given back.
 */
final class Rooms {
    private final RoomServerOptions options;
    private final DataFolder data;
    private final @Nullable Vault vault;
    private final ConcurrentMap<String, Hall> halls = new ConcurrentHashMap<>();
    private final AtomicInteger total = new AtomicInteger();

    Rooms(RoomServerOptions options, DataFolder data) {
        this.options = options;
        this.data = data;
        vault = Vault.of(options.secretsKey, data.isDurable());
    }

    /** A room and the number of seats taken in it, guarded by the map. */
    private static final class Hall {
        final RoomModel room;
        int seats;

        Hall(RoomModel room) {
            this.room = room;
        }
    }

    /** The right of one connection to be in a room. Given back once; safe for any thread. */
    final class Seat {
        final RoomModel room;
        private final AtomicBoolean free = new AtomicBoolean();

        private Seat(RoomModel room) {
            this.room = room;
        }

        void giveBack() {
            if (free.compareAndSet(false, true)) {
                halls.computeIfPresent(room.name, (name, hall) -> --hall.seats == 0 ? null : hall);
                if (total.decrementAndGet() == 0) {
                    synchronized (total) {
                        total.notifyAll();
                    }
                }
            }
        }
    }

    /** Takes a seat before the upgrade, so that a full room is refused as HTTP. */
    Seat take(String name) throws Refusal {
        if (total.incrementAndGet() > options.maxConnections) {
            total.decrementAndGet();
            throw Refusal.busy("the server has " + options.maxConnections + " connections, its limit");
        }
        AtomicBoolean full = new AtomicBoolean();
        Hall hall = halls.compute(name, (key, old) -> {
            Hall current = old == null ? new Hall(new RoomModel(name, options, data.room(name), vault)) : old;
            full.set(current.seats >= options.maxConnectionsPerRoom);
            current.seats += full.get() ? 0 : 1;
            return current;
        });
        if (full.get()) {
            total.decrementAndGet();
            throw Refusal.busy("the room has " + options.maxConnectionsPerRoom + " connections, its limit");
        }
        return new Seat(hall.room);
    }

    /** Waits until nobody has a seat any more; false when that took too long, or the thread was interrupted. */
    boolean awaitEmpty(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        synchronized (total) {
            while (total.get() > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    total.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }

    int size() {
        return halls.size();
    }

    int connections() {
        return total.get();
    }

    List<RoomModel> all() {
        List<RoomModel> rooms = new ArrayList<>();
        halls.values().forEach(hall -> rooms.add(hall.room));
        return rooms;
    }
}
