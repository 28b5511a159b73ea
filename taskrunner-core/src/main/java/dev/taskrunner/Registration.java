package dev.taskrunner;

/**
 * A runner or toolkit that is being served. Closing it takes it back; that never fails because the room is already gone.
 */
public interface Registration extends AutoCloseable {

    /**
     * The name under which the room knows it.
     *
     * @return the name
     */
    String name();

    /** Stops serving: running tasks may finish within the grace period, then they are cancelled. Idempotent. */
    @Override
    void close();
}
