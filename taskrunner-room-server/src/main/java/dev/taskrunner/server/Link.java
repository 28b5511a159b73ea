package dev.taskrunner.server;

import dev.taskrunner.wire.Message;

/**
 * The way to one participant: a WebSocket or a pair of queues in memory. Safe for any thread; never blocks and never calls back
 * on the calling thread, so it may be used under a room's lock.
 */
interface Link {

    /**
     * Queues one message. What is queued by one thread, or under one lock, arrives in that order. A link that has ended drops it;
     * one whose peer reads too slowly ends.
     */
    void send(Message message);

    /** Ends the connection after what is queued has been sent, as far as the peer takes it. */
    void close(int code, String reason);

    /** As {@link #close}, but without a word: to peers of the current generation a close frame means not to come back. */
    default void drop(String reason) {
        close(CloseCode.GOING_AWAY, reason);
    }
}
