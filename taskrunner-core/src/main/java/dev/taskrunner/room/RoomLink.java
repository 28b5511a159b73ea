package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One participant's way into a room across any number of connections: connects, connects again when a connection is lost, and
 * then has everybody register again.
 *
 * <p>{@code lock} guards current, handshake, closed and attempts; nothing is called under it. Handlers run on the transport's
 * thread and must hand over at once; the steps after a reconnect run on our own, in the order in which they were added.
 */
final class RoomLink implements RoomConnection.Events {
    private static final Logger LOG = LoggerFactory.getLogger(RoomLink.class);
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;

    /** Handles a message on the transport's thread; must not block. */
    @FunctionalInterface
    interface Handler {
        void handle(RoomConnection connection, Message message) throws WireException;
    }

    private final RoomOptions options;
    private final Executor executor;
    private final Executor control;
    private final Supplier<String> token;

    private final Object lock = new Object();
    private @Nullable RoomConnection current;
    private @Nullable Handshake handshake;
    private boolean closed;
    private final Reconnect backOff;

    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<Runnable> reconnected = new CopyOnWriteArrayList<>();
    private final List<Runnable> lost = new CopyOnWriteArrayList<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    /**
     * Prepares a link.
     *
     * @param executor where user code runs
     * @param control where we ourselves do what may block, cancels and reconnects, so that user code that fills its executor
     *     can still be stopped
     * @param token asked for each connection
     */
    RoomLink(RoomOptions options, Executor executor, Executor control, Supplier<String> token) {
        this.options = options;
        this.executor = executor;
        this.control = control;
        this.token = token;
        this.backOff = new Reconnect(options.minReconnectDelay(), options.maxReconnectDelay());
    }

    /** Whether both lead into one and the same running room; by the address where the server does not say. */
    boolean sharesRoomWith(RoomLink other) {
        if (this == other) {
            return true;
        }
        String own = handshake().ready().sessionId();
        String others = other.handshake().ready().sessionId();
        return own.equals(others) && (!own.isEmpty() || options.uri().equals(other.options.uri()));
    }

    RoomOptions options() {
        return options;
    }

    Executor executor() {
        return executor;
    }

    Executor control() {
        return control;
    }

    /** Sets what handles a type of message, or all types that begin so if it ends in a dot; before {@link #connect}. */
    void on(String type, Handler handler) {
        handlers.put(type, handler);
    }

    /** Adds a step for after each reconnect. */
    void onReconnected(Runnable step) {
        reconnected.add(step);
    }

    void forgetReconnected(Runnable step) {
        reconnected.remove(step);
    }

    /** Adds what is to be done when a connection is lost, on the transport's thread. */
    void onLost(Runnable step) {
        lost.add(step);
    }

    /** Completed with a reason when the link is closed or given up. */
    CompletableFuture<String> ended() {
        return ended;
    }

    /** Connects and waits until the room is ready. */
    RoomConnection connect() {
        TransportTarget target = Targets.of(options, token.get());
        RoomConnection connection = new RoomConnection(options.transport().create(target), options, this);
        try {
            connection.start();
            Handshake shaken = await(connection, target);
            connection.speak(Generations.choose(connection, shaken, options));
            adopt(connection, shaken);
            return connection;
        } catch (TransportRefusedException e) {
            throw refused(target, e);
        } catch (java.net.SocketTimeoutException e) {
            throw new RoomException(RoomException.Reason.TIMED_OUT, target + " did not answer: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new RoomException(
                    RoomException.Reason.UNREACHABLE, target + " cannot be reached: " + e.getMessage(), e);
        }
    }

    private static RoomException refused(TransportTarget target, TransportRefusedException e) {
        boolean lasting = e.status() == 401 || e.status() == 403 || e.status() == 400;
        String why = switch (e.status()) {
            case 401 -> "the token is missing, wrong or expired";
            case 403 -> "the token is not for this room";
            case 404 -> "there are no rooms at this address";
            default -> "the server refused";
        };
        RoomException.Reason reason = lasting ? RoomException.Reason.REFUSED : RoomException.Reason.UNREACHABLE;
        return new RoomException(reason, target + ": " + why + " (HTTP " + e.status() + ")", e);
    }

    private Handshake await(RoomConnection connection, TransportTarget target) {
        Runnable forget = options.timer()
                .schedule(
                        options.connectTimeout(),
                        () -> connection
                                .ready()
                                .completeExceptionally(new RoomException(
                                        RoomException.Reason.TIMED_OUT,
                                        "not ready within " + options.connectTimeout(),
                                        null)));
        try {
            return connection.ready().get();
        } catch (InterruptedException e) {
            connection.close(NORMAL, "interrupted");
            Thread.currentThread().interrupt();
            throw new RoomException(RoomException.Reason.CLOSED, "interrupted while connecting", e);
        } catch (ExecutionException e) {
            connection.close(NORMAL, "handshake failed");
            if (e.getCause() instanceof RoomException failure) {
                throw new RoomException(failure.reason(), target + ": " + failure.getMessage(), failure);
            }
            throw new RoomException(RoomException.Reason.UNREACHABLE, target + ": handshake failed", e);
        } finally {
            forget.run();
        }
    }

    private void adopt(RoomConnection connection, Handshake shaken) {
        boolean tooLate;
        synchronized (lock) {
            tooLate = closed;
            if (!closed) {
                current = connection;
                handshake = shaken;
            }
        }
        if (tooLate) {
            connection.close(NORMAL, "closed");
            throw new RoomException(RoomException.Reason.CLOSED, "the room was closed while connecting", null);
        }
        connection.startPinging(options.pingInterval());
        if (connection.isLost()) {
            onLost(connection, NORMAL, "lost at once");
        }
    }

    /** The latest handshake. */
    Handshake handshake() {
        synchronized (lock) {
            if (handshake == null) {
                throw new IllegalStateException("not connected yet");
            }
            return handshake;
        }
    }

    boolean isOpen() {
        synchronized (lock) {
            return current != null && !closed;
        }
    }

    /** The open connection, or an exception that says there is none. */
    RoomConnection connection() {
        synchronized (lock) {
            if (current != null && !closed) {
                return current;
            }
            throw new TaskException(
                    ErrorCode.CONNECTION_LOST, closed ? "the room is closed" : "connection lost; connecting again");
        }
    }

    /** Whether the open connection speaks the current generation. */
    boolean isCurrent() {
        return connection().wire() != RoomWire.CLASSIC;
    }

    /** Sends a request with the timeout of requests and waits for the content of its answer. */
    JsonFields request(String type, JsonFields json) {
        return json(exchange(type, Body.of(json)));
    }

    Body exchange(String type, Body body) {
        CompletableFuture<Body> reply = start(type, body, options.requestTimeout());
        try {
            return reply.get();
        } catch (InterruptedException e) {
            reply.cancel(true);
            Thread.currentThread().interrupt();
            throw new TaskException(ErrorCode.CANCELLED, "interrupted while waiting for the answer to " + type, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof TaskException failure
                    ? failure.rethrown()
                    : new TaskException(ErrorCode.FAILED, type + " failed", e);
        }
    }

    /** Sends a request; the future is completed on the transport's or the timer's thread, with the error that is the answer too. */
    CompletableFuture<Body> start(String type, Body body, Duration patience) {
        CompletableFuture<Body> reply;
        try {
            reply = connection().request(type, body, null);
        } catch (TaskException e) {
            return CompletableFuture.failedFuture(e);
        }
        Runnable forget = options.timer()
                .schedule(
                        patience,
                        () -> reply.completeExceptionally(new TaskException(
                                ErrorCode.TIMED_OUT, "the room did not answer " + type + " within " + patience)));
        CompletableFuture<Body> checked = new CompletableFuture<>();
        reply.whenComplete((answer, error) -> {
            forget.run();
            settle(checked, answer, error);
        });
        checked.whenComplete((answer, error) -> {
            if (checked.isCancelled()) {
                reply.cancel(true);
            }
        });
        return checked;
    }

    private static void settle(CompletableFuture<Body> checked, Body answer, @Nullable Throwable error) {
        if (error != null) {
            checked.completeExceptionally(error);
            return;
        }
        try {
            failOnError(answer);
            checked.complete(answer);
        } catch (TaskException e) {
            checked.completeExceptionally(e);
        }
    }

    private static void failOnError(Body answer) {
        if ("error".equals(answer.json().string("type"))) {
            String text = answer.json().string("text");
            throw ErrorInfo.read(text == null ? "" : text, answer.json()).toException();
        }
    }

    private static JsonFields json(Body answer) {
        JsonFields json = answer.json().object("json");
        return json == null ? JsonFields.EMPTY : json;
    }

    @Override
    public void onMessage(RoomConnection connection, Message message) {
        String type = message.type();
        Handler handler = handlers.get(type);
        for (int dot = type.lastIndexOf('.'); handler == null && dot > 0; dot = type.lastIndexOf('.', dot - 1)) {
            handler = handlers.get(type.substring(0, dot + 1));
        }
        if (handler == null) {
            LOG.debug("ignored a message of type {}, which is not known here", type);
            return;
        }
        try {
            handler.handle(connection, message);
        } catch (WireException | RuntimeException e) {
            // Whatever it is, the transport's thread must live on.
            LOG.warn("could not handle {}", type, e);
        }
    }

    @Override
    public void onLost(RoomConnection connection, int code, String reason) {
        boolean left;
        synchronized (lock) {
            if (current != connection) {
                return;
            }
            current = null;
            left = closed;
        }
        LOG.debug("connection lost: {} {}", code, reason);
        lost.forEach(Runnable::run);
        // A room of the current generation dismisses with 1000 whom it does not want back (current protocol §1.7).
        boolean dismissed = code == NORMAL && connection.wire() != RoomWire.CLASSIC;
        if (!left && options.reconnect() && !dismissed) {
            retryLater();
        } else if (!left) {
            giveUp("connection lost: " + code + " " + reason);
        }
    }

    /** The room is left for good. */
    private void giveUp(String reason) {
        synchronized (lock) {
            closed = true;
        }
        Futures.hop(executor, () -> ended.complete(reason));
    }

    private void retryLater() {
        Duration delay;
        synchronized (lock) {
            if (closed) {
                return;
            }
            delay = backOff.nextDelay();
        }
        options.timer().schedule(delay, () -> {
            try {
                control.execute(this::retry);
            } catch (RejectedExecutionException e) {
                LOG.debug("not connecting again: the room was closed meanwhile");
            }
        });
    }

    private void retry() {
        synchronized (lock) {
            if (closed) {
                return;
            }
        }
        RoomConnection made = null;
        try {
            made = connect();
            reconnected.forEach(Runnable::run);
            synchronized (lock) {
                backOff.succeeded();
            }
        } catch (Throwable e) {
            again(made, e);
        }
    }

    private static boolean inVain(Throwable e) {
        if (e instanceof RoomException failure) {
            return failure.reason() == RoomException.Reason.REFUSED || failure.reason() == RoomException.Reason.CLOSED;
        }
        // No token can be had for this name any more.
        return e instanceof TaskException failure && failure.code() == ErrorCode.DENIED;
    }

    /** Tries again after a failure, unless that is in vain. */
    private void again(@Nullable RoomConnection made, Throwable e) {
        if (inVain(e)) {
            LOG.warn("not connecting again: {}", e.getMessage());
            giveUp(String.valueOf(e.getMessage()));
        } else if (made == null) {
            LOG.debug("still not connected: {}", e.getMessage());
            retryLater();
        } else {
            LOG.warn("could not take up where we left: {}", e.getMessage());
            // A connection on which not everything was registered again is worth nothing; its loss starts the next
            // attempt.
            made.close(GOING_AWAY, "registering again failed");
        }
    }

    void close() {
        RoomConnection open;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            open = current;
        }
        ended.complete("closed");
        if (open != null) {
            open.close(NORMAL, "");
            open.parting.await();
        }
    }
}
