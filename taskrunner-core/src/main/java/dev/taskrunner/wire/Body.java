package dev.taskrunner.wire;

import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packed body of a message: a JSON object and an attachment of any bytes, which is never copied or looked at.
 *
 * <p>The member {@code __meshagent__} of the JSON object is the envelope, which is not for applications; a body keeps
 * it apart from the other members. Immutable, as long as nobody changes the bytes it was made of.
 */
public final class Body {
    /** No bytes. */
    public static final ByteBuffer NO_ATTACHMENT = ByteBuffer.allocate(0).asReadOnlyBuffer();

    private static final String ENVELOPE = "__meshagent__";
    private static final int PREFIX = Long.BYTES;

    private final JsonFields json;
    private final @Nullable RawJson envelope;
    private final ByteBuffer attachment; // position and limit never move: only views leave this class

    private Body(JsonFields json, @Nullable RawJson envelope, ByteBuffer attachment) {
        this.json = json;
        this.envelope = envelope;
        this.attachment = attachment;
    }

    /**
     * A body without attachment.
     *
     * @param json its members
     * @return the body
     */
    public static Body of(JsonFields json) {
        return of(json, NO_ATTACHMENT);
    }

    /**
     * A body with an attachment.
     *
     * @param json its members
     * @param attachment what remains in this buffer; not copied, so its bytes must not change any more
     * @return the body
     */
    public static Body of(JsonFields json, ByteBuffer attachment) {
        return new Body(json.without(ENVELOPE), json.raw(ENVELOPE), attachment.slice());
    }

    /**
     * Takes the data of a message apart. The JSON object is checked as a whole but parsed no deeper than its own
     * members.
     *
     * @param data what remains in this buffer; not copied, so its bytes must not change any more
     * @return the body
     * @throws WireException when the data is no packed body
     */
    public static Body unpack(ByteBuffer data) throws WireException {
        ByteBuffer bytes = data.slice();
        if (bytes.remaining() < PREFIX) {
            throw new WireException("Message data of " + bytes.remaining() + " bytes has no JSON length");
        }
        long length = bytes.getLong(0);
        if (length < 0 || length > bytes.remaining() - PREFIX) {
            throw new WireException("JSON length " + Long.toUnsignedString(length) + " is beyond the message data of "
                    + bytes.remaining() + " bytes");
        }
        int end = PREFIX + (int) length;
        return of(parse(bytes, end), bytes.slice(end, bytes.remaining() - end));
    }

    private static JsonFields parse(ByteBuffer bytes, int end) throws WireException {
        if (bytes.hasArray()) {
            int from = bytes.arrayOffset();
            return new JsonScanner(bytes.array(), from + PREFIX, from + end).object();
        }
        byte[] header = new byte[end - PREFIX];
        bytes.get(PREFIX, header);
        return new JsonScanner(header, 0, header.length).object();
    }

    /**
     * The JSON object without the envelope.
     *
     * @return its members
     */
    public JsonFields json() {
        return json;
    }

    /**
     * The attachment.
     *
     * @return a fresh read-only view, empty when there is none
     */
    public ByteBuffer attachment() {
        return attachment.asReadOnlyBuffer();
    }

    /**
     * Whether there is an attachment; one of no bytes counts as none.
     *
     * @return true when there is at least one byte
     */
    public boolean hasAttachment() {
        return attachment.hasRemaining();
    }

    /**
     * The member {@code __meshagent__} as received or set.
     *
     * @return its value, which can be any JSON, or null when there is none
     */
    public @Nullable RawJson envelope() {
        return envelope;
    }

    /**
     * The same body with another envelope, which is written as the last member.
     *
     * @param envelope its value, or null for none
     * @return a body that shares all else with this one
     */
    public Body withEnvelope(@Nullable RawJson envelope) {
        return new Body(json, envelope, attachment);
    }

    /**
     * Writes the body.
     *
     * @return the JSON with its length in front and, when it has bytes, the attachment, which is not copied
     */
    public List<ByteBuffer> pack() {
        JsonFields all = envelope == null
                ? json
                : JsonFields.builder().putAll(json).put(ENVELOPE, envelope).build();
        RawJson source = all.source();
        JsonWriter writer = new JsonWriter(PREFIX + (source == null ? all.sizeHint() : source.size()));
        writer.reserve(PREFIX);
        writer.fields(all);
        ByteBuffer head = ByteBuffer.wrap(writer.buffer(), 0, writer.length()).slice();
        head.putLong(0, writer.length() - PREFIX);
        return hasAttachment() ? List.of(head, attachment()) : List.of(head);
    }
}
