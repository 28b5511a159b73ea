package dev.taskrunner;

/**
 * A place that can serve a runner: a room. Implemented by {@code dev.taskrunner.room.Room}.
 */
public interface TaskHost {

    /**
     * Installs what the runner requires, registers it, and answers its asks until the registration is closed.
     *
     * @param runner the runner; one instance may be served in several places
     * @return the registration, once the runner can be asked
     * @throws TaskException if a requirement is not met in time or the room refuses
     */
    Registration serve(TaskRunner runner);
}
