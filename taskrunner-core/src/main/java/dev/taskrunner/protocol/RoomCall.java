package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;

/**
 * The event {@code room.call}: somebody calls an agent into a room (section 9.1).
 *
 * @param roomName the room's name
 * @param roomUrl where the room is joined
 * @param token a participant token for the room
 * @param arguments a JSON object for the agent
 */
public record RoomCall(String roomName, String roomUrl, String token, RawJson arguments) {

    /** The event's name. */
    public static final String EVENT = "room.call";

    /**
     * Reads the event's data.
     *
     * @param data the member {@code data} of the event
     * @return the call
     * @throws WireException if a string is missing, or {@code arguments} is there and no object
     */
    public static RoomCall read(JsonFields data) throws WireException {
        RawJson arguments = data.raw("arguments");
        boolean none = arguments == null || arguments.isNull();
        return new RoomCall(
                data.requireString("room_name"),
                data.requireString("room_url"),
                data.requireString("token"),
                none ? RawJson.EMPTY_OBJECT : data.requireObject("arguments"));
    }

    /**
     * Writes the event.
     *
     * @return the event with all four members of its data
     */
    public WebhookEvent event() {
        return new WebhookEvent(
                EVENT,
                JsonFields.builder()
                        .put("room_name", roomName)
                        .put("room_url", roomUrl)
                        .put("token", token)
                        .put("arguments", arguments)
                        .build());
    }

    /**
     * Names the room and not the token.
     *
     * @return for logs
     */
    @Override
    public String toString() {
        return "RoomCall[" + roomName + ", " + roomUrl + "]";
    }
}
