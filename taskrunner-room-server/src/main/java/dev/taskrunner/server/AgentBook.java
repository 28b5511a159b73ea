package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    void removeAll(Session owner) {
        byId.values().removeIf(agent -> agent.owner == owner);
    }

    List<RawJson> list() {
        return newestOfEach(byId.values()).stream().map(agent -> agent.listing).toList();
    }

    /** The least busy agent of a name; among equals the one that registered first. */
    Agent choose(String name) {
        Agent best = null;
        for (Agent agent : newestOfEach(named(name))) {
            if (best == null || agent.outstanding < best.outstanding) {
                best = agent;
            }
        }
        if (best == null) {
            throw new TaskException(ErrorCode.UNKNOWN_AGENT, "agent '" + name + "' is not in the room");
        }
        return best;
    }

    private List<Agent> named(String name) {
        List<Agent> found = new ArrayList<>();
        for (Agent agent : byId.values()) {
            if (agent.name().equals(name)) {
                found.add(agent);
            }
        }
        return found;
    }

    /** Of several registrations of one participant only the newest counts; participants keep their order. */
    private static List<Agent> newestOfEach(Iterable<Agent> agents) {
        Map<Session, Agent> perOwner = new LinkedHashMap<>();
        agents.forEach(agent -> perOwner.put(agent.owner, agent));
        return new ArrayList<>(perOwner.values());
    }
}
