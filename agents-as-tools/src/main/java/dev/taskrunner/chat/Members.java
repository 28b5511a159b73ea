package dev.taskrunner.chat;

import dev.taskrunner.Participant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is in a thread: by name, since ids change when a connection is made again. Bounded; {@code this} guards everything.
 */
final class Members {
    private static final int MOST = 100;

    private final Map<String, String> roles = new LinkedHashMap<>();
    private final Set<String> streaming = new LinkedHashSet<>();

    /** Adds a participant; the one heard of least recently goes when there are too many. */
    synchronized void add(Participant one, boolean wantsPieces) {
        roles.remove(one.name());
        roles.put(one.name(), one.role());
        if (wantsPieces) {
            streaming.add(one.name());
        }
        if (roles.size() > MOST) {
            String oldest = roles.keySet().iterator().next();
            roles.remove(oldest);
            streaming.remove(oldest);
        }
    }

    synchronized Set<String> names() {
        return Set.copyOf(roles.keySet());
    }

    synchronized boolean has(String name) {
        return roles.containsKey(name);
    }

    synchronized boolean wantsPieces(String name) {
        return streaming.contains(name);
    }

    synchronized boolean anyoneWantsPieces() {
        return !streaming.isEmpty();
    }

    /** The names of those who are no agents. */
    synchronized List<String> people() {
        List<String> people = new ArrayList<>();
        roles.forEach((name, role) -> {
            if (!role.equals("agent") && !role.equals("tool")) {
                people.add(name);
            }
        });
        return people;
    }
}
