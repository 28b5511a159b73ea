package dev.taskrunner.server;

import dev.taskrunner.room.spi.InMemoryTransport;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.Packets;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server's end of a connection in memory. Owner: its connection. Holds no state of its own but the end's. */
final class MemoryLink implements Link {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryLink.class);

    private static final int ABNORMAL = 1006;

    private final InMemoryTransport end;
    private final long maxQueuedBytes;

    MemoryLink(InMemoryTransport end, long maxQueuedBytes) {
        this.end = end;
        this.maxQueuedBytes = maxQueuedBytes;
    }

    void listen(Connection connection) {
        end.start(new RoomTransport.Listener() {
            @Override
            public void onPacket(ByteBuffer packet) {
                connection.packet(packet);
            }

            @Override
            public void onPong() {
                // Both ends live in one process; nobody pings.
            }

            @Override
            public void onDrained() {
                // The queue is bounded in bytes; nothing waits for it to be empty.
            }

            @Override
            public void onClosed(int code, String reason) {
                connection.ended("closed with " + code);
            }
        });
    }

    @Override
    public void send(Message message) {
        if (end.queuedBytes() + message.size() > maxQueuedBytes) {
            end.close(CloseCode.POLICY, "slow reader: more than " + maxQueuedBytes + " bytes wait");
            return;
        }
        try {
            end.send(Packets.encode(message));
        } catch (IOException e) {
            LOG.debug("Not sent, the connection has ended: {}", message, e);
        }
    }

    @Override
    public void close(int code, String reason) {
        end.close(code, reason);
    }

    @Override
    public void drop(String reason) {
        end.close(ABNORMAL, reason);
    }
}
