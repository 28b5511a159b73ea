package dev.taskrunner.room;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.Agents;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a room (classic protocol section 7.2): first in, first out, each message to exactly one receiver. Safe for several
 * threads.
 *
 * <p>{@link #receive} takes a message for good: if this process ends before it is handled, it is lost. {@link #take} borrows it:
 * what is not acknowledged in time goes to somebody else, and says that it is not the first time. Servers other than ours may not
 * lend; see {@link #lends}.
 */
public final class QueuesClient {
    private static final Duration POLL = Duration.ofMillis(200);
    /** Servers need not keep a request for longer; a longer wait is made of several. */
    private static final Duration LONGEST_REQUEST = Duration.ofHours(12);
    /** What is longer cannot be counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private final RoomLink link;

    QueuesClient(RoomLink link) {
        this.link = link;
    }

    /**
     * Says whether the room lends messages.
     *
     * @return whether {@link #take} can be used
     */
    public boolean lends() {
        return link.handshake().offers(RoomReady.QUEUES_TAKE);
    }

    /**
     * Lists the queues.
     *
     * @return all of them
     * @throws TaskException if the room denies it or does not answer
     */
    public List<QueueInfo> list() {
        List<RawJson> queues =
                link.request(MessageType.QUEUES_LIST, JsonFields.EMPTY).array("queues");
        List<QueueInfo> all = new ArrayList<>();
        for (RawJson one : queues == null ? List.<RawJson>of() : queues) {
            try {
                JsonFields json = one.fields();
                all.add(new QueueInfo(json.requireString("name"), number(json, "size"), number(json, "leased")));
            } catch (WireException e) {
                throw new TaskException(ErrorCode.INVALID_RESPONSE, "the room listed an unreadable queue", e);
            }
        }
        return List.copyOf(all);
    }

    private static long number(JsonFields json, String name) {
        Long value = json.integer(name);
        return value == null ? 0 : value;
    }

    private static JsonFields.Builder name(String queue) {
        return JsonFields.builder().put("name", queue);
    }

    /**
     * Makes a queue.
     *
     * @param queue its name
     * @throws TaskException {@link ErrorCode#ALREADY_EXISTS}, or the room denies it
     */
    public void open(String queue) {
        link.request(MessageType.QUEUES_OPEN, name(queue).build());
    }

    /**
     * Removes a queue with all its messages; who waits at it hears that.
     *
     * @param queue its name
     * @throws TaskException {@link ErrorCode#NOT_FOUND}, or the room denies it
     */
    public void close(String queue) {
        link.request(MessageType.QUEUES_CLOSE, name(queue).build());
    }

    /**
     * Removes all messages of a queue, those that are lent too.
     *
     * @param queue its name
     * @throws TaskException {@link ErrorCode#NOT_FOUND}, or the room denies it
     */
    public void drain(String queue) {
        link.request(MessageType.QUEUES_DRAIN, name(queue).build());
    }

    /**
     * Adds a message to a queue, which is made if need be. With a server that keeps data, the message lasts when this returns.
     *
     * @param queue the queue's name
     * @param message a record, a map, a string, or anything that becomes JSON
     * @throws TaskException {@link ErrorCode#TOO_LARGE} when the room's queues are full, or the room denies it
     */
    public void send(String queue, @Nullable Object message) {
        Agents.await(sendAsync(queue, message));
    }

    /**
     * As {@link #send}, without waiting.
     *
     * @param queue the queue's name
     * @param message a record, a map, a string, or anything that becomes JSON
     * @return completed on the room's executor when the room has the message
     */
    public CompletableFuture<Void> sendAsync(String queue, @Nullable Object message) {
        RawJson json = RawJson.of(TaskResult.of(message).as(JsonNode.class));
        JsonFields request =
                name(queue).put("create", true).put("message", json).build();
        return Futures.handOver(
                        link.start(
                                MessageType.QUEUES_SEND,
                                Body.of(request),
                                link.options().requestTimeout()),
                        answer -> answer,
                        link.executor())
                .thenAccept(answer -> {});
    }

    /**
     * Takes the next message for good.
     *
     * @param queue the queue's name; it is made if need be
     * @param wait how long to wait for a message when there is none; zero for not at all
     * @return the message, empty when none came
     * @throws TaskException if the room denies it or does not answer
     */
    public Optional<QueueMessage> receive(String queue, Duration wait) {
        return receive(queue, wait, true);
    }

    /**
     * As {@link #receive}, but of a queue that is there: none is made.
     *
     * @param queue the queue's name
     * @param wait how long to wait for a message when there is none; zero for not at all
     * @return the message, empty when none came
     * @throws TaskException {@link ErrorCode#NOT_FOUND} when there is no such queue, or the room denies it or does not answer
     */
    public Optional<QueueMessage> receiveExisting(String queue, Duration wait) {
        return receive(queue, wait, false);
    }

    private Optional<QueueMessage> receive(String queue, Duration wait, boolean create) {
        if (lends()) {
            return patiently(wait, left -> receiveOnce(queue, left, create));
        }
        // Giving up a wait would lose the message that comes just then; other servers know no limit to a wait.
        return Polling.until(link, bounded(wait), POLL, () -> receiveOnce(queue, Duration.ZERO, create));
    }

    private static Duration bounded(Duration wait) {
        Duration positive = wait.isNegative() ? Duration.ZERO : wait;
        return positive.compareTo(LONGEST) > 0 ? LONGEST : positive;
    }

    /** Waits in several requests when one cannot be that long. */
    private <T> Optional<T> patiently(Duration wait, Function<Duration, Optional<T>> request) {
        Clock clock = link.options().timer().clock();
        Instant end = clock.instant().plus(bounded(wait));
        Duration left = bounded(wait);
        Optional<T> answer = Optional.empty();
        while (left.compareTo(LONGEST_REQUEST) > 0 && answer.isEmpty()) {
            answer = request.apply(LONGEST_REQUEST);
            left = bounded(Duration.between(clock.instant(), end));
        }
        return answer.isPresent() ? answer : request.apply(left);
    }

    private Optional<QueueMessage> receiveOnce(String queue, Duration wait, boolean create) {
        Body request = Body.of(waiting(name(queue), wait, create).build());
        return received(Agents.await(link.start(MessageType.QUEUES_RECEIVE, request, patience(wait))));
    }

    private static JsonFields.Builder waiting(JsonFields.Builder request, Duration wait, boolean create) {
        return request.put("create", create).put("wait", !wait.isZero()).put("wait_ms", wait.toMillis());
    }

    private Duration patience(Duration wait) {
        return wait.plus(link.options().requestTimeout());
    }

    private static Optional<QueueMessage> received(Body answer) {
        JsonFields json = answer.json();
        JsonFields ours = json.object(Extension.MEMBER);
        int attempts = ours == null ? 0 : (int) number(ours, "attempts");
        String type = json.string("type");
        RawJson value = "text".equals(type) ? json.raw("text") : json.raw("json");
        if ("empty".equals(type)) {
            return Optional.empty();
        } else if (value == null) {
            throw new TaskException(ErrorCode.INVALID_RESPONSE, "the room sent no message but content of type " + type);
        }
        return Optional.of(new QueueMessage(value, attempts));
    }

    /**
     * Borrows the next message.
     *
     * @param queue the queue's name; it is made if need be
     * @param options for how long, and what becomes of it when it fails
     * @return the lease, empty when no message came within the wait
     * @throws TaskException {@link ErrorCode#UNSUPPORTED} when the room does not lend, or the room denies it
     */
    public Optional<QueueLease> take(String queue, LeaseOptions options) {
        return patiently(
                options.patience(), left -> lent(queue, Agents.await(startTaking(queue, options.withPatience(left)))));
    }

    /**
     * As {@link #take}, without waiting, in one request: the room may end a wait after 12 hours. It cannot be given up: a lease
     * that comes later must be given back.
     *
     * @param queue the queue's name; it is made if need be
     * @param options for how long, and what becomes of it when it fails
     * @return completed on the room's executor with the lease, empty when no message came within the wait
     */
    public CompletableFuture<Optional<QueueLease>> takeAsync(String queue, LeaseOptions options) {
        return Futures.handOver(startTaking(queue, options), answer -> lent(queue, answer), link.executor());
    }

    private CompletableFuture<Body> startTaking(String queue, LeaseOptions options) {
        if (!lends()) {
            return CompletableFuture.failedFuture(
                    new TaskException(ErrorCode.UNSUPPORTED, "this room server lends no messages; use receive"));
        }
        JsonFields.Builder request = waiting(name(queue), options.patience(), true)
                .put("lease_ms", options.lease().toMillis())
                .put("max_attempts", options.maxAttempts());
        options.deadLetters().ifPresent(name -> request.put("dead_letters", name));
        return link.start(MessageType.QUEUES_TAKE, Body.of(request.build()), patience(options.patience()));
    }

    private Optional<QueueLease> lent(String queue, Body answer) {
        JsonFields json = answer.json().object("json");
        RawJson message = json == null ? null : json.raw("message");
        String receipt = json == null ? null : json.string("receipt");
        if (json == null || message == null || receipt == null) {
            return Optional.empty();
        }
        QueueMessage read = new QueueMessage(message, (int) number(json, "attempts"));
        return Optional.of(new QueueLease(link, queue, receipt, read, origin(json.object("origin"))));
    }

    private static Optional<QueueLease.DeadLetter> origin(@Nullable JsonFields json) {
        if (json == null) {
            return Optional.empty();
        }
        String queue = json.string("queue");
        String error = json.string("error");
        return Optional.of(new QueueLease.DeadLetter(
                queue == null ? "" : queue, number(json, "attempts"), error == null ? "" : error));
    }
}
