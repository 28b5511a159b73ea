package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agents of one room, in the order of their registration. Owner: its room, whose lock guards all of it; every method is
 * called under that lock.
 */
final class AgentBook {
    private final int maxPerParticipant;
    private final Map<String, Agent> byId = new LinkedHashMap<>();

    AgentBook(int maxPerParticipant) {
        this.maxPerParticipant = maxPerParticipant;
    }

    void register(Agent agent) {
        long own = byId.values().stream()
                .filter(other -> other.owner == agent.owner)
                .count();
        if (own >= maxPerParticipant) {
            throw new TaskException(
                    ErrorCode.DENIED, "a participant may register at most " + maxPerParticipant + " agents");
        }
        byId.put(agent.id, agent);
    }

    void unregister(Session owner, String id) {
        Agent agent = byId.get(id);
        if (agent == null || agent.owner != owner) {
            throw new TaskException(ErrorCode.UNKNOWN_AGENT, "no agent of yours is registered as '" + id + "'");
        }
        byId.remove(id);
    }

    /** Takes back the runner that a toolkit was, if it was one. */
    void remove(RegisteredToolkit toolkit) {
        byId.values().removeIf(agent -> agent.toolkit == toolkit);
    }

    void removeAll(Session owner) {
        byId.values().removeIf(agent -> agent.owner == owner);
    }

    List<RawJson> list() {
        return newestOfEach(byId.values()).stream().map(agent -> agent.listing).toList();
    }

    /** The runners of the classic generation, by name, and of one participant unless that is null. */
    Map<String, RawJson> asToolkits(@Nullable Session owner) {
        Map<String, RawJson> toolkits = new LinkedHashMap<>();
        for (Agent agent : newestOfEach(byId.values())) {
            if (agent.toolkit == null && (owner == null || agent.owner == owner)) {
                toolkits.putIfAbsent(agent.name, agent.toolkitListing);
            }
        }
        return toolkits;
    }

    /** The least busy agent of a name. */
    Agent choose(String name) {
        Agent best = find(name, null);
        if (best == null) {
            throw new TaskException(ErrorCode.UNKNOWN_AGENT, "agent '" + name + "' is not in the room");
        }
        return best;
    }

    /** The least busy agent of a name, and of one participant unless that is null; among equals the one that registered first. */
    @Nullable
    Agent find(String name, @Nullable Session owner) {
        Agent best = null;
        for (Agent agent : newestOfEach(named(name))) {
            boolean wanted = owner == null || agent.owner == owner;
            if (wanted && (best == null || agent.outstanding < best.outstanding)) {
                best = agent;
            }
        }
        return best;
    }

    private List<Agent> named(String name) {
        List<Agent> found = new ArrayList<>();
        for (Agent agent : byId.values()) {
            if (agent.name.equals(name)) {
                found.add(agent);
            }
        }
        return found;
    }

    /** Of several registrations of one participant and name only the newest counts; participants keep their order. */
    private static List<Agent> newestOfEach(Iterable<Agent> agents) {
        Map<Place, Agent> newest = new LinkedHashMap<>();
        agents.forEach(agent -> newest.put(new Place(agent.owner, agent.name), agent));
        return new ArrayList<>(newest.values());
    }

    private record Place(Session owner, String name) {}
}
