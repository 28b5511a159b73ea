package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;

/**
 * What a room tells a service over HTTP (section 9.1): {@code room.call}, {@code room.started}, {@code room.ended}.
 *
 * @param event what happened
 * @param data what belongs to it
 */
public record WebhookEvent(String event, JsonFields data) {

    /** The room began; its data has {@code room_name} and {@code room_url}. */
    public static final String ROOM_STARTED = "room.started";

    /** The room ended; its data has {@code room_name}. */
    public static final String ROOM_ENDED = "room.ended";

    /** The request header that carries an event instead of a body. */
    public static final String HEADER = "Meshagent-Webhook";

    /**
     * Reads an event.
     *
     * @param json the event as it came
     * @return the event
     * @throws WireException if it is no object with a string {@code event} and an object {@code data}
     */
    public static WebhookEvent read(RawJson json) throws WireException {
        if (!json.isObject()) {
            throw new WireException("a webhook must be a JSON object");
        }
        JsonFields fields = json.fields();
        return new WebhookEvent(
                fields.requireString("event"), fields.requireObject("data").fields());
    }

    /**
     * Writes the event in the form over which signatures are made: Python's, all ASCII. It fits a header, and a receiver that
     * hashes what it received and one that writes it again find the same.
     *
     * @return the JSON text
     */
    public String text() {
        try {
            return PythonJson.write(
                    JsonFields.builder().put("event", event).put("data", data).toRaw());
        } catch (WireException e) {
            throw new IllegalStateException("an event that was built here cannot be read", e);
        }
    }

    /**
     * Names the event and none of its data, which may hold a token.
     *
     * @return for logs
     */
    @Override
    public String toString() {
        return "WebhookEvent[" + event + "]";
    }
}
