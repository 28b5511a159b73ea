package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A file of a room's storage, read piece by piece; never more than one piece is in memory. Used by one thread. */
final class FileReader extends InputStream {
    private static final int PIECE = 1 << 20;

    private final RoomLink link;
    private final String path;
    private final JsonFields request;
    private ByteBuffer piece = Body.NO_ATTACHMENT;
    private long offset;
    private long size = -1;
    private long version;

    /** Reads what a request names. */
    FileReader(RoomLink link, String path, JsonFields request) {
        this.link = link;
        this.path = path;
        this.request = request;
        next();
    }

    /** The size of the whole file, in bytes. */
    long size() {
        return size;
    }

    private void next() {
        JsonFields.Builder next =
                JsonFields.builder().putAll(request).put("offset", offset).put("length", PIECE);
        if (size >= 0) {
            next.put("version", version);
        }
        Body answer = link.exchange(MessageType.STORAGE_READ, Body.of(next.build()));
        JsonFields ours = answer.json().object(Extension.MEMBER);
        Long whole = ours == null ? null : ours.integer("size");
        Long current = ours == null ? null : ours.integer("version");
        piece = answer.attachment();
        if (whole == null || current == null || (!piece.hasRemaining() && offset < whole)) {
            throw new TaskException(ErrorCode.INVALID_RESPONSE, "the room sent no piece of '" + path + "'");
        }
        size = whole;
        version = current;
        offset += piece.remaining();
    }

    private boolean fill() throws IOException {
        if (!piece.hasRemaining() && offset < size) {
            try {
                next();
            } catch (TaskException e) {
                throw new IOException("'" + path + "' could not be read to its end: " + e.text(), e);
            }
        }
        return piece.hasRemaining();
    }

    @Override
    public int read() throws IOException {
        return fill() ? piece.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        } else if (!fill()) {
            return -1;
        }
        int many = Math.min(length, piece.remaining());
        piece.get(into, from, many);
        return many;
    }
}
