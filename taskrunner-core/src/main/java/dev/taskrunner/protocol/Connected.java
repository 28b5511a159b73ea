package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;

/**
 * The push that begins the handshake (section 3.1).
 *
 * @param participantId the connection's id
 * @param attributes the participant's attributes, {@code name} among them
 */
public record Connected(String participantId, JsonFields attributes) {

    /**
     * Says whether a push of this type is the one that tells who one is; others are to be ignored.
     *
     * @param fields the message's JSON
     * @return true for {@code init}
     */
    public static boolean isInit(JsonFields fields) {
        return "init".equals(fields.string("type"));
    }

    /**
     * Reads the push; lenient.
     *
     * @param fields the message's JSON
     * @return the push
     */
    public static Connected read(JsonFields fields) {
        String id = fields.string("participantId");
        JsonFields attributes = fields.object("attributes");
        return new Connected(id == null ? "" : id, attributes == null ? JsonFields.EMPTY : attributes);
    }

    /**
     * Writes the push.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        return JsonFields.builder()
                .put("type", "init")
                .put("participantId", participantId)
                .put("attributes", attributes)
                .build();
    }
}
