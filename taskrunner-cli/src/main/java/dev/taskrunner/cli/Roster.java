package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Who takes part in messages, by name. */
final class Roster {
    /** Our own server sends the roster before it answers; others get this much time. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Room room;

    private Roster(Room room) {
        this.room = room;
    }

    /** Joins the roster, so that names are known and this participant's is. */
    static Roster enter(Room room) {
        room.messaging().enable();
        return new Roster(room);
    }

    /**
     * The id of the participant of that name.
     *
     * @throws TaskException {@link ErrorCode#UNKNOWN_PARTICIPANT} if nobody, or more than one, is called so
     */
    String id(String name) throws InterruptedException {
        if (name.equals(room.name())) {
            return room.participantId();
        }
        List<Participant> found = new Deadline(PATIENCE)
                .poll(() -> Optional.of(named(name)).filter(some -> !some.isEmpty()))
                .orElse(List.of());
        if (found.size() == 1) {
            return found.get(0).id();
        }
        throw new TaskException(
                ErrorCode.UNKNOWN_PARTICIPANT,
                found.isEmpty()
                        ? "no participant named '" + name + "' has messaging enabled in this room; there are: "
                                + names() + Suggestions.hint(name, names())
                        : found.size() + " participants are named '" + name + "'");
    }

    private List<Participant> named(String name) {
        return room.messaging().participants().stream()
                .filter(participant -> participant.name().equals(name))
                .toList();
    }

    /** The names of all. */
    List<String> names() {
        return room.messaging().participants().stream()
                .map(Participant::name)
                .sorted()
                .toList();
    }
}
