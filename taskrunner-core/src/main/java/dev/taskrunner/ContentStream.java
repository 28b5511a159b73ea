package dev.taskrunner;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * One end of a tool call whose input or answer comes item by item: the caller's, which sends input and reads the answer, or the
 * tool's, which reads input and sends the answer (current protocol §4.6). Reading and sending are independent of each other.
 *
 * <p>Safe for several threads. Never holds back more than it says: who sends waits when the other end reads slowly, as far as that
 * end tells; see {@link #send}.
 */
public interface ContentStream extends AutoCloseable {

    /**
     * Waits for the next item of the other end.
     *
     * @return the item; empty once the other end has ended its stream, and when it sends none at all. A {@link Content.Failure} says
     *     that something went wrong on the way, after which more may come
     * @throws TaskException when the stream ended badly: with the failure that was its last item, {@link ErrorCode#INVALID_RESPONSE}
     *     for data that the other end would not take or give, {@link ErrorCode#TIMED_OUT}, {@link ErrorCode#CANCELLED},
     *     {@link ErrorCode#AGENT_LEFT}, {@link ErrorCode#CONNECTION_LOST}, and {@link ErrorCode#AGENT_BUSY} when items came faster
     *     than they were read and the other end does not wait
     */
    Optional<Content> next();

    /**
     * Sends an item. Waits while more than 256 items or 1 MiB are on the way that the other end has not read; of peers that do
     * not tell what they read, that the room has not taken.
     *
     * @param item a {@link Content}, or what {@link TaskResult#of} takes
     * @throws TaskException when the stream has ended already, for the reason that {@link #next} has, or when the item is not JSON
     */
    void send(Object item);

    /**
     * Ends what this end sends; reading goes on. Idempotent. A tool's caller hears it when the tool's method returns.
     */
    void end();

    /**
     * Ends both ways. The other end hears it: a tool at once, a caller when the tool's method returns. Does nothing when all has
     * ended.
     */
    @Override
    void close();

    /**
     * Reads all items to the end.
     *
     * @param reader hears of each, on this thread
     * @throws TaskException as {@link #next} does
     */
    default void forEach(Consumer<? super Content> reader) {
        for (Optional<Content> item = next(); item.isPresent(); item = next()) {
            reader.accept(item.get());
        }
    }
}
