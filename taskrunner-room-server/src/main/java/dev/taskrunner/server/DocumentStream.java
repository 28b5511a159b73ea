package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.ErrorInfo;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A document that a participant of the current generation has open (current protocol §5.9): the same document, and the same rules, as
 * those that participants of the classic one have open by messages.
 *
 * <p>Items come on the thread that reads the connection and go to the ledger in that order, the end too, so that whoever leaves in
 * mid-stream loses nothing of what it sent. What is refused ends the stream with an error, as with files, since the published clients
 * end it on an error anyway; nothing that follows in the stream is taken then, for it would build on what is missing. Hears updates
 * under the room's lock, and never waits.
 */
final class DocumentStream extends RoomStream implements DocumentBook.Reader {
    private static final int NOT_CONNECTED = 4001; // §4.4
    private static final int CONNECTED_ALREADY = 4002;

    private volatile @Nullable String path; // set once, when it is opened, by the thread that reads the connection
    private volatile boolean refused; // set once, when anything failed

    DocumentStream(Session session, String toolCallId) {
        super(session, toolCallId);
    }

    private DocumentBook documents() {
        return session.room.documents;
    }

    @Override
    public Session session() {
        return session;
    }

    @Override
    void bytes(JsonFields headers, ByteBuffer payload) {
        guarded(() -> take(headers, payload));
    }

    private void take(JsonFields headers, ByteBuffer payload) throws WireException {
        String open = path;
        String kind = headers.requireString("kind");
        if (kind.equals("sync")) {
            if (open == null) {
                fail(numbered(NOT_CONNECTED, "no document is open: the first item must be of kind 'start'"));
            } else {
                documents().sync(this, open, DocumentsRoute.update(payload));
            }
        } else if (!kind.equals("start")) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "items are of kind 'start' or 'sync'");
        } else if (open != null) {
            fail(numbered(CONNECTED_ALREADY, "this stream has '" + open + "' open already"));
        } else {
            DocumentBook.Opening wanted = DocumentsRoute.opening(session, DocumentsRoute.plain(headers));
            path = wanted.path();
            documents().open(this, wanted);
        }
    }

    /**
     * Says what is there: the first update as the state, and the others after it, since the room cannot merge them. For the same
     * reason the start's {@code vector}, what the client has already, changes nothing: it gets all, and applies again what it has,
     * which does no harm to a Yjs document.
     */
    void state(@Nullable RawJson schema, List<byte[]> updates) {
        String open = String.valueOf(path);
        JsonFields headers = JsonFields.builder()
                .put("kind", "state")
                .put("path", open)
                .put("schema", schema)
                .build();
        send(headers, text(updates.get(0)));
        updates.stream().skip(1).forEach(update -> hear(open, update));
    }

    @Override
    public void hear(String open, byte[] update) {
        JsonFields headers =
                JsonFields.builder().put("kind", "sync").put("path", open).build();
        send(headers, text(update));
    }

    private static ByteBuffer text(byte[] update) {
        return ByteBuffer.wrap(Base64.getEncoder().encode(update));
    }

    /** Something was refused, and what is on its way already is, too. */
    void refuse(TaskException failure) {
        refused = true;
        fail(failure);
    }

    @Override
    public boolean isRefused() {
        return refused;
    }

    @Override
    void inputEnded() {
        documents().afterAll(this::end);
    }

    @Override
    void release() {
        String open = path;
        if (open != null) {
            documents().close(this, open);
        }
    }

    private Body numbered(int number, String text) {
        JsonFields error =
                error(new ErrorInfo(text, ErrorCode.INVALID_REQUEST, List.of())).json();
        return Body.of(JsonFields.builder().putAll(error).put("code", number).build());
    }

    @Override
    Body error(ErrorInfo error) {
        return numbered(error);
    }
}
