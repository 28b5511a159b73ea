package dev.taskrunner.worker;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a worker from taking messages while the runner that it asks is not in the room: nothing is wrong with them.
 *
 * <p>Owner: a {@link WorkLoop}; its thread only.
 */
final class Presence {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);

    private final Worker.Task task;
    private boolean unsure = true;
    private boolean told;

    Presence(Worker.Task task) {
        this.task = task;
    }

    /**
     * Before a message is taken. Where messages are lent it looks only after the runner was missed: one that is taken in vain goes
     * back.
     *
     * @throws TaskException {@link ErrorCode#UNKNOWN_AGENT} while the runner is not there
     */
    void require(boolean lends) {
        if (unsure || !lends) {
            if (!task.work().isThere(task.room())) {
                tell();
                throw new TaskException(ErrorCode.UNKNOWN_AGENT, "the runner is not in the room");
            }
            unsure = false;
            told = false;
        }
    }

    private void tell() {
        if (!told) {
            LOG.warn("Queue '{}' waits: the runner that is to do the work is not in the room", task.queue());
            told = true;
        }
    }

    /** Whether a task failed for no other reason than that the runner is gone; not when the runner itself missed another one. */
    boolean isMissing(TaskException failure) {
        if (failure.code() != ErrorCode.UNKNOWN_AGENT) {
            return false;
        }
        try {
            unsure = !task.work().isThere(task.room());
        } catch (TaskException e) {
            LOG.debug("Nobody knows whether the runner of queue '{}' is there: {}", task.queue(), e.text());
            unsure = true;
        }
        return unsure;
    }
}
