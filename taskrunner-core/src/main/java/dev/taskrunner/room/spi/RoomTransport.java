package dev.taskrunner.room.spi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One connection that carries packets, each as one binary message. Made for one use: after it is closed, a new one is made.
 *
 * <p>Implementations extend {@code RoomTransportContractTests} of taskrunner-testing.
 */
public interface RoomTransport {

    /** Makes a transport for one connection. */
    @FunctionalInterface
    interface Factory {
        /**
         * Makes a transport; does not connect yet.
         *
         * @param target where to, and how
         * @return a new transport
         */
        RoomTransport create(TransportTarget target);
    }

    /** Hears what comes in. Called by one thread at a time, which it must not hold up. */
    interface Listener {
        /**
         * A packet came.
         *
         * @param packet valid during the call only
         */
        void onPacket(ByteBuffer packet);

        /** The other side answered a ping. */
        void onPong();

        /** All that was queued has been handed to the network. Unlike the others, called by whichever thread did that. */
        void onDrained();

        /**
         * The connection is gone, whoever ended it. Called once, and last; only after {@link RoomTransport#start} returned.
         *
         * @param code the WebSocket close code; 1006 when there was none
         * @param reason for people
         */
        void onClosed(int code, String reason);
    }

    /**
     * Connects.
     *
     * @param listener hears what comes in
     * @throws TransportRefusedException if the other side answered, but not with a connection
     * @throws IOException if there is no connection within the target's connect timeout
     */
    void start(Listener listener) throws IOException;

    /**
     * Queues the packets of one message, which stay together. Safe for several threads; never blocks.
     *
     * @param packets not changed by anybody afterwards
     * @throws IOException if the connection is gone
     */
    void send(List<ByteBuffer> packets) throws IOException;

    /**
     * How much is queued and not yet handed to the network.
     *
     * @return bytes, roughly
     */
    long queuedBytes();

    /** Asks the other side for a sign of life, which {@link Listener#onPong} reports. */
    void ping();

    /**
     * Ends the connection; does nothing when it has ended.
     *
     * @param code the WebSocket close code
     * @param reason for people, at most 123 bytes
     */
    void close(int code, String reason);
}
