package dev.taskrunner;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Bytes that travel beside the JSON of an ask or an answer. Immutable; safe to share between threads.
 *
 * <p>The room neither reads nor copies them. For LLM runners the convention is a tar archive of files.
 */
public final class Attachment {
    private final ByteBuffer bytes;

    private Attachment(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /**
     * Wraps bytes.
     *
     * @param bytes copied
     * @return the attachment
     */
    public static Attachment of(byte[] bytes) {
        return new Attachment(ByteBuffer.wrap(bytes.clone()).asReadOnlyBuffer());
    }

    /**
     * Wraps the remaining bytes of a buffer without copying them.
     *
     * @param bytes must not be changed afterwards
     * @return the attachment
     */
    public static Attachment wrap(ByteBuffer bytes) {
        return new Attachment(bytes.slice().asReadOnlyBuffer());
    }

    /**
     * Packs files into a tar archive, as runners expect several of them.
     *
     * @param files the contents by name, in this order; names have 1 to 100 bytes in UTF-8, no {@code /}, no {@code \} and no control
     *     characters
     * @return the attachment; the files have no dates, so the same files in the same order give the same bytes
     * @throws IllegalArgumentException if a name does not fit
     */
    public static Attachment archive(Map<String, byte[]> files) {
        return new Attachment(ByteBuffer.wrap(TarArchive.of(files)).asReadOnlyBuffer());
    }

    /**
     * Reads a file.
     *
     * @param file the file, read whole
     * @return the attachment
     * @throws IOException if the file cannot be read
     */
    public static Attachment read(Path file) throws IOException {
        return new Attachment(ByteBuffer.wrap(Files.readAllBytes(file)).asReadOnlyBuffer());
    }

    /**
     * The number of bytes.
     *
     * @return the size in bytes
     */
    public int size() {
        return bytes.remaining();
    }

    /**
     * A copy of the bytes.
     *
     * @return a new array
     */
    public byte[] toByteArray() {
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        return copy;
    }

    /**
     * A view of the bytes.
     *
     * @return a read-only buffer with a position of its own
     */
    public ByteBuffer buffer() {
        return bytes.duplicate();
    }

    /**
     * A stream over the bytes.
     *
     * @return a new stream
     */
    public InputStream open() {
        return new ByteArrayInputStream(toByteArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Attachment that && bytes.equals(that.bytes);
    }

    @Override
    public int hashCode() {
        return bytes.hashCode();
    }

    @Override
    public String toString() {
        return "Attachment[" + size() + " bytes]";
    }
}
