package dev.taskrunner.server.web;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ParticipantInfo;
import dev.taskrunner.protocol.ProgressNotice;
import dev.taskrunner.protocol.PushedMessage;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.Packets;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP request as a participant of its room: joins in memory with the caller's own token, so it may do what that token may and
 * no more, sends one request after the other, and leaves.
 *
 * <p>Owner: the request. Answers are heard on the transport's thread, one at a time, which alone touches the decoder and the
 * roster. {@link #leave} may come from any thread and ends what was asked. Never waits.
 */
final class ApiParticipant implements RoomTransport.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(ApiParticipant.class);
    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);
    private static final int NORMAL = 1000;

    /** What is waited for. */
    private record Pending(
            long id, Consumer<Body> answer, Consumer<JsonFields> progress, Consumer<TaskException> failure) {}

    private final RoomTransport transport;
    private final PacketDecoder decoder;
    private final List<ParticipantInfo> roster = new ArrayList<>();
    private final AtomicReference<@Nullable Pending> pending = new AtomicReference<>();
    private long lastId; // by whoever sends next, after the answer before

    private ApiParticipant(RoomTransport transport, int maxMessageBytes) {
        this.transport = transport;
        decoder = new PacketDecoder(maxMessageBytes);
    }

    /** Joins, or says why not. */
    static ApiParticipant join(WebHost host, String room, String jwt) throws Problem {
        String path = URLEncoder.encode(room, StandardCharsets.UTF_8).replace("+", "%20");
        TransportTarget target = new TransportTarget(
                URI.create("memory://server/rooms/" + path),
                Map.of("Authorization", "Bearer " + jwt),
                null,
                null,
                CONNECT_TIME);
        ApiParticipant participant = new ApiParticipant(host.memory().create(target), host.maxMessageBytes());
        try {
            participant.transport.start(participant);
            return participant;
        } catch (TransportRefusedException e) {
            throw new Problem(e.status(), codeOf(e.status()), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.debug("No way into the room", e);
            throw new Problem(503, ErrorCode.CONNECTION_LOST, "the room cannot be reached");
        }
    }

    private static ErrorCode codeOf(int status) {
        return switch (status) {
            case 401, 403 -> ErrorCode.DENIED;
            case 503 -> ErrorCode.AGENT_BUSY;
            default -> ErrorCode.INVALID_REQUEST;
        };
    }

    /**
     * Sends a request.
     *
     * @param progress hears of it any number of times before the answer
     * @param answer hears the content object that answers, unless the connection ends before
     * @param failure hears that the connection ended instead
     */
    void request(
            String type,
            Body body,
            Consumer<JsonFields> progress,
            Consumer<Body> answer,
            Consumer<TaskException> failure) {
        Pending mine = new Pending(++lastId, answer, progress, failure);
        pending.set(mine);
        try {
            transport.send(Packets.encode(Message.of(mine.id(), type, body)));
        } catch (IOException e) {
            LOG.debug("Not sent", e);
            lost("the connection to the room has ended");
        }
    }

    /** Whom the roster names; filled by {@link MessageType#MESSAGING_ENABLE} before its answer. */
    List<ParticipantInfo> roster() {
        return roster;
    }

    /** Ends all that was asked and leaves the room. */
    void leave() {
        pending.set(null);
        transport.close(NORMAL, "done");
    }

    @Override
    public void onPacket(ByteBuffer packet) {
        for (PacketDecoder.Decoded decoded : decoder.accept(packet)) {
            if (decoded instanceof PacketDecoder.Complete complete) {
                hear(complete.message());
            } else if (decoded instanceof PacketDecoder.Dropped dropped
                    && dropped.hasHeader()
                    && dropped.type().equals(MessageType.RESPONSE)) {
                lost("the answer was lost: " + dropped.detail());
            }
        }
    }

    private void hear(Message message) {
        try {
            Body body = message.body();
            switch (message.type()) {
                case MessageType.RESPONSE -> answered(message.id(), body);
                case MessageType.PROGRESS -> progressed(ProgressNotice.read(body.json()));
                case MessageType.MESSAGING_SEND -> pushed(body.json());
                default -> LOG.trace("Not for us: {}", message);
            }
        } catch (WireException e) {
            LOG.warn("The server sent its own API something unreadable: {}", message, e);
            lost("the answer is unreadable");
        }
    }

    private void answered(long id, Body body) {
        Pending waiting = pending.get();
        if (waiting != null && waiting.id() == id && pending.compareAndSet(waiting, null)) {
            waiting.answer().accept(body);
        }
    }

    private void progressed(ProgressNotice notice) {
        Pending waiting = pending.get();
        Long id = notice.requestId();
        if (waiting != null && id != null && waiting.id() == id) {
            waiting.progress().accept(notice.body());
        }
    }

    private void pushed(JsonFields push) throws WireException {
        JsonFields message = push.object("message");
        if (!PushedMessage.ENABLED.equals(push.string("type")) || message == null) {
            return;
        }
        List<RawJson> participants = message.array("participants");
        for (RawJson one : participants == null ? List.<RawJson>of() : participants) {
            roster.add(ParticipantInfo.read(one.fields()));
        }
    }

    private void lost(String why) {
        Pending waiting = pending.getAndSet(null);
        if (waiting != null) {
            waiting.failure().accept(new TaskException(ErrorCode.CONNECTION_LOST, why));
        }
    }

    @Override
    public void onPong() {
        // Both ends live in one process; nobody pings.
    }

    @Override
    public void onDrained() {
        // One request at a time; nothing waits for an empty queue.
    }

    @Override
    public void onClosed(int code, String reason) {
        lost(reason.isEmpty() ? "the connection to the room has ended" : reason);
    }
}
