package dev.taskrunner.server;

import dev.taskrunner.room.spi.RoomTimer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * One timer for all WebSockets of a server: at every interval each is asked whether it heard from its peer. The set is safe for
 * any thread; beats come from the timer, one at a time. Always in real time: a test that turns its clock by hours gives peers no
 * time to answer.
 */
final class Keepalive {
    private final RoomTimer timer = RoomTimer.system();
    private final Duration interval;
    private final Set<WebSocketLink> links = ConcurrentHashMap.newKeySet();
    private @Nullable Runnable takeBack; // guarded by this
    private boolean stopped; // guarded by this

    Keepalive(Duration interval) {
        this.interval = interval;
    }

    synchronized void start() {
        if (!stopped) {
            takeBack = timer.schedule(interval, this::beat);
        }
    }

    private void beat() {
        links.forEach(WebSocketLink::beat);
        start();
    }

    void add(WebSocketLink link) {
        links.add(link);
    }

    void remove(WebSocketLink link) {
        links.remove(link);
    }

    synchronized void stop() {
        stopped = true;
        if (takeBack != null) {
            takeBack.run();
        }
    }
}
