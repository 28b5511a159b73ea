package dev.taskrunner.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the packets of one connection together again.
 *
 * <p>Owner: the one thread that receives, so there are no locks. A header packet always starts a new message with a
 * fresh buffer; the bytes of a lost message never reach the next one. Memory is taken as data arrives, never for what a
 * header promises.
 */
public final class PacketDecoder {
    private static final int FIRST_BUFFER = 64 * 1024;
    private static final int MAX_RECEIVED_SLICE = 64 * 1024;
    private static final long MAX_ARRAY = Integer.MAX_VALUE - 8;
    private static final byte[] NO_BYTES = new byte[0];

    private enum State {
        WAITING, // for a header
        RECEIVING, // data of the message whose header came last
        SKIPPING // data of a message that is too large
    }

    private final long maxMessageBytes;

    private State state = State.WAITING;
    private long id;
    private String type = "";
    private long total; // data packets announced, unsigned 32 bits
    private long received; // data packets taken
    private byte[] buffer = NO_BYTES;
    private int filled; // bytes of the buffer in use

    /**
     * A decoder for one connection.
     *
     * @param maxMessageBytes the most data a message may have; never more than about 2 GiB whatever is given
     * @throws IllegalArgumentException when the limit is negative
     */
    public PacketDecoder(long maxMessageBytes) {
        if (maxMessageBytes < 0) {
            throw new IllegalArgumentException("maxMessageBytes is negative");
        }
        this.maxMessageBytes = Math.min(maxMessageBytes, MAX_ARRAY);
    }

    /**
     * Takes one packet. Never throws, whatever the bytes are.
     *
     * @param packet what remains in this buffer, which is left as it is; its bytes are copied where they are needed
     * @return what this packet completed: nothing most of the time; two results only when a header abandons the
     * message in progress and ends its own at once
     */
    public List<Decoded> accept(ByteBuffer packet) {
        ByteBuffer bytes = packet.slice(); // big-endian, whatever the order of the packet
        int size = bytes.remaining();
        if (size < Packets.DATA_PREFIX) {
            return malformed("packet of " + size + " bytes");
        }
        long packetId = bytes.getLong(0);
        int number = bytes.getInt(8);
        return number == 0 ? header(packetId, bytes) : data(packetId, number, bytes);
    }

    private List<Decoded> header(long packetId, ByteBuffer bytes) {
        Decoded abandoned =
                state == State.RECEIVING ? lost(Reason.ABANDONED, "another header came after " + progress()) : null;
        reset(State.WAITING);
        Decoded result = start(packetId, bytes);
        if (abandoned == null) {
            return result == null ? List.of() : List.of(result);
        }
        return result == null ? List.of(abandoned) : List.of(abandoned, result);
    }

    private @Nullable Decoded start(long packetId, ByteBuffer bytes) {
        int typeSize = bytes.remaining() - Packets.HEADER_PREFIX;
        if (typeSize < 0) {
            return stray(Reason.MALFORMED, "header packet of " + bytes.remaining() + " bytes");
        } else if (typeSize > Message.MAX_TYPE_BYTES) {
            return stray(Reason.MALFORMED, "message type of " + typeSize + " bytes");
        }
        String decodedType = decodeType(bytes, typeSize);
        if (decodedType == null) {
            return stray(Reason.MALFORMED, "message type is not UTF-8");
        }
        id = packetId;
        type = decodedType;
        total = Integer.toUnsignedLong(bytes.getInt(12));
        state = State.RECEIVING;
        if (total == 0) {
            return complete();
        }
        long least = (total - 1) * Packets.MAX_SLICE + 1;
        return least > maxMessageBytes ? tooLarge(least) : null;
    }

    private List<Decoded> data(long packetId, int number, ByteBuffer bytes) {
        if (state == State.SKIPPING && packetId == id) {
            return List.of();
        }
        int size = bytes.remaining() - Packets.DATA_PREFIX;
        if (size > MAX_RECEIVED_SLICE) {
            return malformed("data packet with " + size + " bytes of data");
        } else if (state != State.RECEIVING) {
            return List.of(stray(Reason.OUT_OF_ORDER, "data packet without a header"));
        } else if (packetId != id) {
            return List.of(drop(Reason.OUT_OF_ORDER, "data packet of another message after " + progress()));
        } else if (number != (int) (received + 1)) {
            return List.of(drop(Reason.OUT_OF_ORDER, "a hole after " + progress()));
        } else if (filled + (long) size > maxMessageBytes) {
            return List.of(tooLarge(filled + (long) size));
        }
        append(bytes, size);
        return received == total ? List.of(complete()) : List.of();
    }

    private void append(ByteBuffer bytes, int size) {
        int needed = filled + size;
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, capacity(needed));
        }
        bytes.get(Packets.DATA_PREFIX, buffer, filled, size);
        filled = needed;
        received++;
    }

    /** Doubles, but not beyond what the header announced, unless peers cut larger slices than it suggests. */
    private int capacity(int needed) {
        if (total == 1) {
            return needed;
        }
        long wanted = Math.min(total * Packets.MAX_SLICE, Math.max(FIRST_BUFFER, 2L * buffer.length));
        return (int) Math.max(needed, Math.min(wanted, maxMessageBytes));
    }

    private Decoded complete() {
        Message message = Message.of(id, type, ByteBuffer.wrap(buffer, 0, filled));
        reset(State.WAITING);
        return new Complete(message);
    }

    private Decoded tooLarge(long least) {
        Decoded dropped =
                lost(Reason.TOO_LARGE, "at least " + least + " bytes, more than the limit of " + maxMessageBytes);
        long skipped = id;
        reset(State.SKIPPING);
        id = skipped;
        return dropped;
    }

    private Decoded drop(Reason reason, String detail) {
        Decoded dropped = lost(reason, detail);
        reset(State.WAITING);
        return dropped;
    }

    private List<Decoded> malformed(String detail) {
        return List.of(state == State.RECEIVING ? drop(Reason.MALFORMED, detail) : stray(Reason.MALFORMED, detail));
    }

    private Decoded lost(Reason reason, String detail) {
        return new Dropped(true, id, type, reason, detail);
    }

    private static Decoded stray(Reason reason, String detail) {
        return new Dropped(false, 0, "", reason, detail);
    }

    private String progress() {
        return received + " of " + total + " data packets";
    }

    private void reset(State next) {
        state = next;
        id = 0;
        type = "";
        total = 0;
        received = 0;
        buffer = NO_BYTES;
        filled = 0;
    }

    private static @Nullable String decodeType(ByteBuffer bytes, int size) {
        byte[] text = new byte[size];
        bytes.get(Packets.HEADER_PREFIX, text);
        for (byte next : text) {
            if (next < 0) {
                return decodeUtf8(text);
            }
        }
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static @Nullable String decodeUtf8(byte[] text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
        } catch (CharacterCodingException e) {
            return null; // the caller reports it
        }
    }

    /** What became of a message. */
    public sealed interface Decoded {}

    /**
     * A message arrived whole.
     *
     * @param message the message
     */
    public record Complete(Message message) implements Decoded {}

    /**
     * A message was lost: there is a hole in it, it is too large, or bytes came that are no packet.
     *
     * @param hasHeader whether the header of the message was seen, so that its id and type are known
     * @param id its id, 0 when not known
     * @param type its type, empty when not known
     * @param reason why it was lost
     * @param detail the same for people; holds no bytes of the message
     */
    public record Dropped(boolean hasHeader, long id, String type, Reason reason, String detail) implements Decoded {}

    /** Why a message was lost. */
    public enum Reason {
        /** It has, or announces, more data than the limit. */
        TOO_LARGE,
        /** A data packet came that does not follow the one before. */
        OUT_OF_ORDER,
        /** Bytes came that are no packet. */
        MALFORMED,
        /** A header came before the last data packet. */
        ABANDONED
    }
}
