package dev.taskrunner.room;

import dev.taskrunner.Attachment;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.ParticipantInfo;
import dev.taskrunner.protocol.PushedMessage;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Messages between participants, and the roster of those who take part in them. Safe for several threads.
 *
 * <p>Listeners run on the room's executor, one message at a time, in the order in which messages came. A listener that falls too
 * far behind loses the connection, with a reason, rather than messages.
 */
public final class MessagingClient {
    private static final int POLICY_VIOLATION = 1008;

    private final RoomLink link;
    private final SerialExecutor inOrder;
    private final Map<String, Participant> roster = new ConcurrentHashMap<>();
    private final List<Consumer<RoomMessage>> listeners = new CopyOnWriteArrayList<>();
    private final MessageStreams streams;
    private volatile boolean enabled;

    MessagingClient(RoomLink link) {
        this.link = link;
        this.inOrder = new SerialExecutor(link.executor(), SerialExecutor.DEFAULT_LIMIT);
        this.streams = new MessageStreams(this);
        link.on(MessageType.MESSAGING_SEND, this::onPush);
        link.onLost(() -> {
            roster.clear();
            inOrder.execute(streams::failAll);
        });
        link.onReconnected(() -> {
            if (enabled) {
                enable();
            }
        });
    }

    /**
     * Joins the roster: from now on others are heard of, and hear of this participant. Kept up across reconnects.
     *
     * @throws TaskException if the room refuses
     */
    public void enable() {
        link.request(MessageType.MESSAGING_ENABLE, JsonFields.EMPTY);
        enabled = true;
    }

    /**
     * Leaves the roster.
     *
     * @throws TaskException if the room refuses
     */
    public void disable() {
        enabled = false;
        link.request(MessageType.MESSAGING_DISABLE, JsonFields.EMPTY);
        roster.clear();
    }

    /**
     * The others on the roster.
     *
     * @return the participants who have messaging enabled; empty unless {@link #enable} was called
     */
    public List<Participant> participants() {
        return List.copyOf(roster.values());
    }

    Optional<Participant> participant(String id) {
        return Optional.ofNullable(roster.get(id));
    }

    /**
     * Sends a message to one participant.
     *
     * @param participantId the recipient
     * @param type what kind of message it is
     * @param message the message
     * @throws TaskException if the recipient is not in the room, or the room refuses
     */
    public void send(String participantId, String type, Map<String, ?> message) {
        send(participantId, type, message, null);
    }

    /**
     * Sends a message with bytes to one participant.
     *
     * @param participantId the recipient
     * @param type what kind of message it is
     * @param message the message
     * @param attachment bytes that go along; null for none
     * @throws TaskException if the recipient is not in the room, or the room refuses
     */
    public void send(String participantId, String type, Map<String, ?> message, @Nullable Attachment attachment) {
        JsonFields.Builder json = JsonFields.builder().put("to_participant_id", participantId);
        link.exchange(MessageType.MESSAGING_SEND, body(json, type, message, attachment));
    }

    /**
     * Sends a message to everybody else on the roster.
     *
     * @param type what kind of message it is
     * @param message the message
     * @throws TaskException if the room refuses
     */
    public void broadcast(String type, Map<String, ?> message) {
        link.exchange(MessageType.MESSAGING_BROADCAST, body(JsonFields.builder(), type, message, null));
    }

    private static Body body(
            JsonFields.Builder json, String type, Map<String, ?> message, @Nullable Attachment attachment) {
        ByteBuffer bytes = attachment == null ? Body.NO_ATTACHMENT : attachment.buffer();
        return Body.of(json.put("type", type).put("message", message).build(), bytes);
    }

    /**
     * Listens for messages.
     *
     * @param listener hears of each message that is not part of the roster's upkeep or of a stream
     * @return takes the listener back
     */
    public Runnable onMessage(Consumer<RoomMessage> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /**
     * Streams of messages to and from single participants.
     *
     * @return the streams
     */
    public MessageStreams streams() {
        return streams;
    }

    /** Keeps the roster on the transport's thread, so that it is right before anything later is handled. */
    private void onPush(RoomConnection connection, Message message) throws WireException {
        Body body = message.body();
        PushedMessage push = PushedMessage.read(body.json());
        switch (push.type()) {
            case PushedMessage.ENABLED -> {
                roster.clear();
                List<RawJson> others = push.message().array("participants");
                for (RawJson other : others == null ? List.<RawJson>of() : others) {
                    if (other.isObject()) {
                        add(ParticipantInfo.read(other.fields()));
                    }
                }
            }
            case PushedMessage.PARTICIPANT_ENABLED -> add(ParticipantInfo.read(push.message()));
            case PushedMessage.PARTICIPANT_DISABLED -> {
                String id = push.message().string("id");
                roster.remove(id == null ? push.from() : id);
                inOrder.execute(() -> streams.left(id == null ? push.from() : id));
            }
            case PushedMessage.PARTICIPANT_ATTRIBUTES -> merge(push);
            default -> deliver(connection, push, body.attachment());
        }
    }

    private void add(ParticipantInfo info) {
        roster.put(info.id(), CallContexts.of(info));
    }

    private void merge(PushedMessage push) {
        JsonFields changed = push.message().object("attributes");
        Participant known = roster.get(push.from());
        if (known != null && changed != null) {
            Map<String, Object> attributes = new LinkedHashMap<>(known.attributes());
            changed.names().forEach(name -> attributes.put(name, CallContexts.plain(changed.raw(name))));
            roster.put(known.id(), new Participant(known.id(), known.name(), known.role(), attributes));
        }
    }

    private static Map<String, Object> plain(JsonFields message) {
        Map<String, Object> plain = new LinkedHashMap<>();
        message.names().forEach(name -> plain.put(name, CallContexts.plain(message.raw(name))));
        return plain;
    }

    private void deliver(RoomConnection connection, PushedMessage push, ByteBuffer bytes) {
        Participant known = roster.get(push.from());
        RoomMessage message = new RoomMessage(
                known == null ? Participant.unknown(push.from()) : known,
                push.type(),
                plain(push.message()),
                bytes.hasRemaining() ? Attachment.wrap(bytes) : null);
        boolean taken = inOrder.offer(() -> {
            if (!streams.handle(message)) {
                listeners.forEach(listener -> SerialExecutor.runSafely(() -> listener.accept(message)));
            }
        });
        if (!taken) {
            connection.close(POLICY_VIOLATION, "messages come faster than they are handled");
        }
    }
}
