package dev.taskrunner.worker;

import dev.taskrunner.Agents;
import dev.taskrunner.Cancellation;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.room.LeaseOptions;
import dev.taskrunner.room.QueueLease;
import dev.taskrunner.room.QueueMessage;
import dev.taskrunner.room.QueuesClient;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a worker: takes a message, does it, takes the next.
 *
 * <p>Owner: its {@link Worker}. Only its own thread takes and works; others stop it. This object's lock guards the task under way
 * and who is interrupted for it; user code never runs under it.
 */
final class WorkLoop {
    private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long FIRST_PAUSE = 100; // milliseconds, doubled with each failure
    private static final int MAX_DOUBLINGS = 7;
    /** Trying again does not help with these. */
    private static final Set<ErrorCode> HOPELESS =
            Set.of(ErrorCode.INVALID_ARGUMENTS, ErrorCode.DENIED, ErrorCode.UNSUPPORTED, ErrorCode.TOO_LARGE);
    /** Nor taking again with these. */
    private static final Set<ErrorCode> FATAL = Set.of(ErrorCode.DENIED, ErrorCode.INVALID_REQUEST);

    private final Worker.Task task;
    private final Presence presence; // its own thread only
    private final Consumer<@Nullable TaskException> end;
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable Cancellation current; // guarded by this
    private @Nullable Thread thread; // guarded by this

    WorkLoop(Worker.Task task, Consumer<@Nullable TaskException> end) {
        this.task = task;
        this.presence = new Presence(task);
        this.end = end;
    }

    synchronized void start(String name) {
        Thread own = new Thread(this::loop, name);
        own.setDaemon(true);
        thread = own;
        own.start();
    }

    /** Takes no more; what is under way goes on. */
    void stop() {
        stopped.complete(null);
    }

    /** Cancels what is under way. */
    void cancel() {
        Cancellation its;
        synchronized (this) {
            its = current;
        }
        if (its != null) {
            cancel(its, new TaskException(ErrorCode.CANCELLED, "the worker was closed"));
        }
    }

    /** Only while it is under way: what comes late must not hit the next task. */
    private synchronized void cancel(Cancellation its, TaskException why) {
        if (current == its && its.cancel(why) && thread != null) {
            thread.interrupt();
        }
    }

    void join(long deadline) {
        try {
            if (!over.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                LOG.debug("A task of queue '{}' is still under way", task.queue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private QueuesClient queues() {
        return task.room().queues();
    }

    private void loop() {
        try {
            takeAndWork();
        } catch (RuntimeException | Error e) {
            LOG.error("A thread of the worker of queue '{}' failed", task.queue(), e);
            end.accept(new TaskException(ErrorCode.FAILED, "a thread of the worker failed; its log says why", e));
            throw e;
        } finally {
            over.countDown();
        }
    }

    private void takeAndWork() {
        int failures = 0;
        while (!stopped.isDone()) {
            try {
                Optional<Delivery> delivery = take();
                failures = 0;
                delivery.ifPresent(this::handle);
            } catch (TaskException e) {
                LOG.debug("Nothing from queue '{}': {}", task.queue(), e.text());
                if (FATAL.contains(e.code())) {
                    end.accept(e);
                }
                pause(Duration.ofMillis(FIRST_PAUSE << Math.min(failures++, MAX_DOUBLINGS)));
            }
        }
    }

    /** Until time is over or the worker stops. */
    private void pause(Duration time) {
        CompletableFuture<Void> woken = new CompletableFuture<>();
        Runnable forget = task.options().timer().schedule(time, () -> woken.complete(null));
        Agents.await(CompletableFuture.anyOf(woken, stopped));
        forget.run();
    }

    /** A message, and its lease unless the room lends none. */
    private record Delivery(QueueMessage message, @Nullable QueueLease lease) {}

    private Optional<Delivery> take() {
        presence.require(queues().lends());
        if (!queues().lends()) {
            return queues().receive(task.queue(), Duration.ofSeconds(1)).map(message -> new Delivery(message, null));
        }
        LeaseOptions terms = LeaseOptions.defaults()
                .withLease(task.options().lease())
                .withPatience(PATIENCE)
                .withMaxAttempts(task.options().maxAttempts());
        String dead = task.options().deadLetters();
        CompletableFuture<Optional<QueueLease>> lent =
                queues().takeAsync(task.queue(), dead == null ? terms : terms.withDeadLetters(dead));
        try {
            CompletableFuture.anyOf(lent, stopped).get();
        } catch (InterruptedException | ExecutionException e) {
            LOG.debug("Waiting at queue '{}' ended", task.queue(), e);
        }
        if (stopped.isDone()) {
            lent.thenAccept(late -> late.ifPresent(QueueLease::giveBack));
            return Optional.empty();
        }
        return Agents.await(lent).map(lease -> new Delivery(lease.message(), lease));
    }

    private void handle(Delivery delivery) {
        Cancellation cancellation = new Cancellation();
        synchronized (this) {
            current = cancellation;
        }
        WorkItem item = null;
        LeaseKeeper keeper = new LeaseKeeper(delivery.lease(), task.options(), why -> cancel(cancellation, why));
        Runnable forgetLimit = limit(cancellation);
        try (keeper) {
            Object message = delivery.message().value();
            item = WorkItem.read(
                    message, delivery.message().toJson(), task.work().inputSchema(task.room()));
            TaskResult result = Agents.await(task.work().run(task.room(), item, item.input(), cancellation));
            over(cancellation);
            reply(item, "result", plain(result));
            acknowledge(delivery);
        } catch (TaskException e) {
            over(cancellation);
            failed(delivery, item, reason(cancellation, e), keeper.isLost());
        } catch (RuntimeException e) {
            over(cancellation);
            LOG.error("A message of queue '{}' could not be handled", task.queue(), e);
            failed(delivery, item, new TaskException(ErrorCode.FAILED, "the worker failed; its log says why"), false);
        } finally {
            forgetLimit.run();
        }
    }

    /** Ends the task when its time is over; on the timer, since the runner may keep this thread. */
    private Runnable limit(Cancellation cancellation) {
        Duration limit = task.limit();
        if (limit == null) {
            return () -> {};
        }
        TaskException late = new TaskException(ErrorCode.TIMED_OUT, "not done within " + limit.toMillis() + " ms");
        return task.options().timer().schedule(limit, () -> cancel(cancellation, late));
    }

    /** A task that ended since its time was over says that, however it put it. */
    private static TaskException reason(Cancellation cancellation, TaskException error) {
        TaskException why = cancellation.reason();
        return why != null && why.code() == ErrorCode.TIMED_OUT ? why : error;
    }

    /** From here on nothing is cancelled or interrupted any more. */
    private synchronized void over(Cancellation cancellation) {
        if (current == cancellation) {
            current = null;
        }
        if (Thread.interrupted()) {
            LOG.debug("A task of queue '{}' was interrupted", task.queue());
        }
    }

    private static @Nullable Object plain(TaskResult result) {
        if (result.content() instanceof Content.File) {
            throw new TaskException(
                    ErrorCode.INVALID_RESPONSE,
                    "a file does not fit a queue; put it in the room's storage and send its path");
        }
        return result.content() instanceof Content.Empty ? null : result.as(Object.class);
    }

    private void reply(WorkItem item, String member, @Nullable Object value) {
        String queue = item.replyQueue();
        if (queue != null) {
            queues().send(queue, item.reply(member, value));
        }
    }

    private void acknowledge(Delivery delivery) {
        QueueLease lease = delivery.lease();
        try {
            if (lease != null) {
                lease.acknowledge();
            }
            tell(WorkerEvent.Kind.DONE, delivery, "");
        } catch (TaskException e) {
            LOG.warn("A message of queue '{}' was done but not acknowledged: {}", task.queue(), e.text());
            tell(WorkerEvent.Kind.LEASE_LOST, delivery, e.text());
        }
    }

    private void failed(Delivery delivery, @Nullable WorkItem item, TaskException why, boolean lost) {
        LOG.debug("A message of queue '{}' failed: {}", task.queue(), why.text());
        QueueLease lease = delivery.lease();
        int attempts = delivery.message().attempts();
        int most = task.options().maxAttempts();
        boolean hopeless = HOPELESS.contains(why.code());
        boolean absent = presence.isMissing(why); // that was no attempt: the message waits in its place
        boolean last = lease == null || hopeless || (!absent && most > 0 && attempts >= most);
        if (lost) {
            tell(WorkerEvent.Kind.LEASE_LOST, delivery, why.text());
            return;
        }
        try {
            if (last && item != null) {
                replyError(item, why);
            }
            if (lease != null && last) {
                lease.bury(why.text());
            } else if (lease != null && absent) {
                lease.giveBack();
            } else if (lease != null) {
                boolean closed = why.code() == ErrorCode.CANCELLED && stopped.isDone();
                lease.fail(why.text(), closed ? Duration.ZERO : task.options().backOff(attempts));
            }
            tell(last ? WorkerEvent.Kind.FAILED : WorkerEvent.Kind.RETRIED, delivery, why.text());
        } catch (TaskException e) {
            LOG.warn("A failed message of queue '{}' was not given back: {}", task.queue(), e.text());
            tell(WorkerEvent.Kind.LEASE_LOST, delivery, e.text());
        }
    }

    /** A reply that cannot be sent must not keep the message from becoming a dead letter. */
    private void replyError(WorkItem item, TaskException why) {
        try {
            reply(item, "error", Map.of("code", why.code().wireName(), "text", why.text()));
        } catch (TaskException e) {
            LOG.warn("An error of queue '{}' did not reach the reply queue: {}", task.queue(), e.text());
        }
    }

    private void tell(WorkerEvent.Kind kind, Delivery delivery, String text) {
        try {
            task.listener().accept(new WorkerEvent(kind, delivery.message().attempts(), text));
        } catch (RuntimeException e) {
            LOG.error("The worker's listener failed", e);
        }
    }
}
