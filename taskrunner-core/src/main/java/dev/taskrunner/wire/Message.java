package dev.taskrunner.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One message: an id, a type and data. Immutable, as long as nobody changes the bytes it was made of. */
public final class Message {
    static final int MAX_TYPE_BYTES = 1024;
    private static final int MAX_DATA_BYTES = Integer.MAX_VALUE - 8;

    private final long id;
    private final String type;
    private final List<ByteBuffer> parts; // position and limit never move: only views leave this package
    private final long size;
    private final @Nullable Body body;

    private Message(long id, String type, List<ByteBuffer> parts, @Nullable Body body) {
        if (type.length() > MAX_TYPE_BYTES / 3 && type.getBytes(StandardCharsets.UTF_8).length > MAX_TYPE_BYTES) {
            throw new IllegalArgumentException("Message type longer than " + MAX_TYPE_BYTES + " bytes");
        }
        this.id = id;
        this.type = type;
        this.parts = parts;
        this.body = body;
        long sum = 0;
        for (ByteBuffer part : parts) {
            sum += part.remaining();
        }
        this.size = sum;
    }

    /**
     * A message of plain data.
     *
     * @param id its id, an unsigned number
     * @param type its type
     * @param data the parts of its data, in order; not copied, so their bytes must not change any more
     * @return the message
     * @throws IllegalArgumentException when the type is longer than 1024 bytes
     */
    public static Message of(long id, String type, ByteBuffer... data) {
        if (data.length == 1) {
            return new Message(id, type, List.of(data[0].slice()), null);
        }
        ByteBuffer[] parts = new ByteBuffer[data.length];
        for (int i = 0; i < data.length; i++) {
            parts[i] = data[i].slice();
        }
        return new Message(id, type, List.of(parts), null);
    }

    /**
     * A message with a packed body.
     *
     * @param id its id, an unsigned number
     * @param type its type
     * @param body its body, packed at once
     * @return the message
     * @throws IllegalArgumentException when the type is longer than 1024 bytes
     */
    public static Message of(long id, String type, Body body) {
        return new Message(id, type, body.pack(), body);
    }

    /**
     * The id, which is unique among the requests its sender has open.
     *
     * @return an unsigned number
     */
    public long id() {
        return id;
    }

    /**
     * The type, such as {@code agent.ask}.
     *
     * @return the type
     */
    public String type() {
        return type;
    }

    /**
     * The size of the data.
     *
     * @return the number of bytes
     */
    public long size() {
        return size;
    }

    /**
     * The data.
     *
     * @return a fresh read-only buffer; a copy only when the message was made of several parts
     * @throws IllegalStateException when the parts do not fit one buffer, which is 2 GiB
     */
    public ByteBuffer data() {
        return whole().asReadOnlyBuffer();
    }

    /**
     * The data as a packed body.
     *
     * @return the body it was made of, else the data unpacked, anew at each call
     * @throws WireException when the data is no packed body
     */
    public Body body() throws WireException {
        return body == null ? Body.unpack(whole()) : body;
    }

    List<ByteBuffer> parts() {
        return parts;
    }

    private ByteBuffer whole() {
        if (parts.isEmpty()) {
            return Body.NO_ATTACHMENT;
        } else if (parts.size() == 1) {
            return parts.get(0);
        } else if (size > MAX_DATA_BYTES) {
            throw new IllegalStateException("Message of " + size + " bytes does not fit one buffer");
        }
        ByteBuffer whole = ByteBuffer.allocate((int) size);
        for (ByteBuffer part : parts) {
            whole.put(part.duplicate());
        }
        return whole.flip();
    }

    /**
     * The message without its data, for logs.
     *
     * @return type, id and size
     */
    @Override
    public String toString() {
        return type + "#" + Long.toUnsignedString(id) + " (" + size + " bytes)";
    }
}
