package dev.taskrunner.wire;

/**
 * Bytes from a peer are not what the protocol allows, or a JSON value is not of the expected kind.
 *
 * <p>The message names what was wrong and where, never the bytes themselves, so it is safe to log and to show.
 */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * A problem found by this package.
     *
     * @param message what was wrong, without payload
     */
    public WireException(String message) {
        super(message);
    }

    /**
     * A problem reported by something underneath.
     *
     * @param message what was wrong, without payload
     * @param cause what reported it; its own message may hold payload and is for private logs only
     */
    public WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
