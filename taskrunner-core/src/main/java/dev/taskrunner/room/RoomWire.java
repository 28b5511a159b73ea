package dev.taskrunner.room;

import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.util.List;

/**
 * What one connection speaks. On this side of it everything is said in the classic generation's words; on the other side is the
 * network. Safe for several threads; {@link #incoming} is called on the transport's thread only.
 */
interface RoomWire {
    /** The classic generation, which says things as they are. */
    RoomWire CLASSIC = new RoomWire() {
        @Override
        public Message outgoing(Message message) {
            return message;
        }

        @Override
        public List<Message> incoming(Message message) {
            return List.of(message);
        }

        @Override
        public void forget(long requestId) {
            // nothing is remembered
        }
    };

    /** What to send for a message. */
    Message outgoing(Message message);

    /** What a message that came means; nothing, if it was meant for the wire itself. */
    List<Message> incoming(Message message) throws WireException;

    /** Nobody waits for the answer to a request any more. */
    void forget(long requestId);
}
