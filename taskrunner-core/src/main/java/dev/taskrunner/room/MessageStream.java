package dev.taskrunner.room;

import dev.taskrunner.Attachment;
import dev.taskrunner.TaskException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream between two participants. Safe for several threads.
 */
public final class MessageStream implements AutoCloseable {
    private final MessageStreams streams;
    private final String peer;
    private final String id;
    private final Map<?, ?> header;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile Consumer<RoomMessage> listener = chunk -> {};

    MessageStream(MessageStreams streams, String peer, String id, Map<?, ?> header) {
        this.streams = streams;
        this.peer = peer;
        this.id = id;
        this.header = header;
    }

    /**
     * The other end.
     *
     * @return the participant's id
     */
    public String peer() {
        return peer;
    }

    String id() {
        return id;
    }

    /**
     * What the stream is about.
     *
     * @return what the opener said, plain JSON values
     */
    public Map<?, ?> header() {
        return header;
    }

    /**
     * Listens for chunks; set it before the stream is accepted to miss none.
     *
     * @param chunks hears of each; its {@code header} and bytes are in the message
     */
    public void onChunk(Consumer<RoomMessage> chunks) {
        listener = chunks;
    }

    /**
     * When the stream ends.
     *
     * @return completed when the other end closes it, or with a {@link TaskException} when that end is gone
     */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /**
     * Sends a chunk and waits until the room has it.
     *
     * @param chunkHeader what the chunk is
     * @param bytes its bytes; null for none
     * @throws TaskException if the other end is gone
     */
    public void write(Map<String, ?> chunkHeader, @Nullable Attachment bytes) {
        streams.send(peer, "stream.chunk", Map.of("stream_id", id, "header", chunkHeader), bytes);
    }

    /** Ends the stream on both ends. Idempotent; says nothing when the other end is gone. */
    @Override
    public void close() {
        if (ended.complete(null)) {
            streams.forget(id);
            try {
                streams.send(peer, "stream.close", Map.of("stream_id", id), null);
            } catch (TaskException e) {
                org.slf4j.LoggerFactory.getLogger(MessageStream.class).debug("closed one-sidedly: {}", e.getMessage());
            }
        }
    }

    void received(RoomMessage chunk) {
        listener.accept(chunk);
    }

    void ended(@Nullable TaskException why) {
        if (why == null) {
            ended.complete(null);
        } else {
            ended.completeExceptionally(why);
        }
    }
}
