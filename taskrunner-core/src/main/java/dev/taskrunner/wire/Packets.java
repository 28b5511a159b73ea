package dev.taskrunner.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Cuts messages into packets. Pure functions. */
public final class Packets {
    /** The number of data bytes in every data packet but the last. */
    public static final int MAX_SLICE = 1024;

    static final int HEADER_PREFIX = 16;
    static final int DATA_PREFIX = 12;
    private static final long MAX_ENCODED_BYTES = Integer.MAX_VALUE - 8;

    private Packets() {}

    /**
     * Encodes a message: one header packet and then its data packets.
     *
     * <p>The packets are contiguous slices of one fresh array, each ready to be read. They must be sent in this order
     * with no packet of another message between them.
     *
     * @param message the message
     * @return its packets, at least one
     * @throws IllegalArgumentException when all packets together would not fit one array of 2 GiB
     */
    public static List<ByteBuffer> encode(Message message) {
        byte[] type = message.type().getBytes(StandardCharsets.UTF_8);
        int total = dataPackets(message);
        long size = HEADER_PREFIX + type.length + message.size() + (long) total * DATA_PREFIX;
        if (size > MAX_ENCODED_BYTES) {
            throw tooLarge(message);
        }
        ByteBuffer out = ByteBuffer.allocate((int) size);
        ByteBuffer[] packets = new ByteBuffer[total + 1];
        out.putLong(message.id()).putInt(0).putInt(total).put(type);
        packets[0] = out.slice(0, out.position());
        writeData(message, out, packets);
        return Collections.unmodifiableList(Arrays.asList(packets));
    }

    private static void writeData(Message message, ByteBuffer out, ByteBuffer[] packets) {
        int number = 0;
        int start = 0;
        int room = 0; // in the slice that is being filled
        for (ByteBuffer part : message.parts()) {
            int from = 0;
            while (from < part.limit()) {
                if (room == 0) {
                    start = out.position();
                    out.putLong(message.id()).putInt(++number);
                    room = MAX_SLICE;
                }
                int count = Math.min(room, part.limit() - from);
                out.put(out.position(), part, from, count).position(out.position() + count);
                from += count;
                room -= count;
                packets[number] = out.slice(start, out.position() - start);
            }
        }
    }

    /**
     * The number of packets of a message.
     *
     * @param message the message
     * @return how many packets {@link #encode} makes of it, header included
     * @throws IllegalArgumentException when the message is too large to be encoded
     */
    public static int count(Message message) {
        return dataPackets(message) + 1;
    }

    private static int dataPackets(Message message) {
        long size = message.size();
        if (size > MAX_ENCODED_BYTES) {
            throw tooLarge(message);
        }
        return (int) ((size + MAX_SLICE - 1) / MAX_SLICE);
    }

    private static IllegalArgumentException tooLarge(Message message) {
        return new IllegalArgumentException("Message of " + message.size() + " bytes is too large to be encoded");
    }
}
