package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import org.jspecify.annotations.Nullable;

/**
 * A participant as rosters describe it (section 6.2).
 *
 * @param id the connection's id
 * @param role {@code user}, {@code agent} or {@code tool}
 * @param attributes the attributes, {@code name} among them
 */
public record ParticipantInfo(String id, String role, JsonFields attributes) {

    /**
     * Reads a participant; lenient.
     *
     * @param fields its description
     * @return the participant
     */
    public static ParticipantInfo read(JsonFields fields) {
        String id = fields.string("id");
        String role = fields.string("role");
        JsonFields attributes = fields.object("attributes");
        return new ParticipantInfo(
                id == null ? "" : id, role == null ? "user" : role, attributes == null ? JsonFields.EMPTY : attributes);
    }

    static @Nullable ParticipantInfo readIfPresent(@Nullable JsonFields fields) {
        return fields == null ? null : read(fields);
    }

    /**
     * The participant's name.
     *
     * @return the attribute {@code name}; empty when missing
     */
    public String name() {
        String name = attributes.string("name");
        return name == null ? "" : name;
    }

    /**
     * Its description.
     *
     * @return id, role and attributes
     */
    public JsonFields json() {
        return JsonFields.builder()
                .put("id", id)
                .put("role", role)
                .put("attributes", attributes)
                .build();
    }
}
