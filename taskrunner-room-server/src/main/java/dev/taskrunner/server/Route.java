package dev.taskrunner.server;

import dev.taskrunner.wire.WireException;

/** What to do with one type of message. */
@FunctionalInterface
interface Route {

    /**
     * Does it, and answers now or makes sure that somebody will. Must not block.
     *
     * @throws WireException when the message is not what the protocol says
     */
    void handle(Request request) throws WireException;
}
