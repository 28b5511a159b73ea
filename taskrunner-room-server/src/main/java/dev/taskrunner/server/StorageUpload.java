package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A file on its way into the room (current protocol §5.9): each piece is asked for once the one before is written. */
final class StorageUpload extends RoomStream {
    private static final int PIECE = 64 << 10;

    private @Nullable String handle; // only on the participant's lane

    StorageUpload(Session session, String toolCallId) {
        super(session, toolCallId);
    }

    private Storage storage() {
        return session.room.data.storage;
    }

    @Override
    void bytes(JsonFields headers, ByteBuffer payload) {
        onLane(payload.remaining(), () -> take(headers, payload));
    }

    private void take(JsonFields headers, ByteBuffer payload) throws WireException {
        String open = handle;
        if ("abort".equals(headers.string("kind"))) {
            end(); // ours: what came is thrown away
            return;
        } else if (open != null) {
            storage().write(session, open, payload);
        } else if ("start".equals(headers.string("kind"))) {
            String path = StoragePath.file(headers.requireString("path"));
            Grant.write(path).require(session, headers);
            handle = storage().open(session, path, Boolean.TRUE.equals(headers.bool("overwrite")));
        } else {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "an upload begins with an item of kind 'start'");
        }
        JsonFields pull = JsonFields.builder()
                .put("kind", "pull")
                .put("chunk_size", PIECE)
                .build();
        send(pull, Body.NO_ATTACHMENT);
    }

    @Override
    void inputEnded() {
        onLane(0, () -> {
            String open = handle;
            if (open == null) {
                throw new TaskException(ErrorCode.INVALID_REQUEST, "the upload ended before it began");
            }
            handle = null;
            storage().close(session, open, file -> session.room.tellOfFile(session, file, false));
            end();
        });
    }

    /** What was not finished is thrown away; when the participant left the storage does that itself. */
    @Override
    void release() {
        String open = handle;
        handle = null;
        if (open != null && !session.gone) {
            storage().abort(session, open);
        }
    }

    @Override
    Body error(ErrorInfo error) {
        return BuiltinTools.error("storage", error);
    }
}
