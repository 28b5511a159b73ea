package dev.taskrunner.room;

import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Streams between two participants, on top of direct messages (classic wire, section 6.3), or as the current generation has them
 * (current protocol §6.4) where both ends do. Safe for several threads; listeners
 * run as those of {@link MessagingClient} do.
 */
public final class MessageStreams {
    private static final Logger LOG = LoggerFactory.getLogger(MessageStreams.class);

    private final MessagingClient messaging;
    private final Map<String, MessageStream> open = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<MessageStream>> opening = new ConcurrentHashMap<>();
    private volatile @Nullable Consumer<MessageStream> acceptor;

    MessageStreams(MessagingClient messaging) {
        this.messaging = messaging;
    }

    /**
     * Opens a stream to a participant.
     *
     * @param participantId the other end
     * @param header what the stream is about
     * @return the stream, once accepted; a {@link TaskException} when rejected or when the participant leaves
     */
    public CompletableFuture<MessageStream> open(String participantId, Map<String, ?> header) {
        String id = UUID.randomUUID().toString();
        MessageStream stream =
                new MessageStream(this, participantId, id, Collections.unmodifiableMap(new LinkedHashMap<>(header)));
        CompletableFuture<MessageStream> accepted = new CompletableFuture<>();
        open.put(id, stream);
        opening.put(id, accepted);
        accepted.whenComplete((opened, error) -> {
            opening.remove(id);
            if (error != null) {
                open.remove(id);
            }
        });
        try {
            messaging.send(participantId, "stream.open", Map.of("stream_id", id, "header", header));
        } catch (TaskException e) {
            accepted.completeExceptionally(e);
        }
        return accepted;
    }

    /**
     * Accepts streams that others open; without this they are rejected.
     *
     * @param listener gets each new stream before its first chunk; throwing a {@link TaskException} rejects it
     */
    public void onOpen(Consumer<MessageStream> listener) {
        acceptor = listener;
    }

    /** Takes what belongs to a stream; false for every other message. */
    boolean handle(RoomMessage message) {
        Object given = message.message().get("stream_id");
        if (!message.type().startsWith("stream.") || !(given instanceof String id)) {
            return false;
        }
        if (message.type().equals("stream.open")) {
            accept(message, id);
            return true;
        }
        MessageStream stream = open.get(id);
        if (stream == null && id.startsWith(CurrentStreams.INCOMING)) {
            return true; // the wire tells of the end of what has ended already
        }
        // Only the two ends of a stream have a say in it.
        return stream != null && stream.peer().equals(message.from().id()) && handle(message, stream);
    }

    private boolean handle(RoomMessage message, MessageStream stream) {
        switch (message.type()) {
            case "stream.accept" -> settle(stream, null);
            case "stream.reject" ->
                settle(
                        stream,
                        rejection(
                                message.message().get("code"),
                                String.valueOf(message.message().get("error"))));
            case "stream.chunk" -> stream.received(message);
            case "stream.close" -> {
                open.remove(stream.id());
                settle(stream, rejection(null, "it was closed"));
                stream.ended(null);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private void accept(RoomMessage message, String id) {
        Consumer<MessageStream> listener = acceptor;
        String peer = message.from().id();
        if (listener == null) {
            send(peer, "stream.reject", Map.of("stream_id", id, "error", "no streams are accepted here"), null);
            return;
        }
        Map<?, ?> header = message.message().get("header") instanceof Map<?, ?> map ? map : Map.of();
        MessageStream stream = new MessageStream(this, peer, id, header);
        open.put(id, stream);
        try {
            listener.accept(stream);
        } catch (RuntimeException e) {
            open.remove(id);
            LOG.debug("a stream was rejected", e);
            String why = e instanceof TaskException failure ? failure.text() : "the stream could not be accepted";
            send(peer, "stream.reject", Map.of("stream_id", id, "error", why), null);
            return;
        }
        send(peer, "stream.accept", Map.of("stream_id", id), null);
    }

    /** The room says why in a code, if it is the room that rejects. */
    private static TaskException rejection(@Nullable Object code, String why) {
        ErrorCode known = code instanceof String name ? ErrorCode.fromWireName(name) : ErrorCode.DENIED;
        return new TaskException(known, "the stream was rejected: " + why);
    }

    private void settle(MessageStream stream, @Nullable TaskException rejection) {
        CompletableFuture<MessageStream> accepted = opening.get(stream.id());
        if (accepted == null) {
            return;
        }
        if (rejection == null) {
            accepted.complete(stream);
        } else {
            accepted.completeExceptionally(rejection);
        }
    }

    void send(String peer, String type, Map<String, ?> message, @Nullable Attachment bytes) {
        messaging.send(peer, type, message, bytes);
    }

    void forget(String id) {
        open.remove(id);
    }

    void left(String participantId) {
        open.values().stream()
                .filter(stream -> stream.peer().equals(participantId))
                .toList()
                .forEach(stream -> end(stream, new TaskException(ErrorCode.AGENT_LEFT, "the other end left the room")));
    }

    void failAll() {
        open.values().forEach(stream -> end(stream, new TaskException(ErrorCode.CONNECTION_LOST, "connection lost")));
    }

    private void end(MessageStream stream, TaskException why) {
        open.remove(stream.id());
        CompletableFuture<MessageStream> accepted = opening.get(stream.id());
        if (accepted != null) {
            accepted.completeExceptionally(why);
        }
        stream.ended(why);
    }
}
