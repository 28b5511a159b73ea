package dev.taskrunner.worker;

import dev.taskrunner.TaskException;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works through a queue: each message is a task for a runner, and the result goes to the queue that the message names, if it names
 * one.
 *
 * <pre>{@code
 * try (Worker worker = Worker.of("translations", translator).start(room)) {
 *     worker.ended().join();
 * }
 * }</pre>
 *
 * <p><b>Messages.</b> An object holds the runner's arguments, which are validated as those of an ask are. Beside them it may hold
 * {@code reply_queue} and {@code request_id}: the reply is {@code {"request_id", "result"}} or {@code {"request_id", "error":
 * {"code", "text"}}}. The messages of the reference's workers are understood ({@code prompt}, {@code tools}, {@code
 * caller_context}; classic protocol section 11.3).
 *
 * <p><b>Delivery.</b> At least once: a message is borrowed, its lease extended while it is worked on, and acknowledged when the
 * reply is sent. When this process dies the message goes to another worker. What fails is tried again after a pause, and becomes
 * a dead letter in the end; arguments that do not match the schema do so at once. With servers that lend nothing a message is
 * tried once.
 *
 * <p><b>Threads.</b> Runners are called on threads of the worker's own, as many as {@link WorkerOptions.Builder#concurrency} says.
 *
 * <p>Owner: whoever starts it. This object's lock guards what is started; it is not held while anything is called.
 */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final String queue;
    private final Work work;
    private final @Nullable Duration limit;
    private final WorkerOptions options;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final List<WorkLoop> loops = new ArrayList<>(); // guarded by this
    private Consumer<WorkerEvent> listener = event -> {}; // guarded by this
    private boolean started; // guarded by this

    private Worker(String queue, Work work, @Nullable Duration limit, WorkerOptions options) {
        this.queue = queue;
        this.work = work;
        this.limit = limit;
        this.options = options;
    }

    /**
     * A worker that has a runner of this process do the work.
     *
     * @param queue the queue's name; it is made if need be
     * @param runner does the work; its spec's timeout holds for each task
     * @return a worker to be started
     */
    public static Worker of(String queue, TaskRunner runner) {
        return of(queue, runner, WorkerOptions.defaults());
    }

    /**
     * A worker that has a runner of this process do the work.
     *
     * @param queue the queue's name; it is made if need be
     * @param runner does the work; its spec's timeout holds for each task
     * @param options how it works
     * @return a worker to be started
     */
    public static Worker of(String queue, TaskRunner runner, WorkerOptions options) {
        return new Worker(queue, new LocalWork(runner), runner.spec().timeout().orElse(null), options);
    }

    /**
     * A worker that asks a runner of the room.
     *
     * @param queue the queue's name; it is made if need be
     * @param agent the runner's name
     * @param options how it works
     * @return a worker to be started
     */
    public static Worker asking(String queue, String agent, WorkerOptions options) {
        return new Worker(queue, new AskedWork(agent), null, options);
    }

    /**
     * Sets who hears what becomes of each message.
     *
     * @param heard called on the worker's threads
     * @return this
     */
    public synchronized Worker listener(Consumer<WorkerEvent> heard) {
        listener = heard;
        return this;
    }

    /**
     * Starts working. The room stays the caller's to close, after the worker.
     *
     * @param room where the queue is
     * @return this
     * @throws IllegalStateException when it was started or closed before
     */
    public synchronized Worker start(Room room) {
        if (started) {
            throw new IllegalStateException("a worker is started once");
        }
        started = true;
        for (int i = 1; i <= options.concurrency(); i++) {
            WorkLoop loop = new WorkLoop(new Task(room, queue, work, limit, options, listener), this::end);
            loops.add(loop);
            loop.start("taskrunner-worker-" + queue + "-" + i);
        }
        room.ended().thenAccept(reason -> end(null));
        return this;
    }

    /** What all threads of a worker have in common. */
    record Task(
            Room room,
            String queue,
            Work work,
            @Nullable Duration limit,
            WorkerOptions options,
            Consumer<WorkerEvent> listener) {}

    private void end(@Nullable TaskException why) {
        if (why == null) {
            ended.complete(null);
        } else if (ended.completeExceptionally(why)) {
            LOG.warn("The worker of queue '{}' ends: {}", queue, why.text());
        }
        loops().forEach(WorkLoop::stop);
    }

    private synchronized List<WorkLoop> loops() {
        return List.copyOf(loops);
    }

    /**
     * When the worker works no more.
     *
     * @return completed when it is closed or the room is left; fails when the room denies the queue
     */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /**
     * Takes no more messages, waits for the tasks under way within the grace period, then cancels them; their messages go back,
     * or to other workers. Idempotent.
     */
    @Override
    public void close() {
        synchronized (this) {
            started = true;
        }
        end(null);
        List<WorkLoop> all = loops();
        long deadline = System.nanoTime() + options.gracePeriod().toNanos();
        all.forEach(loop -> loop.join(deadline));
        all.forEach(WorkLoop::cancel);
        long last = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        all.forEach(loop -> loop.join(last));
    }
}
