package dev.taskrunner;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Somebody in a room: a person, an agent or a tool.
 *
 * @param id the id of the connection, unique in the room; empty when nobody stands behind it
 * @param name the name in the participant's token
 * @param role {@code user}, {@code agent} or {@code tool}
 * @param attributes what the participant says of itself, plain JSON values; may hold null values
 */
public record Participant(String id, String name, String role, Map<String, Object> attributes) {

    /**
     * Copies the attributes.
     *
     * @param id the id of the connection, unique in the room
     * @param name the name in the participant's token
     * @param role {@code user}, {@code agent} or {@code tool}
     * @param attributes what the participant says of itself, plain JSON values
     */
    public Participant {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }

    /**
     * A participant of whom only the id is known.
     *
     * @param id the connection's id
     * @return a participant with the role {@code user}, an empty name and no attributes
     */
    public static Participant unknown(String id) {
        return new Participant(id, "", "user", Map.of());
    }
}
