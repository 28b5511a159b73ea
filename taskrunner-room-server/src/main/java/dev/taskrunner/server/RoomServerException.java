package dev.taskrunner.server;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The server cannot run: its port is taken, its certificate cannot be read, it was closed. */
public final class RoomServerException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * A failure found by the server.
     *
     * @param message what is wrong, for people
     */
    public RoomServerException(String message) {
        super(message);
    }

    /**
     * A failure reported by something underneath.
     *
     * @param message what is wrong, for people
     * @param cause what reported it
     */
    public RoomServerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
