package dev.taskrunner.room.spi;

import java.io.IOException;

/** The other side answered the upgrade with an HTTP error: wrong token, wrong room, no such place. */
public class TransportRefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The HTTP status. */
    private final int status;

    /**
     * A refusal.
     *
     * @param status the HTTP status, for example 401
     * @param message for people; holds no token
     */
    public TransportRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * What the server answered.
     *
     * @return the HTTP status
     */
    public int status() {
        return status;
    }
}
