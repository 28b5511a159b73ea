package dev.taskrunner.room;

import dev.taskrunner.Content;
import dev.taskrunner.ContentStream;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.protocol.ContentCodec;
import dev.taskrunner.protocol.Contents;
import dev.taskrunner.protocol.CreditNotice;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What both ends of a streamed tool call have in common.
 *
 * <p>{@code sending} guards {@link #ended} and keeps the order of what is sent: nothing follows the end. {@code reading} guards the
 * counts of what was read. What comes is added on the transport's thread, which never waits; {@link #lastFailure} is its own.
 */
abstract class StreamEnd implements ContentStream {
    private static final Logger LOG = LoggerFactory.getLogger(StreamEnd.class);
    /** How much is read before the other end is told. */
    private static final int CREDIT_ITEMS = 32;

    private static final long CREDIT_BYTES = 128 << 10;

    final RoomConnection connection;
    final String name;
    final ItemQueue items = new ItemQueue();
    final StreamWindow window;
    private final boolean givesCredit;
    final ReentrantLock sending = new ReentrantLock();
    private final ReentrantLock reading = new ReentrantLock();
    private long read;
    private long told;
    private long untold; // bytes
    boolean ended;
    /** The failure that was the last item. */
    private @Nullable TaskException lastFailure;

    StreamEnd(RoomConnection connection, String name, boolean waitsForReader, boolean givesCredit) {
        this.connection = connection;
        this.name = name;
        this.window = new StreamWindow(waitsForReader);
        this.givesCredit = givesCredit;
    }

    /** Sends an item as it stands; {@link #sending} is held. */
    abstract void sendChunk(Body chunk);

    /** How the other end is told what was read. */
    abstract CreditNotice credit(long itemsRead);

    /** More came than can be kept. */
    abstract void overflowed(TaskException why);

    /** Checks what is about to be sent, or was read. */
    void check(Content content, boolean out) {
        // Only who knows the schemas checks.
    }

    @Override
    public Optional<Content> next() {
        tellRead(); // what could not be told before: the other end may wait for it
        ItemQueue.Item item = items.take();
        if (item == null) {
            return Optional.empty();
        }
        count(item.size());
        tellRead();
        check(item.content(), false);
        return Optional.of(item.content());
    }

    private void count(long size) {
        reading.lock();
        try {
            read++;
            untold += size;
        } finally {
            reading.unlock();
        }
    }

    /** Tells the other end when it is time; what cannot be sent takes no item from the reader, and is due again. */
    private void tellRead() {
        long due = givesCredit ? due() : 0;
        if (due > 0 && !connection.isLost()) {
            try {
                connection.push(MessageType.CREDIT, credit(due).json());
            } catch (TaskException e) {
                LOG.debug("what was read of a stream was not told: {}", e.getMessage());
                owe();
            }
        }
    }

    /** How many were read so far, when it is time to tell. */
    private long due() {
        reading.lock();
        try {
            if (read - told < CREDIT_ITEMS && untold < CREDIT_BYTES) {
                return 0;
            }
            told = read;
            untold = 0;
            return read;
        } finally {
            reading.unlock();
        }
    }

    private void owe() {
        reading.lock();
        try {
            untold = CREDIT_BYTES;
        } finally {
            reading.unlock();
        }
    }

    @Override
    public void send(Object item) {
        Content content = TaskResult.of(item).content();
        check(content, true);
        Body chunk = chunk(ContentCodec.write(TaskResult.of(content)));
        window.acquire(Message.of(0, CurrentType.RESPONSE_CHUNK, chunk).size());
        sending.lock();
        try {
            if (ended) {
                throw new TaskException(ErrorCode.INVALID_REQUEST, "an item was sent after the end of the stream");
            }
            sendChunk(chunk);
        } finally {
            sending.unlock();
        }
    }

    final Body chunk(Body content) {
        return Body.of(Contents.chunkMessage(name, content.json()), content.attachment());
    }

    /** An item of the other end. */
    final void received(JsonFields chunk, ByteBuffer payload, long size) {
        Content content = ContentCodec.item(chunk, payload);
        lastFailure =
                content instanceof Content.Failure failure ? new TaskException(failure.code(), failure.text()) : null;
        if (!items.offer(content, size)) {
            overflowed(ItemQueue.overflow());
        }
    }

    /** Why the other end closed its stream: for nothing bad, when the result is null. */
    final @Nullable TaskException reason(JsonFields close) {
        long status = Contents.status(close);
        if (status == Contents.NORMAL) {
            return lastFailure;
        }
        String message = close.string("message");
        ErrorCode code = status == Contents.INVALID_DATA ? ErrorCode.INVALID_RESPONSE : ErrorCode.FAILED;
        return new TaskException(code, message == null ? "the stream was closed with code " + status : message);
    }
}
