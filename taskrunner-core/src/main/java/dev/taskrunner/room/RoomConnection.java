package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Connected;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ProgressNotice;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to a room, from its transport's start to its end; never used again after that.
 *
 * <p>The transport's thread owns the decoder and the handshake fields and calls the {@link Events}; it never runs user code.
 * Everything else is safe for several threads.
 */
final class RoomConnection implements RoomTransport.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(RoomConnection.class);
    private static final int ABNORMAL = 1006;
    static final int POLICY_VIOLATION = 1008;

    /** What the owner of a connection hears, on the transport's thread. */
    interface Events {
        /** A message that is neither part of the handshake nor an answer. */
        void onMessage(RoomConnection connection, Message message);

        /** The connection is gone. */
        void onLost(RoomConnection connection, int code, String reason);
    }

    final Parting parting = new Parting();
    private final RoomTransport transport;
    private final RoomOptions options;
    private final Events events;
    private final Outbox outbox;
    private final PendingReplies pending = new PendingReplies();
    private final AtomicLong ids = new AtomicLong();
    private final CompletableFuture<Handshake> ready = new CompletableFuture<>();

    /** Owned by the transport's thread. */
    private final PacketDecoder decoder;

    /** The two pushes of the handshake, in whatever order; owned by the transport's thread. */
    private @Nullable Connected connected;

    private @Nullable RoomReady roomReady;

    /** Whether the server says of itself what only ours say; owned by the transport's thread. */
    private boolean ours;

    /** What is spoken; classic, which is silent, until the handshake is over. */
    private volatile RoomWire wire = RoomWire.CLASSIC;

    private volatile boolean lost;
    private volatile Instant lastHeard;
    private volatile Runnable pinging = () -> {};

    RoomConnection(RoomTransport transport, RoomOptions options, Events events) {
        this.transport = transport;
        this.options = options;
        this.events = events;
        this.outbox = new Outbox(transport, options.maxQueuedBytes(), options.requestTimeout());
        this.decoder = new PacketDecoder(options.maxMessageBytes());
        this.lastHeard = options.timer().clock().instant();
    }

    /** Connects; the handshake follows. */
    void start() throws IOException {
        transport.start(this);
    }

    /** The handshake to come; fails when the room closes before it is ready (section 1.3). */
    CompletableFuture<Handshake> ready() {
        return ready;
    }

    /** Sends a request; the future is completed on the transport's thread. */
    CompletableFuture<Body> request(String type, Body body, @Nullable Consumer<Progress> progress) {
        return request(ids.incrementAndGet(), type, body, progress);
    }

    CompletableFuture<Body> request(long id, String type, Body body, @Nullable Consumer<Progress> progress) {
        CompletableFuture<Body> reply = pending.add(id, progress);
        if (!reply.isDone()) {
            RoomWire spoken = wire;
            reply.whenComplete((answer, error) -> spoken.forget(id));
            try {
                outbox.send(spoken.outgoing(Message.of(id, type, body)));
            } catch (TaskException e) {
                reply.completeExceptionally(e);
            }
        }
        return reply;
    }

    long nextId() {
        return ids.incrementAndGet();
    }

    /** Sends a message that nobody answers, under an id of its own. */
    void push(String type, JsonFields json) {
        push(nextId(), type, Body.of(json));
    }

    void push(long id, String type, Body body) {
        outbox.send(wire.outgoing(Message.of(id, type, body)));
    }

    /** Sends what somebody waits for; if that cannot be done the connection ends, so that the room tells them. */
    void answer(long id, String type, Body body, Function<TaskException, Body> otherwise) {
        try {
            Message message = Message.of(id, type, body);
            push(id, type, message.size() > maxAnswerBytes() ? otherwise.apply(tooLarge(message)) : body);
        } catch (TaskException e) {
            LOG.debug("an answer was not sent: {}", e.getMessage());
            if (!lost) {
                close(POLICY_VIOLATION, "an answer could not be sent");
            }
        }
    }

    /** What the server does not take is not sent: it could not tell whose answer was lost. */
    private long maxAnswerBytes() {
        Handshake shaken = ready.getNow(null);
        Long theirs = shaken == null ? null : shaken.ready().maxMessageBytes();
        return theirs == null ? Long.MAX_VALUE : theirs;
    }

    private TaskException tooLarge(Message message) {
        return new TaskException(
                ErrorCode.TOO_LARGE,
                "the answer has " + message.size() + " bytes; the room takes at most " + maxAnswerBytes());
    }

    /** As {@link #push(long, String, Body)}, from the transport's thread. */
    void pushNow(long id, String type, Body body) {
        outbox.sendNow(wire.outgoing(Message.of(id, type, body)));
    }

    /** Sends a message as it stands, from the transport's thread. */
    void sendNow(Message message) {
        outbox.sendNow(message);
    }

    /** Speaks this from now on. */
    void speak(RoomWire spoken) {
        wire = spoken;
    }

    RoomWire wire() {
        return wire;
    }

    boolean isLost() {
        return lost;
    }

    void startPinging(Duration interval) {
        pinging = options.timer().schedule(interval, () -> {
            Duration silent =
                    Duration.between(lastHeard, options.timer().clock().instant());
            if (silent.compareTo(interval.multipliedBy(2)) >= 0) {
                close(ABNORMAL, "no sign of life for " + silent.toSeconds() + " s");
                return;
            }
            if (silent.compareTo(interval) >= 0) {
                transport.ping();
            }
            if (!lost) {
                startPinging(interval);
            }
        });
    }

    void close(int code, String reason) {
        pinging.run();
        transport.close(code, reason);
    }

    @Override
    public void onPacket(ByteBuffer packet) {
        parting.reading();
        lastHeard = options.timer().clock().instant();
        for (PacketDecoder.Decoded decoded : decoder.accept(packet)) {
            if (decoded instanceof PacketDecoder.Complete complete) {
                receive(complete.message());
            } else if (decoded instanceof PacketDecoder.Dropped dropped) {
                LOG.warn("a message from the room was lost: {}", dropped.detail());
                if (dropped.hasHeader() && dropped.type().equals(MessageType.RESPONSE)) {
                    ErrorCode code = dropped.reason() == PacketDecoder.Reason.TOO_LARGE
                            ? ErrorCode.TOO_LARGE
                            : ErrorCode.INVALID_RESPONSE;
                    pending.fail(dropped.id(), new TaskException(code, "the answer was lost: " + dropped.detail()));
                }
            }
        }
    }

    private void receive(Message heard) {
        try {
            for (Message message : wire.incoming(heard)) {
                handle(message);
            }
        } catch (WireException e) {
            unreadable(heard, e);
        }
    }

    private void unreadable(Message message, WireException e) {
        LOG.warn("unreadable {} from the room: {}", message.type(), e.getMessage());
        if (message.type().equals(MessageType.RESPONSE)) {
            pending.fail(
                    message.id(),
                    new TaskException(ErrorCode.INVALID_RESPONSE, "unreadable answer: " + e.getMessage(), e));
        }
    }

    void handle(Message message) {
        try {
            switch (message.type()) {
                case MessageType.RESPONSE -> {
                    if (!pending.complete(message.id(), message.body())) {
                        LOG.debug("dropped an answer to request {}, which waits no more", message.id());
                    }
                }
                case MessageType.PROGRESS -> {
                    ProgressNotice notice = ProgressNotice.read(message.body().json());
                    if (notice.requestId() != null) {
                        pending.progress(notice.requestId(), notice.progress());
                    }
                }
                case MessageType.CONNECTED -> {
                    if (Connected.isInit(message.body().json())) {
                        connected = Connected.read(message.body().json());
                        shakeHands();
                    }
                }
                case MessageType.ROOM_READY -> {
                    roomReady = RoomReady.read(message.body().json());
                    ours = message.body().json().has(Extension.MEMBER);
                    shakeHands();
                }
                default -> events.onMessage(this, message);
            }
        } catch (WireException e) {
            unreadable(message, e);
        }
    }

    /** Rooms send {@code connected} first, but either order will do. */
    private void shakeHands() {
        if (connected != null && roomReady != null) {
            ready.complete(new Handshake(connected, roomReady, ours));
        }
    }

    @Override
    public void onPong() {
        lastHeard = options.timer().clock().instant();
    }

    @Override
    public void onDrained() {
        outbox.onDrained();
    }

    @Override
    public void onClosed(int code, String reason) {
        lost = true;
        parting.over();
        pinging.run();
        String detail = reason.isEmpty() ? "code " + code : "code " + code + ", " + reason;
        outbox.close();
        ready.completeExceptionally(new RoomException(
                RoomException.Reason.UNREACHABLE,
                "the room closed the connection before it was ready: " + detail,
                null));
        pending.failAll(new TaskException(ErrorCode.CONNECTION_LOST, "connection lost (" + detail + ")"));
        events.onLost(this, code, reason);
    }
}
