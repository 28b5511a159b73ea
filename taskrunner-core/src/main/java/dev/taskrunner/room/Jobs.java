package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.CancelNotice;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What this side works on for others over one link: found again when the room says that nobody waits any more. Safe for several
 * threads.
 */
final class Jobs {
    /** A task's id, or that of a tool call's push: on another connection the same id means another job. */
    private record Key(RoomConnection connection, Object id) {}

    private final ConcurrentMap<Key, Job<?>> running = new ConcurrentHashMap<>();

    private final RoomLink link;

    Jobs(RoomLink link) {
        this.link = link;
        link.on(MessageType.CANCEL, this::onCancel);
        link.onLost(
                () -> cancelAll(new TaskException(ErrorCode.CONNECTION_LOST, "the connection to the room was lost")));
    }

    void add(RoomConnection connection, Object id, Job<?> job) {
        running.put(new Key(connection, id), job);
    }

    void remove(RoomConnection connection, Object id) {
        running.remove(new Key(connection, id));
    }

    /** Cancels the tasks, which have names for ids, and leaves the tool calls alone. */
    void cancelTasks(TaskException why) {
        running.forEach((key, job) -> {
            if (key.id() instanceof String) {
                job.cancel(why);
            }
        });
    }

    /** Hops off the transport's thread: what is cancelled may run callbacks of users. */
    private void cancelAll(TaskException why) {
        List.copyOf(running.values()).forEach(job -> Futures.hop(link.control(), () -> job.cancel(why)));
    }

    private void onCancel(RoomConnection connection, Message message) throws WireException {
        CancelNotice notice = CancelNotice.read(message.body().json());
        Job<?> job = find(connection, notice);
        if (job != null) {
            link.control().execute(() -> job.cancel(notice.error().toException()));
        }
    }

    private @Nullable Job<?> find(RoomConnection connection, CancelNotice notice) {
        if (notice.taskId() != null) {
            return running.get(new Key(connection, notice.taskId()));
        } else if (notice.callId() == null) {
            return null;
        }
        // A task that came as a tool call has the call's number for a name.
        Job<?> call = running.get(new Key(connection, notice.callId()));
        return call == null ? running.get(new Key(connection, Long.toString(notice.callId()))) : call;
    }
}
