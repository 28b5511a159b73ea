package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who waits at which queue of a room, in the order in which they came. Owner: its {@link QueueBook}, on the ledger's thread only. */
final class TakerLines {
    private final int maxWaiting;
    private final Map<String, ArrayDeque<Taker>> lines = new HashMap<>();
    private final Map<Session, Integer> waiting = new HashMap<>();

    TakerLines(int maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    void add(String queue, Taker taker) {
        if (waiting.getOrDefault(taker.session(), 0) >= maxWaiting) {
            throw new TaskException(
                    ErrorCode.AGENT_BUSY, "the participant waits for " + maxWaiting + " messages, its limit");
        }
        waiting.merge(taker.session(), 1, Integer::sum);
        lines.computeIfAbsent(queue, key -> new ArrayDeque<>()).add(taker);
    }

    int count(String queue) {
        ArrayDeque<Taker> line = lines.get(queue);
        return line == null ? 0 : line.size();
    }

    boolean isWaiting(String queue, Taker taker) {
        ArrayDeque<Taker> line = lines.get(queue);
        return line != null && line.contains(taker);
    }

    /** Takes out the first who is still there; null when nobody waits. */
    @Nullable
    Taker next(String queue) {
        ArrayDeque<Taker> line = lines.get(queue);
        Taker first = null;
        while (line != null && !line.isEmpty() && (first == null || first.session().gone)) {
            first = line.remove();
            over(first);
        }
        if (line != null && line.isEmpty()) {
            lines.remove(queue);
        }
        return first == null || first.session().gone ? null : first;
    }

    /** Takes one out; false when it does not wait any more. */
    boolean remove(String queue, Taker taker) {
        ArrayDeque<Taker> line = lines.get(queue);
        boolean removed = line != null && line.remove(taker);
        if (removed) {
            over(taker);
        }
        return removed;
    }

    /** Takes out all of a queue. */
    List<Taker> removeAll(String queue) {
        ArrayDeque<Taker> line = lines.remove(queue);
        List<Taker> all = line == null ? List.of() : List.copyOf(line);
        all.forEach(this::over);
        return all;
    }

    /** Takes out all of a participant. */
    void leave(Session session) {
        for (ArrayDeque<Taker> line : lines.values()) {
            for (Iterator<Taker> each = line.iterator(); each.hasNext(); ) {
                Taker taker = each.next();
                if (taker.session() == session) {
                    each.remove();
                    over(taker);
                }
            }
        }
    }

    private void over(Taker taker) {
        taker.forget.run();
        waiting.computeIfPresent(taker.session(), (session, many) -> many == 1 ? null : many - 1);
    }
}
