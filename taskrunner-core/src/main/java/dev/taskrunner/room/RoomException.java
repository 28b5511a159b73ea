package dev.taskrunner.room;

/**
 * A room cannot be joined, or is left for good. What goes wrong with a single request is a
 * {@link dev.taskrunner.TaskException} instead.
 */
public final class RoomException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final Reason reason;

    /** Why a room cannot be joined. */
    public enum Reason {
        /** The token is wrong, expired or for another room; trying again does not help. */
        REFUSED,
        /** Nobody answers there, or what answers is no room. */
        UNREACHABLE,
        /** No answer within the connect timeout. */
        TIMED_OUT,
        /** The room was closed on this side. */
        CLOSED
    }

    /**
     * A failure.
     *
     * @param reason why
     * @param message for people; holds no token
     * @param cause what happened below
     */
    RoomException(Reason reason, String message, @org.jspecify.annotations.Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /**
     * Why.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
