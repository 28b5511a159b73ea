package dev.taskrunner.testing;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.TokenException;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.testing.Transcript.Direction;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A transport that writes down what goes through it. The packets of one send are one message, so each send has a decoder of its
 * own; what is received is decoded on the transport's thread.
 */
final class RecordingTransport implements RoomTransport {
    private static final long MAX_DECODED = 64L << 20;

    private final RoomTransport transport;
    private final Transcript transcript;
    private final String participant;

    private RecordingTransport(RoomTransport transport, Transcript transcript, String participant) {
        this.transport = transport;
        this.transcript = transcript;
        this.participant = participant;
    }

    static Factory wrap(Factory factory, Transcript transcript) {
        return target -> new RecordingTransport(factory.create(target), transcript, name(target));
    }

    private static String name(TransportTarget target) {
        String bearer = target.headers().getOrDefault("Authorization", "");
        try {
            return ParticipantToken.decode(bearer.substring(bearer.indexOf(' ') + 1))
                    .name();
        } catch (TokenException e) {
            return "(" + e.reason() + ")";
        }
    }

    @Override
    public void start(Listener listener) throws IOException {
        try {
            transport.start(new Recorder(listener));
        } catch (IOException e) {
            event("not connected: " + e.getMessage());
            throw e;
        }
    }

    @Override
    public void send(List<ByteBuffer> packets) throws IOException {
        PacketDecoder decoder = new PacketDecoder(MAX_DECODED);
        packets.forEach(packet -> record(Direction.SENT, decoder.accept(packet)));
        try {
            transport.send(packets);
        } catch (IOException e) {
            event("not sent: " + e.getMessage());
            throw e;
        }
    }

    @Override
    public long queuedBytes() {
        return transport.queuedBytes();
    }

    @Override
    public void ping() {
        transport.ping();
    }

    @Override
    public void close(int code, String reason) {
        event("closing " + code + " " + reason);
        transport.close(code, reason);
    }

    private void event(String text) {
        transcript.add(participant, Direction.EVENT, "", 0, text);
    }

    private void record(Direction direction, List<PacketDecoder.Decoded> decoded) {
        for (PacketDecoder.Decoded one : decoded) {
            if (one instanceof PacketDecoder.Complete complete) {
                Message message = complete.message();
                transcript.add(participant, direction, message.type(), message.id(), describe(message));
            } else if (one instanceof PacketDecoder.Dropped dropped) {
                transcript.add(participant, direction, dropped.type(), dropped.id(), "LOST: " + dropped.detail());
            }
        }
    }

    private static String describe(Message message) {
        try {
            Body body = message.body();
            int bytes = body.attachment().remaining();
            return body.json() + (bytes == 0 ? "" : " +" + bytes + " bytes");
        } catch (WireException e) {
            return message.size() + " bytes that are no packed body: " + e.getMessage();
        }
    }

    /** Passes on what it wrote down. */
    private final class Recorder implements Listener {
        private final Listener listener;
        private final PacketDecoder decoder = new PacketDecoder(MAX_DECODED);

        Recorder(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onPacket(ByteBuffer packet) {
            record(Direction.RECEIVED, decoder.accept(packet));
            listener.onPacket(packet);
        }

        @Override
        public void onPong() {
            listener.onPong();
        }

        @Override
        public void onDrained() {
            listener.onDrained();
        }

        @Override
        public void onClosed(int code, String reason) {
            event("closed " + code + " " + reason);
            listener.onClosed(code, reason);
        }
    }
}
