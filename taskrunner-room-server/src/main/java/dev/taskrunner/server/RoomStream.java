package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The room's own end of a streamed call (current protocol §5.9): a tool of the room that reads and writes items.
 *
 * <p>Owner: the participant's session. Items come on the thread that reads its connection; what touches files runs on its lane, in
 * order, and what touches documents on the ledger. Ends once, whoever is first.
 */
abstract class RoomStream {
    private static final Logger LOG = LoggerFactory.getLogger(RoomStream.class);

    final Session session;
    private final String toolCallId;
    private final AtomicBoolean ended = new AtomicBoolean();

    RoomStream(Session session, String toolCallId) {
        this.session = session;
        this.toolCallId = toolCallId;
    }

    /** What is done with an item; its failure ends the stream. */
    @FunctionalInterface
    interface Step {
        void run() throws WireException;
    }

    /** Says that it is open; nothing of it may be sent before. */
    void open(Runnable answer) {
        answer.run();
    }

    /** An item of the input; most tools of the room care for its headers only. */
    void item(JsonFields chunk, ByteBuffer payload) {
        JsonFields headers = chunk.object("headers");
        bytes(headers == null ? JsonFields.EMPTY : headers, payload);
    }

    /** Bytes with headers. */
    void bytes(JsonFields headers, ByteBuffer payload) {
        // The input is empty; its end is all that counts.
    }

    /** No more input comes. */
    abstract void inputEnded();

    /** Lets go of what it holds; also when it succeeded. */
    abstract void release();

    /** The error that an answer of this toolkit's tools would be. */
    abstract Body error(ErrorInfo error);

    final void onLane(long bytes, Step work) {
        try {
            session.lane.add(bytes, () -> guarded(work));
        } catch (TaskException e) {
            fail(e);
        }
    }

    /** Does something here and now, unless the stream has ended. */
    final void guarded(Step work) {
        if (ended.get()) {
            return;
        }
        try {
            work.run();
        } catch (TaskException e) {
            fail(e);
        } catch (WireException e) {
            fail(new TaskException(ErrorCode.INVALID_REQUEST, "bad item: " + e.getMessage(), e));
        } catch (RuntimeException e) {
            String incident = UUID.randomUUID().toString();
            LOG.error("A stream of {} failed, incident {}", session, incident, e);
            fail(new TaskException(ErrorCode.FAILED, "the room server failed; its log has incident " + incident));
        }
    }

    final void send(JsonFields headers, ByteBuffer payload) {
        sendChunk(Contents.binary(headers), payload);
    }

    private void sendChunk(JsonFields chunk, ByteBuffer payload) {
        Body body = Body.of(Contents.chunkMessage(toolCallId, chunk), payload);
        session.send(Message.of(session.nextPushId(), CurrentType.RESPONSE_CHUNK, body));
    }

    /** Ends with an error. */
    final void fail(TaskException failure) {
        fail(error(ErrorInfo.of(failure)));
    }

    final void fail(Body error) {
        if (!ended.get()) {
            sendChunk(error.json(), Body.NO_ATTACHMENT);
            end();
        }
    }

    final boolean hasEnded() {
        return ended.get();
    }

    /** Ends as it should; who hears of the end may use the name again, and hears no more under it. */
    final void end() {
        if (ended.compareAndSet(false, true)) {
            session.roomStreams.remove(toolCallId, this);
            try {
                release();
            } finally {
                sendChunk(Contents.close(Contents.NORMAL, null), Body.NO_ATTACHMENT);
            }
        }
    }

    /** Ends here without a word, to be gone on with elsewhere; false when it has ended. */
    final boolean letGo() {
        boolean first = ended.compareAndSet(false, true);
        if (first) {
            session.roomStreams.remove(toolCallId, this);
            release();
        }
        return first;
    }

    /** The participant has left. */
    final void gone() {
        if (ended.compareAndSet(false, true)) {
            release();
        }
    }

    static Body numbered(ErrorInfo error) {
        return ContentCodec.numberedError(error);
    }
}
