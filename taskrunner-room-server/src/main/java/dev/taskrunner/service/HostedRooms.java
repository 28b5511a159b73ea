package dev.taskrunner.service;

import dev.taskrunner.TaskException;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.protocol.RoomCall;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomException;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.room.spi.RoomTransport;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rooms that a service was called into and has not left: joins, serves, and leaves when it is dismissed, when the room is gone
 * for good, or when the host closes.
 *
 * <p>Owner: the host. The set of rooms is safe for any thread; a room that is taken out of it is closed by the one that took it, once.
 * Joining and leaving block, so they run on threads of their own, bounded by the number of calls; they end when idle.
 */
final class HostedRooms implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostedRooms.class);
    private static final String DISMISS = "dismiss";
    private static final int IDLE_SECONDS = 5;
    private static final int CLOSE_SECONDS = 15;

    private final UnaryOperator<RoomOptions.Builder> options;
    private final Semaphore places;
    private final Set<Room> rooms = ConcurrentHashMap.newKeySet();
    private final ThreadPoolExecutor threads;
    private volatile boolean closed;

    HostedRooms(int atOnce, UnaryOperator<RoomOptions.Builder> options) {
        this.options = options;
        places = new Semaphore(atOnce);
        threads = new ThreadPoolExecutor(
                0,
                2 * atOnce,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new DefaultThreadFactory("taskrunner-service", true));
    }

    /**
     * What has been accepted and is to be done.
     *
     * @param transport the connection that the room has made; null to make one
     */
    record Accepted(
            Endpoint endpoint,
            ServiceCall call,
            RoomCall event,
            @Nullable RoomTransport transport) {}

    /** Keeps a place for a call; false when there is none. */
    boolean reserve() {
        return !closed && places.tryAcquire();
    }

    /** Gives a place back that was not used. */
    void giveBack() {
        places.release();
    }

    /** Joins and serves, in the background, in the place that was kept. */
    void start(Accepted accepted) {
        try {
            threads.execute(() -> serve(accepted));
        } catch (RejectedExecutionException e) {
            LOG.debug("Not joining {}: the host closes", accepted.event(), e);
            abandon(accepted);
        }
    }

    private void serve(Accepted accepted) {
        Room room = null;
        try {
            TaskRunner runner = accepted.endpoint().factory().create(accepted.call());
            room = Room.connect(roomOptions(accepted));
            rooms.add(room);
            Room joined = room;
            joined.messaging().onMessage(message -> {
                if (message.type().equals(DISMISS)) {
                    LOG.debug("Dismissed from {}", joined.roomName());
                    leave(joined);
                }
            });
            joined.ended().thenRun(() -> leave(joined));
            String name = joined.name();
            joined.serve(runner.spec().name().equals(name) ? runner : new NamedRunner(runner, name));
            LOG.debug("Serving {} in {}", name, accepted.event());
            if (closed) {
                leave(joined);
            }
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            failed(accepted, room, e);
        }
    }

    private void failed(Accepted accepted, @Nullable Room room, Exception e) {
        boolean expected = e instanceof RoomException || e instanceof TaskException;
        if (expected) {
            LOG.warn("A call to {} into {} failed: {}", accepted.call().path(), accepted.event(), e.getMessage());
        } else {
            LOG.error("A call to {} into {} failed", accepted.call().path(), accepted.event(), e);
        }
        if (room == null) {
            abandon(accepted);
        } else {
            leave(room);
        }
    }

    private void abandon(Accepted accepted) {
        RoomTransport transport = accepted.transport();
        if (transport != null) {
            transport.close(1011, "the service cannot serve");
        }
        places.release();
    }

    private RoomOptions roomOptions(Accepted accepted) {
        TokenSource token = TokenSource.fixed(accepted.event().token());
        RoomOptions.Builder builder =
                RoomOptions.builder(URI.create(accepted.event().roomUrl()), token);
        RoomTransport transport = accepted.transport();
        if (transport != null) {
            builder.transport(target -> transport).reconnect(false);
        }
        return options.apply(builder).build();
    }

    /** Leaves a room, unless somebody does already. Closing waits for what runs, so not on the caller's thread. */
    private void leave(Room room) {
        if (rooms.remove(room)) {
            try {
                threads.execute(() -> close(room));
            } catch (RejectedExecutionException e) {
                LOG.debug("Leaving {} at the end of the host", room.roomName(), e);
                close(room);
            }
        }
    }

    private void close(Room room) {
        try {
            room.close();
        } finally {
            places.release();
        }
    }

    /** The rooms that are joined now. */
    List<Room> joined() {
        return List.copyOf(rooms);
    }

    /** How many more calls it takes. */
    int free() {
        return places.availablePermits();
    }

    int size() {
        return rooms.size();
    }

    /** Leaves all rooms properly: what runs may finish within its grace period, and is unregistered. */
    @Override
    public void close() {
        closed = true;
        rooms.forEach(this::leave);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Not all rooms were left within {} s", CLOSE_SECONDS);
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
