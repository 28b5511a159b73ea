package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The toolkits of one room, in the order of their registration. Owner: its room, whose lock guards all of it; every method is
 * called under that lock.
 */
final class ToolkitBook {
    private final int maxPerParticipant;
    private final Map<String, RegisteredToolkit> byId = new LinkedHashMap<>();

    ToolkitBook(int maxPerParticipant) {
        this.maxPerParticipant = maxPerParticipant;
    }

    void register(RegisteredToolkit toolkit) {
        long own = byId.values().stream()
                .filter(other -> other.owner == toolkit.owner)
                .count();
        if (own >= maxPerParticipant) {
            throw new TaskException(
                    ErrorCode.DENIED, "a participant may register at most " + maxPerParticipant + " toolkits");
        }
        byId.put(toolkit.id, toolkit);
    }

    RegisteredToolkit unregister(Session owner, String id) {
        RegisteredToolkit toolkit = byId.get(id);
        if (toolkit == null || toolkit.owner != owner) {
            throw new TaskException(ErrorCode.UNKNOWN_TOOL, "no toolkit of yours is registered as '" + id + "'");
        }
        byId.remove(id);
        return toolkit;
    }

    void removeAll(Session owner) {
        byId.values().removeIf(toolkit -> toolkit.owner == owner);
    }

    /** What a target sees: what is public, and its own; of one name its own private one, then its own, then the newest. */
    Map<String, RegisteredToolkit> visibleTo(Session target) {
        Map<String, RegisteredToolkit> visible = new LinkedHashMap<>();
        for (RegisteredToolkit toolkit : byId.values()) {
            if (rank(toolkit, target) > 0) {
                visible.merge(toolkit.name, toolkit, (old, next) -> better(old, next, target));
            }
        }
        return visible;
    }

    @Nullable
    RegisteredToolkit find(String name, Session target) {
        RegisteredToolkit best = null;
        for (RegisteredToolkit toolkit : byId.values()) {
            if (toolkit.name.equals(name) && rank(toolkit, target) > 0) {
                best = best == null ? toolkit : better(best, toolkit, target);
            }
        }
        return best;
    }

    /** All that one participant registered, private or not; of one name the newest. */
    Map<String, RegisteredToolkit> of(Session owner) {
        Map<String, RegisteredToolkit> own = new LinkedHashMap<>();
        byId.values().stream()
                .filter(toolkit -> toolkit.owner == owner)
                .forEach(toolkit -> own.put(toolkit.name, toolkit));
        return own;
    }

    private static RegisteredToolkit better(RegisteredToolkit old, RegisteredToolkit next, Session target) {
        return rank(next, target) >= rank(old, target) ? next : old;
    }

    private static int rank(RegisteredToolkit toolkit, Session target) {
        if (toolkit.owner == target) {
            return toolkit.isPublic ? 2 : 3;
        }
        return toolkit.isPublic ? 1 : 0;
    }
}
