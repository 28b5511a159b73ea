package dev.taskrunner.room;

import dev.taskrunner.Progress;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.Body;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one connection that wait for their answer. Safe for several threads.
 *
 * <p>An entry goes with its future's completion, whatever the reason, so that nothing is left behind by timeouts and
 * cancellations. Futures are completed on the transport's thread: whoever hands them to users must hop off it.
 */
final class PendingReplies {
    private record Pending(
            CompletableFuture<Body> reply, @Nullable Consumer<Progress> progress) {}

    private final ConcurrentMap<Long, Pending> waiting = new ConcurrentHashMap<>();

    /** Once set, the connection is gone and nothing may wait any more. */
    private volatile @Nullable TaskException lost;

    CompletableFuture<Body> add(long id, @Nullable Consumer<Progress> progress) {
        CompletableFuture<Body> reply = new CompletableFuture<>();
        waiting.put(id, new Pending(reply, progress));
        reply.whenComplete((body, error) -> waiting.remove(id));
        TaskException reason = lost;
        if (reason != null) {
            reply.completeExceptionally(reason.rethrown());
        }
        return reply;
    }

    /** Settles a request; false when nothing waits under that id (section 4.1: log and drop). */
    boolean complete(long id, Body body) {
        Pending pending = waiting.get(id);
        return pending != null && pending.reply.complete(body);
    }

    void fail(long id, TaskException error) {
        Pending pending = waiting.get(id);
        if (pending != null) {
            pending.reply.completeExceptionally(error);
        }
    }

    void progress(long id, Progress progress) {
        Pending pending = waiting.get(id);
        if (pending != null && pending.progress != null) {
            pending.progress.accept(progress);
        }
    }

    void failAll(TaskException reason) {
        lost = reason;
        // Each waiter gets an exception of its own, since exceptions are mutable.
        List.copyOf(waiting.values()).forEach(pending -> pending.reply.completeExceptionally(reason.rethrown()));
    }

    int size() {
        return waiting.size();
    }
}
