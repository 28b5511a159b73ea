package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;

/**
 * The one push of messaging, server to participant (section 6.2).
 *
 * @param from the sender's id; the subject's for system messages
 * @param type the message's type, which applications choose
 * @param message the message
 */
public record PushedMessage(String from, String type, JsonFields message) {
    /** System message: the roster, to one who just enabled messaging. */
    public static final String ENABLED = "messaging.enabled";
    /** System message: another participant enabled messaging. */
    public static final String PARTICIPANT_ENABLED = "participant.enabled";
    /** System message: another participant disabled messaging or left. */
    public static final String PARTICIPANT_DISABLED = "participant.disabled";
    /** System message: another participant's attributes changed. */
    public static final String PARTICIPANT_ATTRIBUTES = "participant.attributes";

    /**
     * Reads a push; lenient.
     *
     * @param fields the message's JSON
     * @return the push
     */
    public static PushedMessage read(JsonFields fields) {
        String from = fields.string("from_participant_id");
        String type = fields.string("type");
        JsonFields message = fields.object("message");
        return new PushedMessage(
                from == null ? "" : from, type == null ? "" : type, message == null ? JsonFields.EMPTY : message);
    }

    /**
     * Writes the push.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        return JsonFields.builder()
                .put("from_participant_id", from)
                .put("type", type)
                .put("message", message)
                .build();
    }
}
