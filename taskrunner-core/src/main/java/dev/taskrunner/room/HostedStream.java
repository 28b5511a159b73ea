package dev.taskrunner.room;

import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.StreamTool;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CreditNotice;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.protocol.StreamTerms;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.schema.Violation;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tool's end of a streamed call. The answer is opened with the first thing that the tool does with the stream, so that what fails
 * before is an ordinary error.
 *
 * <p>Owner: {@link ToolStreams}, until the call is answered. {@link #sending} guards {@link #opened}.
 */
final class HostedStream extends StreamEnd {
    private static final Logger LOG = LoggerFactory.getLogger(HostedStream.class);

    private final long callId;
    private final StreamTerms terms;
    private final @Nullable StreamTool tool;
    private boolean opened;
    /** Why the answer is not what the tool says it is. */
    private volatile @Nullable TaskException unfit;

    HostedStream(RoomConnection connection, long callId, StreamTerms terms, @Nullable StreamTool tool) {
        super(connection, nameOf(callId, terms), terms.credits(), terms.credits());
        this.callId = callId;
        this.terms = terms;
        this.tool = tool;
        if (!terms.takesInput()) {
            items.end(null);
        } else if (terms.credits()) {
            connection.pushNow(
                    connection.nextId(), MessageType.CREDIT, Body.of(credit(0).json()));
        }
    }

    /** A room that gives a call no name means its number (current protocol §5.5). */
    private static String nameOf(long callId, StreamTerms terms) {
        String given = terms.toolCallId();
        return given == null ? Long.toString(callId) : given;
    }

    long callId() {
        return callId;
    }

    /** Refuses a call that streams what the tool does not, or the other way round (current protocol §5.7). */
    void checkMode() {
        if (tool != null && tool.takesStream() != terms.takesInput()) {
            throw new TaskException(
                    ErrorCode.INVALID_REQUEST,
                    "tool '" + tool.name() + (tool.takesStream() ? "' takes a stream" : "' takes no stream"));
        }
    }

    /** An item of the input, or its end. */
    void chunk(Message message) throws WireException {
        Body body = message.body();
        JsonFields chunk = Contents.chunk(body.json());
        if (Contents.isClose(chunk)) {
            items.end(reason(chunk));
        } else if (!Contents.isControl(chunk)) {
            try {
                received(chunk, body.attachment(), message.size());
            } catch (TaskException unreadable) {
                items.end(unreadable);
            }
        }
    }

    @Override
    void overflowed(TaskException why) {
        items.end(why);
    }

    /** Nobody waits any more. */
    void cancelled(TaskException why) {
        items.end(why);
        window.end(why);
    }

    private void open() {
        sending.lock();
        try {
            if (!opened) {
                connection.push(callId, MessageType.TOOL_CALL_RESPONSE, Body.of(Contents.OPEN));
                opened = true; // only now: what was not sent must be sent, or answered otherwise
            }
        } finally {
            sending.unlock();
        }
    }

    @Override
    public Optional<Content> next() {
        open();
        return super.next();
    }

    @Override
    public void send(Object item) {
        open();
        super.send(item);
    }

    @Override
    void sendChunk(Body chunk) {
        connection.push(callId, CurrentType.RESPONSE_CHUNK, chunk);
    }

    /** JSON must be what the tool says that it takes and gives. */
    @Override
    void check(Content content, boolean out) {
        Optional<JsonSchema> schema =
                tool == null ? Optional.empty() : out ? tool.outputSchema() : Optional.of(tool.inputSchema());
        if (!(content instanceof Content.Json json) || schema.isEmpty()) {
            return;
        }
        List<Violation> violations = schema.get().validate(json.value());
        if (!violations.isEmpty()) {
            ErrorCode code = out ? ErrorCode.INVALID_RESPONSE : ErrorCode.INVALID_ARGUMENTS;
            TaskException failure = TaskException.invalid(code, "items of the stream", violations);
            unfit = out ? failure : unfit;
            throw failure;
        }
    }

    @Override
    CreditNotice credit(long itemsRead) {
        return new CreditNotice(null, callId, itemsRead);
    }

    /** Says how the call ended: the last that is sent. */
    void finish(@Nullable TaskException error) {
        sending.lock();
        try {
            if (opened || error == null) {
                open();
                end(error);
            } else {
                ErrorInfo info = ErrorInfo.of(error);
                connection.push(callId, MessageType.TOOL_CALL_RESPONSE, ContentCodec.error(info));
            }
        } catch (TaskException e) {
            LOG.debug("the end of a stream was not sent: {}", e.getMessage());
            if (!connection.isLost()) {
                connection.close(RoomConnection.POLICY_VIOLATION, "the end of a stream could not be sent");
            }
        } finally {
            ended = true;
            sending.unlock();
            cancelled(new TaskException(ErrorCode.CANCELLED, "the call has ended"));
        }
    }

    /** An answer that breaks the tool's own word ends with its own code, any other failure is an item before the end (§5.6). */
    private void end(@Nullable TaskException error) {
        if (error != null && error == unfit) {
            sendChunk(chunk(Body.of(Contents.close(Contents.INVALID_DATA, error.text()))));
            return;
        } else if (error != null) {
            sendChunk(chunk(ContentCodec.numberedError(ErrorInfo.of(error))));
        }
        sendChunk(chunk(Body.of(Contents.close(Contents.NORMAL, null))));
    }

    @Override
    public void end() {
        sending.lock();
        try {
            ended = true;
        } finally {
            sending.unlock();
        }
    }

    @Override
    public void close() {
        end();
        items.end(null);
    }
}
