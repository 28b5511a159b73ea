package dev.taskrunner.worker;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.QueueLease;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Extends a lease again and again while its message is worked on.
 *
 * <p>Owner: a {@link WorkLoop}, which closes it. The timer's thread only sends; answers come on the room's executor. This object's
 * lock guards what is scheduled and whether the lease is lost.
 */
final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final @Nullable QueueLease lease;
    private final WorkerOptions options;
    private final Consumer<TaskException> onLost;
    private Runnable forget = () -> {}; // guarded by this
    private boolean closed; // guarded by this
    private boolean lost; // guarded by this

    LeaseKeeper(@Nullable QueueLease lease, WorkerOptions options, Consumer<TaskException> onLost) {
        this.lease = lease;
        this.options = options;
        this.onLost = onLost;
        schedule();
    }

    private synchronized void schedule() {
        QueueLease kept = lease;
        if (kept != null && !closed) {
            Duration half = options.lease().dividedBy(2);
            forget = options.timer().schedule(half, () -> extend(kept));
        }
    }

    private void extend(QueueLease kept) {
        kept.extendAsync(options.lease()).whenComplete((done, error) -> {
            Throwable cause = error == null || error.getCause() == null ? error : error.getCause();
            if (cause instanceof TaskException problem && problem.code() == ErrorCode.NOT_FOUND) {
                lose();
            } else {
                if (cause != null) {
                    LOG.debug("A lease was not extended, tried again soon: {}", cause.toString());
                }
                schedule();
            }
        });
    }

    private void lose() {
        synchronized (this) {
            if (closed) {
                return;
            }
            lost = true;
        }
        onLost.accept(new TaskException(ErrorCode.CANCELLED, "the message's lease ended; others have it by now"));
    }

    synchronized boolean isLost() {
        return lost;
    }

    @Override
    public synchronized void close() {
        closed = true;
        forget.run();
    }
}
