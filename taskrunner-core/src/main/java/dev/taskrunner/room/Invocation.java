package dev.taskrunner.room;

import dev.taskrunner.AskOptions;
import dev.taskrunner.CallContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.CancelNotice;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.protocol.TraceEnvelope;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One ask or tool call as its caller sees it: sent with the time that is left, given up when that is over, when the caller
 * cancels, or when the task that it belongs to is cancelled. Giving up tells the server.
 */
final class Invocation {
    /** A hundred years; what is longer cannot be counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_525);

    private final RoomLink link;
    private final AskOptions options;
    private final @Nullable CallContext within;
    private final Duration timeout;

    /**
     * Prepares a call.
     *
     * @param within the call on whose account this one is made; null for one's own
     */
    Invocation(RoomLink link, AskOptions options, @Nullable CallContext within) {
        this.link = link;
        this.options = options;
        this.within = within;
        Duration given = options.timeout().orElse(link.options().askTimeout());
        Duration wanted = given.compareTo(LONGEST) > 0 ? LONGEST : given;
        this.timeout = within == null
                ? wanted
                : within.remaining().filter(left -> left.compareTo(wanted) < 0).orElse(wanted);
    }

    /** For whom the call is made: what the options say, else whoever the surrounding call is made for. */
    @Nullable
    String onBehalfOf() {
        String principal = within == null ? "" : within.principal().id();
        boolean ownAccount = principal.isEmpty()
                || principal.equals(link.handshake().connected().participantId());
        return options.onBehalfOf().orElse(ownAccount ? null : principal);
    }

    /** For whom, for requests that are no calls: the room then insists on the grants of all of them. */
    JsonFields account() {
        JsonFields.Builder said = JsonFields.builder().putIfPresent("on_behalf_of_id", onBehalfOf());
        Account account = AgentsClient.account(within, link);
        String parent = account == null ? null : account.parent();
        new Extension(null, List.of(), null, parent, false, null, null).addTo(said);
        return said.build();
    }

    Extension extension() {
        Account account = AgentsClient.account(within, link);
        return new Extension(
                timeout.toMillis(),
                within == null ? List.of() : within.delegation().chain(),
                within == null ? null : within.delegation().callsLeft(),
                account == null ? null : account.parent(),
                options.progress().isPresent(),
                null,
                null);
    }

    /** Sends; the future is completed on the transport's or the timer's thread. Cancelling it tells the server. */
    CompletableFuture<Body> start(String type, Body untraced) {
        if (within != null && within.cancellation().isCancelled()) {
            return CompletableFuture.failedFuture(within.cancellation().reason());
        }
        if (timeout.isZero()) {
            return CompletableFuture.failedFuture(
                    new TaskException(ErrorCode.TIMED_OUT, "no time is left for " + type));
        }
        RoomConnection connection;
        try {
            connection = link.connection();
        } catch (TaskException e) {
            return CompletableFuture.failedFuture(e);
        }
        Body body = untraced.withEnvelope(TraceEnvelope.write(trace()));
        long id = connection.nextId();
        Consumer<Progress> listener = options.progress().orElse(null);
        if (listener == null) {
            CompletableFuture<Body> reply = connection.request(id, type, body, null);
            watch(connection, id, reply);
            return reply;
        }
        // What was reported before the answer is heard before the answer.
        SerialExecutor inOrder = new SerialExecutor(link.executor(), SerialExecutor.DEFAULT_LIMIT);
        CompletableFuture<Body> reply =
                connection.request(id, type, body, progress -> inOrder.offer(() -> listener.accept(progress)));
        watch(connection, id, reply);
        return Futures.handOver(reply, answer -> answer, inOrder);
    }

    /** Hears of progress, in order, on the room's executor. */
    Consumer<Progress> progress() {
        Consumer<Progress> listener = options.progress().orElse(null);
        if (listener == null) {
            return ignored -> {};
        }
        SerialExecutor inOrder = new SerialExecutor(link.executor(), SerialExecutor.DEFAULT_LIMIT);
        return report -> inOrder.offer(() -> listener.accept(report));
    }

    /** Opens a stream; what is given up when it takes too long is all of it. */
    void open(CallerStream stream, Body untraced) {
        if (timeout.isZero()) {
            stream.whole().completeExceptionally(new TaskException(ErrorCode.TIMED_OUT, "no time is left"));
            return;
        }
        Body body = untraced.withEnvelope(TraceEnvelope.write(trace()));
        CompletableFuture<Body> reply = stream.connection().request(stream.id(), MessageType.INVOKE_TOOL, body, null);
        reply.whenComplete(stream::answered);
        giveUpWhenNeeded(stream.connection(), stream.id(), stream.whole());
        stream.whole().whenComplete((nothing, error) -> reply.cancel(false));
    }

    /** What the options say, else that of the surrounding call. */
    private Map<String, String> trace() {
        return within == null || !options.trace().isEmpty() ? options.trace() : within.trace();
    }

    /** Who waits for one answer has no use for a stream, and gives the call up when one comes. */
    private void watch(RoomConnection connection, long id, CompletableFuture<Body> reply) {
        giveUpWhenNeeded(connection, id, reply);
        reply.whenComplete((body, error) -> {
            if (body != null && Contents.isOpen(body.json())) {
                tellServer(connection, id, new TaskException(ErrorCode.CANCELLED, "the caller reads no stream"));
            }
        });
    }

    private void giveUpWhenNeeded(RoomConnection connection, long id, CompletableFuture<?> reply) {
        if (reply.isDone()) {
            return;
        }
        Runnable forgetTimer = link.options().timer().schedule(timeout, () -> {
            TaskException late =
                    new TaskException(ErrorCode.TIMED_OUT, "no answer within " + timeout.toMillis() + " ms");
            if (reply.completeExceptionally(late)) {
                tellServer(connection, id, late);
            }
        });
        Runnable forgetParent =
                within == null ? () -> {} : within.cancellation().onCancel(() -> reply.cancel(true));
        reply.whenComplete((body, error) -> {
            forgetTimer.run();
            forgetParent.run();
            if (error instanceof CancellationException) {
                tellServer(connection, id, new TaskException(ErrorCode.CANCELLED, "the caller gave up"));
            }
        });
    }

    /** Only rooms that say so understand it; on the others the work goes on unheard. */
    private void tellServer(RoomConnection connection, long id, TaskException why) {
        if (!link.handshake().offers(RoomReady.CANCEL) || connection.isLost()) {
            return;
        }
        CancelNotice notice = new CancelNotice(id, null, null, ErrorInfo.of(why));
        link.control().execute(() -> {
            try {
                connection.push(MessageType.CANCEL, notice.json());
            } catch (TaskException e) {
                // The connection is gone, and with it whatever was to be cancelled.
                org.slf4j.LoggerFactory.getLogger(Invocation.class).debug("no cancel: {}", e.getMessage());
            }
        });
    }
}
