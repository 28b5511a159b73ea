package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.PacketDecoder.Complete;
import dev.taskrunner.wire.PacketDecoder.Decoded;
import dev.taskrunner.wire.PacketDecoder.Dropped;
import dev.taskrunner.wire.PacketDecoder.Reason;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The receiving half of one participant's connection, whatever carries it.
 *
 * <p>Owner: the one thread at a time that reads the connection; only it touches the decoder. {@link #ended} may come from any
 * thread, counts once, and takes the participant out of its room. Never writes: that is the link's.
 */
final class Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private final Rooms.Seat seat;
    private final Session session;
    private final Generations generations;
    private final PacketDecoder decoder;
    private final int maxErrors;
    private final AtomicBoolean gone = new AtomicBoolean();
    private int errors;

    Connection(Admissions.Admission admission, Link link, Generations generations, RoomServerOptions options) {
        seat = admission.seat();
        this.generations = generations;
        Dialect first = generations.first(admission.current());
        session = new Session(seat.room, admission.token(), admission.scope(), link, first);
        session.current = admission.current();
        decoder = new PacketDecoder(options.maxMessageBytes);
        maxErrors = options.maxProtocolErrors;
    }

    /** Joins the room. */
    void begin(String roomUrl) {
        seat.room.join(session, roomUrl);
        LOG.debug("{} joined room {}", session, seat.room.name);
    }

    /** Takes one packet; bytes that are none do no harm to anybody else. */
    void packet(ByteBuffer packet) {
        if (gone.get()) {
            return;
        }
        for (Decoded decoded : decoder.accept(packet)) {
            if (decoded instanceof Complete complete) {
                generations.receive(session, complete.message());
            } else if (decoded instanceof Dropped dropped) {
                dropped(dropped);
            }
        }
    }

    private void dropped(Dropped dropped) {
        LOG.debug("{} lost a message: {} {}", session, dropped.reason(), dropped.detail());
        if (dropped.hasHeader()) {
            ErrorCode code = dropped.reason() == Reason.TOO_LARGE ? ErrorCode.TOO_LARGE : ErrorCode.INVALID_REQUEST;
            ErrorInfo why = JobBoard.error(code, "message '" + dropped.type() + "' was lost: " + dropped.detail());
            generations.lost(session, dropped.id(), dropped.type(), why);
        }
        if (dropped.reason() != Reason.TOO_LARGE && ++errors > maxErrors) {
            session.link.close(CloseCode.PROTOCOL_ERROR, "more than " + maxErrors + " bad packets");
            ended("bad packets");
        }
    }

    /** The connection is over, or as good as. */
    void ended(String why) {
        if (gone.compareAndSet(false, true)) {
            seat.room.leave(session);
            seat.giveBack();
            LOG.debug("{} left room {}: {}", session, seat.room.name, why);
        }
    }
}
