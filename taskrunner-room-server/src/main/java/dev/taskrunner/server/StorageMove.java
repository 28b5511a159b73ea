package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/**
 * Moves a file within a room (current protocol §5.9): a copy that is seen at once, and then the end of the original. Stateless; runs on
 * the participant's lane.
 */
final class StorageMove {
    private static final int PIECE = 256 << 10;

    private StorageMove() {}

    static void move(Request request) throws WireException {
        String from = StoragePath.file(request.json().requireString("source_path"));
        String to = StoragePath.file(request.json().requireString("destination_path"));
        Session session = request.from();
        Grant.read(from).require(session, request.json());
        Grant.write(from).require(session, request.json());
        Grant.write(to).require(session, request.json());
        if (from.equals(to)) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "a file cannot be moved to where it is");
        }
        boolean overwrite = Boolean.TRUE.equals(request.json().bool("overwrite"));
        session.lane.add(
                0,
                () -> request.reply().orError(() -> {
                    move(session, from, to, overwrite);
                    request.reply().empty();
                }));
    }

    private static void move(Session session, String from, String to, boolean overwrite) {
        Storage storage = session.room.data.storage;
        storage.file(from);
        String handle = storage.open(session, to, overwrite);
        boolean whole = false;
        try {
            copy(storage, session, from, handle);
            whole = true;
        } finally {
            if (!whole) {
                storage.abort(session, handle);
            }
        }
        storage.close(session, handle, file -> {}); // who may read it hears of the move instead
        storage.delete(from, false, file -> true, file -> session.room.tellOfMove(session, from, to));
    }

    private static void copy(Storage storage, Session session, String from, String handle) {
        try (SeekableByteChannel channel = storage.read(from)) {
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            while (channel.read(piece) >= 0) {
                storage.write(session, handle, piece.flip());
                piece = ByteBuffer.allocate(PIECE); // what was written may still be held
            }
        } catch (IOException e) {
            throw DiskProblems.failure("the file '" + from + "' cannot be read", e);
        }
    }
}
