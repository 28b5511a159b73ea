package dev.taskrunner.testing;

import dev.taskrunner.room.spi.RoomTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a transport under test, steered by {@link RoomTransportContractTests}. For one connection; closing it ends
 * whatever is left.
 */
public interface TransportPeer extends AutoCloseable {

    /**
     * Makes the transport under test, which connects to this peer when it is started.
     *
     * @return the transport, not started
     */
    RoomTransport transport();

    /**
     * Sends packets to the transport under test.
     *
     * @param packets each as one binary message
     * @throws IOException if the connection is gone
     */
    void send(List<ByteBuffer> packets) throws IOException;

    /**
     * Takes the next packet that the transport under test sent.
     *
     * @param patience how long to wait
     * @return its bytes; null if none came in time
     * @throws InterruptedException if interrupted while waiting
     */
    byte @Nullable [] receive(Duration patience) throws InterruptedException;

    /**
     * Stops or goes on reading, as a busy peer does.
     *
     * @param on true to read
     */
    void reading(boolean on);

    /**
     * Ends the connection properly.
     *
     * @param code the close code
     * @param reason for people
     */
    void close(int code, String reason);

    /** Ends the connection as a crash does: no close code. */
    void vanish();

    /**
     * Waits for the transport under test to end the connection.
     *
     * @param patience how long to wait
     * @return the close code that came, 1006 for none; -1 if the connection still stands
     * @throws InterruptedException if interrupted while waiting
     */
    int awaitClose(Duration patience) throws InterruptedException;

    /** Ends whatever is left. */
    @Override
    void close();
}
