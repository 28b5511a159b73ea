package dev.taskrunner.chat;

import dev.taskrunner.Participant;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings messages to the members of a thread who are there. Stateless but for the room; safe for several threads. */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 100;

    private final Room room;

    Delivery(Room room) {
        this.room = room;
    }

    /** To one participant, who may have left; nothing depends on it. */
    static boolean once(Room room, String participantId, String type, Map<String, ?> message) {
        try {
            room.messaging().send(participantId, type, message);
            return true;
        } catch (TaskException e) {
            LOG.debug("a message '{}' was not delivered: {}", type, e.getMessage());
            return false;
        }
    }

    /** To those members of a thread who are there now; nothing depends on it. */
    void signal(Predicate<String> to, String type, Map<String, ?> message) {
        for (Participant one : room.messaging().participants()) {
            if (to.test(one.name())) {
                once(room, one.id(), type, message);
            }
        }
    }

    /**
     * To those who are members of a thread now. When the connection is lost, or was lost while the message was being made, this waits until it
     * stands again and the one who asked is back, a minute at most.
     *
     * @param since the id of this participant's connection when the work began
     */
    void reliably(Members to, String asker, String since, String type, Map<String, ?> message) {
        Round round = new Round(to.names(), type, message);
        boolean wasLost = false;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            boolean lost = !round.tellAll();
            wasLost |= lost || !room.isOpen() || !room.participantId().equals(since);
            if (!lost && (!wasLost || round.names.contains(asker))) {
                return;
            }
            if (System.nanoTime() > end || !pause()) {
                LOG.warn("an answer for '{}' could not be delivered; it is in the thread's history", asker);
                return;
            }
        }
    }

    /** One message on its way to several. */
    private final class Round {
        private final Set<String> to;
        private final String type;
        private final Map<String, ?> message;
        private final Set<String> told = new HashSet<>();
        private final Set<String> names = new HashSet<>();

        Round(Set<String> to, String type, Map<String, ?> message) {
            this.to = to;
            this.type = type;
            this.message = message;
        }

        /** Tells those who are there and do not know yet; false when the connection is lost. */
        boolean tellAll() {
            for (Participant one : room.messaging().participants()) {
                if (to.contains(one.name()) && !told.contains(one.id()) && !tell(one)) {
                    return false;
                }
            }
            return true;
        }

        private boolean tell(Participant one) {
            try {
                room.messaging().send(one.id(), type, message);
                told.add(one.id());
                names.add(one.name());
                return true;
            } catch (TaskException e) {
                LOG.debug("'{}' was not delivered to {} yet: {}", type, one.name(), e.getMessage());
                // One who left, or does not take it, holds up nobody; a lost connection comes back.
                return !e.isRetriable();
            }
        }
    }

    private static boolean pause() {
        try {
            return !new CountDownLatch(1).await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
