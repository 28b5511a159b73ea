package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The push that ends the handshake (section 3.1).
 *
 * @param roomName the room's name
 * @param roomUrl the room's WebSocket URL
 * @param sessionId the running session of the room, the same for all in it
 * @param features the extensions of ours that the server understands; empty from peers
 * @param maxMessageBytes the largest message that the server takes; null when it does not say
 */
public record RoomReady(
        String roomName,
        String roomUrl,
        String sessionId,
        List<String> features,
        @Nullable Long maxMessageBytes) {
    /** The server passes on cancels. */
    public static final String CANCEL = "cancel";
    /** The server passes on progress. */
    public static final String PROGRESS = "progress";
    /** The server reads files piece by piece, and takes uploads back. */
    public static final String STORAGE_READ = "storage.read";
    /** The server lends messages of queues. */
    public static final String QUEUES_TAKE = "queues.take";
    /** The server passes the conversation that goes before an ask on to the runner. */
    public static final String ASK_CONTEXT = "ask.context";
    /** The server passes on streams of tool calls in either generation, and how much of them was read. */
    public static final String STREAMS = "streams";
    /** The server gives tokens for further connections. */
    public static final String TOKEN = "token";

    /**
     * Copies the features.
     *
     * @param roomName the room's name
     * @param roomUrl the room's WebSocket URL
     * @param sessionId the running session of the room, the same for all in it
     * @param features the extensions of ours that the server understands
     * @param maxMessageBytes the largest message that the server takes
     */
    public RoomReady {
        features = List.copyOf(features);
    }

    /**
     * Reads the push; lenient.
     *
     * @param fields the message's JSON
     * @return the push
     */
    public static RoomReady read(JsonFields fields) {
        JsonFields ours = fields.object(Extension.MEMBER);
        List<String> features = ours == null ? null : ours.strings("features");
        String name = fields.string("room_name");
        String url = fields.string("room_url");
        String session = fields.string("session_id");
        return new RoomReady(
                name == null ? "" : name,
                url == null ? "" : url,
                session == null ? "" : session,
                features == null ? List.of() : features,
                ours == null ? null : ours.integer("max_message_bytes"));
    }

    /**
     * Writes the push.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        return JsonFields.builder()
                .put("room_name", roomName)
                .put("room_url", roomUrl)
                .put("session_id", sessionId)
                .put(
                        Extension.MEMBER,
                        JsonFields.builder()
                                .put("features", features)
                                .putIfPresent("max_message_bytes", maxMessageBytes)
                                .build())
                .build();
    }
}
