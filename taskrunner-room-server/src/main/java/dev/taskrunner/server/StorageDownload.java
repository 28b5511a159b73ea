package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/** A file on its way out of the room (current protocol §5.9): the participant asks for each piece. */
final class StorageDownload extends RoomStream {
    private static final int LARGEST_PIECE = 1 << 20;
    private static final JsonFields DATA =
            JsonFields.builder().put("kind", "data").build();

    private @Nullable StoredFile file; // these only on the participant's lane
    private int piece = 64 << 10;
    private long sent;

    StorageDownload(Session session, String toolCallId) {
        super(session, toolCallId);
    }

    @Override
    void bytes(JsonFields headers, ByteBuffer payload) {
        onLane(0, () -> {
            StoredFile open = file;
            if (open == null) {
                start(headers);
            } else {
                sendPiece(open);
            }
        });
    }

    private void start(JsonFields headers) throws WireException {
        if (!"start".equals(headers.string("kind"))) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "a download begins with an item of kind 'start'");
        }
        String path = StoragePath.file(headers.requireString("path"));
        Grant.read(path).require(session, headers);
        Long wanted = headers.integer("chunk_size");
        piece = wanted == null ? piece : (int) Math.max(1, Math.min(LARGEST_PIECE, wanted));
        StoredFile found = session.room.data.storage.file(path);
        file = found;
        describe(found);
        if (found.size() == 0) {
            end();
        }
    }

    private void describe(StoredFile found) {
        JsonFields start = JsonFields.builder()
                .put("kind", "start")
                .put("name", found.name())
                .put("mime_type", found.mimeType())
                .put("size", found.size())
                .build();
        send(start, Body.NO_ATTACHMENT);
    }

    private void sendPiece(StoredFile open) {
        StoredFile now = session.room.data.storage.file(open.path());
        if (now.version() != open.version()) {
            throw new TaskException(ErrorCode.NOT_FOUND, "'" + open.path() + "' was written again while it was read");
        }
        ByteBuffer bytes = read(open);
        sent += bytes.capacity();
        send(DATA, bytes);
        if (sent == open.size()) {
            end();
        }
    }

    private ByteBuffer read(StoredFile open) {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(piece, open.size() - sent));
        try (SeekableByteChannel channel = session.room.data.storage.read(open.path())) {
            channel.position(sent);
            int read = 0;
            while (bytes.hasRemaining() && read >= 0) {
                read = channel.read(bytes);
            }
        } catch (IOException e) {
            throw DiskProblems.failure("the file '" + open.path() + "' cannot be read", e);
        }
        if (bytes.hasRemaining()) {
            throw new TaskException(ErrorCode.FAILED, "the file '" + open.path() + "' is shorter than it was");
        }
        return bytes.flip();
    }

    /** Who asks for nothing more does not want the rest. */
    @Override
    void inputEnded() {
        onLane(0, this::end);
    }

    @Override
    void release() {
        // No file is open between two pieces.
    }

    @Override
    Body error(ErrorInfo error) {
        return BuiltinTools.error("storage", error);
    }
}
