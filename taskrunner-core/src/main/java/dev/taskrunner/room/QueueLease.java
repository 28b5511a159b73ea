package dev.taskrunner.room;

import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A message that was lent: nobody else gets it until the lease ends. Acknowledge it when it is handled, or give it back; when
 * neither happens in time it goes to somebody else. Outlives the connection that took it. Safe for several threads.
 */
public final class QueueLease {
    private final RoomLink link;
    private final String queue;
    private final String receipt;
    private final QueueMessage message;
    private final Optional<DeadLetter> origin;

    /**
     * What a message in a queue of dead letters was.
     *
     * @param queue the queue in which it was sent
     * @param attempts how often it was tried
     * @param error what was said the last time
     */
    public record DeadLetter(String queue, long attempts, String error) {}

    QueueLease(RoomLink link, String queue, String receipt, QueueMessage message, Optional<DeadLetter> origin) {
        this.link = link;
        this.queue = queue;
        this.receipt = receipt;
        this.message = message;
        this.origin = origin;
    }

    /**
     * The queue it was taken from.
     *
     * @return the queue's name
     */
    public String queue() {
        return queue;
    }

    /**
     * The message.
     *
     * @return the message
     */
    public QueueMessage message() {
        return message;
    }

    /**
     * Where a dead letter comes from.
     *
     * @return empty for all other messages
     */
    public Optional<DeadLetter> origin() {
        return origin;
    }

    /**
     * Says that the message is handled; it is gone.
     *
     * @throws dev.taskrunner.TaskException {@link dev.taskrunner.ErrorCode#NOT_FOUND} when the lease has ended: others may have
     *     the message by now
     */
    public void acknowledge() {
        link.request(MessageType.QUEUES_ACKNOWLEDGE, receipt().build());
    }

    /**
     * Keeps the message for longer.
     *
     * @param time from now
     * @throws dev.taskrunner.TaskException {@link dev.taskrunner.ErrorCode#NOT_FOUND} when the lease has ended
     */
    public void extend(Duration time) {
        link.request(
                MessageType.QUEUES_EXTEND,
                receipt().put("lease_ms", time.toMillis()).build());
    }

    /**
     * As {@link #extend}, without waiting.
     *
     * @param time from now
     * @return completed on the room's executor
     */
    public CompletableFuture<Void> extendAsync(Duration time) {
        JsonFields request = receipt().put("lease_ms", time.toMillis()).build();
        return Futures.handOver(
                        link.start(
                                MessageType.QUEUES_EXTEND,
                                Body.of(request),
                                link.options().requestTimeout()),
                        answer -> answer,
                        link.executor())
                .thenAccept(answer -> {});
    }

    /**
     * Gives the message back after a failure; after too many of them it is a dead letter.
     *
     * @param error what went wrong, which a dead letter tells; no secrets
     * @param delay how long the message rests before it can be had again
     * @throws dev.taskrunner.TaskException {@link dev.taskrunner.ErrorCode#NOT_FOUND} when the lease has ended
     */
    public void fail(String error, Duration delay) {
        link.request(
                MessageType.QUEUES_RETURN,
                receipt().put("error", error).put("delay_ms", delay.toMillis()).build());
    }

    /**
     * Makes the message a dead letter at once, since trying again would not help.
     *
     * @param error what is wrong with it, which the dead letter tells; no secrets
     * @throws dev.taskrunner.TaskException {@link dev.taskrunner.ErrorCode#NOT_FOUND} when the lease has ended
     */
    public void bury(String error) {
        link.request(
                MessageType.QUEUES_RETURN,
                receipt().put("error", error).put("hopeless", true).build());
    }

    /**
     * Gives the message back without having looked at it: that was no attempt. Does nothing when the lease has ended.
     *
     * @throws dev.taskrunner.TaskException if the room denies it or does not answer
     */
    public void giveBack() {
        link.request(MessageType.QUEUES_RETURN, receipt().put("untouched", true).build());
    }

    private JsonFields.Builder receipt() {
        return JsonFields.builder().put("receipt", receipt);
    }
}
