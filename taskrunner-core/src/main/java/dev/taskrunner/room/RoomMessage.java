package dev.taskrunner.room;

import dev.taskrunner.Attachment;
import dev.taskrunner.Participant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message of another participant.
 *
 * @param from who sent it; only the id is known of one who has not enabled messaging
 * @param type what kind of message it is, as applications agree
 * @param message the message, plain JSON values
 * @param data bytes that came along; null for none
 */
public record RoomMessage(
        Participant from,
        String type,
        Map<String, Object> message,
        @Nullable Attachment data) {

    /**
     * Copies the message.
     *
     * @param from who sent it
     * @param type what kind of message it is, as applications agree
     * @param message the message, plain JSON values
     * @param data bytes that came along
     */
    public RoomMessage {
        message = Collections.unmodifiableMap(new LinkedHashMap<>(message));
    }

    /**
     * Bytes that came along.
     *
     * @return the attachment
     */
    public Optional<Attachment> attachment() {
        return Optional.ofNullable(data);
    }
}
