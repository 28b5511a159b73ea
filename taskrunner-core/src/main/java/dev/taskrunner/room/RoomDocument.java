package dev.taskrunner.room;

import dev.taskrunner.TaskException;
import java.util.function.Consumer;

/**
 * A document that is open: what others change comes in as updates, what is changed here goes out as updates. The room does not
 * read them; a Yjs library makes and applies them. Safe for several threads.
 */
public final class RoomDocument implements AutoCloseable {
    private final DocumentsClient client;
    private final String path;
    private final Consumer<byte[]> listener;

    RoomDocument(DocumentsClient client, String path, Consumer<byte[]> listener) {
        this.client = client;
        this.path = path;
        this.listener = listener;
    }

    /**
     * Where the document is.
     *
     * @return its path
     */
    public String path() {
        return path;
    }

    /**
     * Sends a change to the room, which keeps it and passes it on to all others who have the document open.
     *
     * @param update a Yjs update, first version of the encoding
     * @throws TaskException if the room refuses, the document is full or the connection is lost; the update is to be sent again
     *     then, which does no harm if it had arrived
     */
    public void update(byte[] update) {
        client.send(path, update);
    }

    void arrived(byte[] update) {
        listener.accept(update);
    }

    /** Closes the document; its listener hears nothing any more. Idempotent; does not fail when the connection is lost. */
    @Override
    public void close() {
        client.close(this);
    }
}
