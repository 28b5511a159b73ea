package dev.taskrunner.testing;

import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.wire.PacketDecoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A room's connections in the hand of a test: how many there were and are, which threads serve them; can be cut. */
final class Cable implements RoomTransport.Factory {
    private final RoomTransport.Factory factory;
    private final List<Strand> made = new CopyOnWriteArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean holdsFarewells;
    private volatile Predicate<String> cutBefore = type -> false;

    Cable(RoomTransport.Factory factory) {
        this.factory = factory;
    }

    @Override
    public RoomTransport create(TransportTarget target) {
        Strand strand = new Strand(factory.create(target));
        made.add(strand);
        return strand;
    }

    /** Ends all connections without a farewell. */
    void cut() {
        made.forEach(strand -> strand.transport.close(1006, "cut"));
    }

    /** Ends a connection instead of sending a message of a type that the test picks. */
    void cutBefore(Predicate<String> type) {
        cutBefore = type;
    }

    /** From now on nothing is closed when the room wants it. */
    void holdFarewells() {
        holdsFarewells = true;
    }

    int made() {
        return made.size();
    }

    /** The threads on which something was received. */
    Set<Thread> threads() {
        return threads;
    }

    private final class Strand implements RoomTransport {
        private final RoomTransport transport;

        Strand(RoomTransport transport) {
            this.transport = transport;
        }

        @Override
        public void start(Listener listener) throws IOException {
            transport.start(new Listener() {
                @Override
                public void onPacket(ByteBuffer packet) {
                    threads.add(Thread.currentThread());
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
                    threads.add(Thread.currentThread());
                    listener.onClosed(code, reason);
                }
            });
        }

        @Override
        public void send(List<ByteBuffer> packets) throws IOException {
            for (ByteBuffer packet : packets) {
                for (PacketDecoder.Decoded decoded : new PacketDecoder(0).accept(packet)) {
                    if (decoded instanceof PacketDecoder.Dropped header && cutBefore.test(header.type())) {
                        transport.close(1006, "cut");
                        return;
                    }
                }
            }
            transport.send(packets);
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
            if (!holdsFarewells) {
                transport.close(code, reason);
            }
        }
    }
}
