package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.StreamTool;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.CreditNotice;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.RoomReady;
import dev.taskrunner.protocol.StreamTerms;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streamed tool calls of one link, those that it makes and those that it works on: what comes finds its stream here. Safe for
 * several threads; items are handed over on the transport's thread. Never calls users.
 */
final class ToolStreams {
    private static final Logger LOG = LoggerFactory.getLogger(ToolStreams.class);

    /** On another connection the same name means another call. */
    private record Key(RoomConnection connection, Object name) {}

    private final RoomLink link;
    private final Map<Key, CallerStream> made = new ConcurrentHashMap<>(); // by name, and by the request's id
    private final Map<Key, HostedStream> hosted = new ConcurrentHashMap<>(); // by name, and by the call's id

    ToolStreams(RoomLink link) {
        this.link = link;
        link.on(CurrentType.RESPONSE_CHUNK, this::onAnswer);
        link.on(CurrentType.REQUEST_CHUNK_PREFIX, this::onInput);
        link.on(MessageType.CREDIT, this::onCredit);
        link.onLost(this::lost);
    }

    /** Whether the room passes on how much was read; in the classic generation none but ours pass on streams at all. */
    boolean credits() {
        return link.handshake().offers(RoomReady.STREAMS);
    }

    void checkSupported() {
        if (!credits() && !link.isCurrent()) {
            throw new TaskException(
                    ErrorCode.UNSUPPORTED,
                    "this room speaks the classic generation of the wire, which has no streams; see Generation.CURRENT");
        }
    }

    void add(CallerStream stream) {
        Key name = new Key(stream.connection(), stream.name);
        Key id = new Key(stream.connection(), stream.id());
        made.put(name, stream);
        made.put(id, stream);
        stream.whole().whenComplete((nothing, error) -> {
            made.remove(name);
            made.remove(id);
        });
    }

    /** Takes a call in; null when it has nothing to do with streams. */
    @Nullable
    HostedStream begin(RoomConnection connection, long callId, StreamTerms terms, @Nullable Object tool) {
        StreamTool streaming = tool instanceof StreamTool one ? one : null;
        if (streaming == null && !terms.takesInput()) {
            return null;
        }
        HostedStream stream = new HostedStream(connection, callId, terms, streaming);
        hosted.put(new Key(connection, stream.name), stream);
        hosted.put(new Key(connection, callId), stream);
        return stream;
    }

    /** The call is answered, or given up. */
    void finish(HostedStream stream, @Nullable TaskException error) {
        forget(stream);
        stream.finish(error);
    }

    /** Nobody works on the call; null for one without streams. */
    void forget(@Nullable HostedStream stream) {
        if (stream != null) {
            hosted.remove(new Key(stream.connection, stream.name));
            hosted.remove(new Key(stream.connection, stream.callId()));
        }
    }

    private void onAnswer(RoomConnection connection, Message message) throws WireException {
        String name = message.body().json().string("tool_call_id");
        CallerStream stream = name == null ? null : made.get(new Key(connection, name));
        if (stream == null) {
            LOG.debug("dropped an item of a call that nobody waits for here");
        } else {
            stream.chunk(message);
        }
    }

    private void onInput(RoomConnection connection, Message message) throws WireException {
        String name = message.body().json().string("tool_call_id");
        HostedStream stream = name == null ? null : hosted.get(new Key(connection, name));
        if (stream == null) {
            LOG.debug("dropped an item for a call that nobody works on here");
        } else {
            stream.chunk(message);
        }
    }

    private void onCredit(RoomConnection connection, Message message) throws WireException {
        CreditNotice notice = CreditNotice.read(message.body().json());
        Long call = notice.callId();
        Long request = notice.requestId();
        StreamEnd stream = call != null
                ? hosted.get(new Key(connection, call))
                : request == null ? null : made.get(new Key(connection, request));
        if (stream != null) {
            stream.window.read(notice.items());
        }
    }

    /** Those that are worked on are cancelled as every call is. */
    private void lost() {
        for (CallerStream stream : List.copyOf(made.values())) {
            stream.whole()
                    .completeExceptionally(
                            new TaskException(ErrorCode.CONNECTION_LOST, "the connection was lost amid the stream"));
        }
    }
}
