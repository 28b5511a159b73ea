package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import org.jspecify.annotations.Nullable;

/** A message of a queue: any JSON value. Immutable. */
public final class QueueMessage {
    private final RawJson json;
    private final int attempts;

    QueueMessage(RawJson json, int attempts) {
        this.json = json;
        this.attempts = attempts;
    }

    /**
     * How often it was handed out on a lease, this time included. More than 1 means that somebody may have handled it already.
     *
     * @return the number, 0 for a message that was never lent
     */
    public int attempts() {
        return attempts;
    }

    /**
     * The message as a Java type.
     *
     * @param type a record, a map, a string …
     * @param <T> the type wanted
     * @return the message
     * @throws TaskException {@link ErrorCode#INVALID_ARGUMENTS} when it does not fit
     */
    public <T> T as(Class<T> type) {
        try {
            return json.as(type);
        } catch (WireException e) {
            throw new TaskException(ErrorCode.INVALID_ARGUMENTS, "the message does not fit " + type.getSimpleName(), e);
        }
    }

    /**
     * The message in plain Java.
     *
     * @return a map, list, string, number, boolean or null
     */
    public @Nullable Object value() {
        try {
            return json.value();
        } catch (WireException e) {
            throw new TaskException(ErrorCode.INVALID_ARGUMENTS, "the message cannot be read", e);
        }
    }

    /**
     * The message as JSON.
     *
     * @return its text
     */
    public String toJson() {
        return json.toString();
    }

    /** The size only: a message may hold secrets and must not reach a log by accident. */
    @Override
    public String toString() {
        return "QueueMessage[" + json.size() + " bytes, attempt " + attempts + "]";
    }
}
