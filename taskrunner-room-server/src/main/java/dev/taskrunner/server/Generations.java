package dev.taskrunner.server;

import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.wire.Message;

/**
 * Both generations of the wire on one server. Which of them a participant speaks shows in the names of its messages; what is said to
 * it before is the same in both. Fixed after construction; safe for any thread.
 */
final class Generations {
    final ClassicWire classic;
    final CurrentWire current;

    Generations(ServerCore core, String secret) {
        classic = new ClassicWire(core, secret);
        current = new CurrentWire(core, secret);
    }

    /** What a participant is taken to speak before it has said anything. */
    Dialect first(boolean current) {
        return current ? this.current : classic;
    }

    /** Takes a message; only on the thread that reads its connection. */
    void receive(Session from, Message message) {
        Dialect dialect = of(from, message.type());
        from.dialect = dialect;
        dialect.receive(from, message);
    }

    /** Makes good for a message that was lost. */
    void lost(Session from, long id, String type, ErrorInfo why) {
        of(from, type).lost(from, id, type, why);
    }

    /** The generation that has messages of that type; the one spoken before when both have it, or neither. */
    private Dialect of(Session from, String type) {
        if (from.dialect.knows(type)) {
            return from.dialect;
        } else if (current.knows(type)) {
            return current;
        }
        return classic.knows(type) ? classic : from.dialect;
    }
}
