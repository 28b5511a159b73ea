package dev.taskrunner.tools;

import dev.taskrunner.TaskSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which runners a conversation knew that are not there any more: each is named in one further turn.
 *
 * <p>{@code conversations} is the lock and guards itself and what is in it; the ones not used for longest are forgotten.
 */
final class Departures {
    private static final int MOST = 1000;

    /** What a conversation was offered last. */
    private static final class Conversation {
        private Map<String, TaskSpec> known = Map.of();
        private List<TaskSpec> announced = List.of();
        private @Nullable Object turn;
    }

    private final Map<Object, Conversation> conversations = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Conversation> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Who is to be named as gone.
     *
     * @param memory whose conversation it is; null where nobody says
     * @param turn the turn of it; null where each request is one
     * @param present who is there now, by name
     */
    List<TaskSpec> toAnnounce(@Nullable Object memory, @Nullable Object turn, Map<String, TaskSpec> present) {
        synchronized (conversations) {
            Conversation one = conversations.computeIfAbsent(memory == null ? "" : memory, key -> new Conversation());
            List<TaskSpec> gone = new ArrayList<>();
            boolean sameTurn = turn != null && turn.equals(one.turn);
            if (sameTurn) {
                one.announced.stream()
                        .filter(spec -> !present.containsKey(spec.name()))
                        .forEach(gone::add);
            }
            one.known.values().stream()
                    .filter(spec -> !present.containsKey(spec.name()))
                    .forEach(gone::add);
            one.known = present;
            one.announced = gone;
            one.turn = turn;
            return gone;
        }
    }
}
