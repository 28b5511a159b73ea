package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The documents of a room, as the updates they are made of (classic protocol section 7.5). Safe for several threads.
 *
 * <p>Listeners run on the room's executor, one update at a time, in order. After a lost connection all updates of an open document
 * come again; applying a Yjs update twice changes nothing. A listener that falls too far behind loses the connection, with a
 * reason, rather than updates.
 */
public final class DocumentsClient {
    private static final Logger LOG = LoggerFactory.getLogger(DocumentsClient.class);
    private static final int POLICY_VIOLATION = 1008;

    private final RoomLink link;
    private final SerialExecutor inOrder;
    /** What is open, by path. */
    private final ConcurrentMap<String, List<RoomDocument>> open = new ConcurrentHashMap<>();

    DocumentsClient(RoomLink link) {
        this.link = link;
        this.inOrder = new SerialExecutor(link.executor(), SerialExecutor.DEFAULT_LIMIT);
        link.on(MessageType.DOCUMENT_SYNC, this::onSync);
        link.onReconnected(() -> List.copyOf(open.keySet()).forEach(this::connectAgain));
    }

    /** A document that is gone, or may not be read any more, must not keep the others and the room from coming back. */
    private void connectAgain(String path) {
        try {
            connect(path, false);
        } catch (TaskException e) {
            if (e.code() == ErrorCode.CONNECTION_LOST || e.code() == ErrorCode.TIMED_OUT) {
                throw e;
            }
            LOG.warn("the document '{}' is not open any more: {}", path, e.text());
        }
    }

    /**
     * Opens a document, which is made if it is not there.
     *
     * @param path where it is; a new one that ends in {@code .thread} begins with the elements that chats need
     * @param listener hears of each update, those that are there first and at least one, which may be empty
     * @return the document; to be closed
     * @throws TaskException if the room refuses
     */
    public RoomDocument open(String path, Consumer<byte[]> listener) {
        RoomDocument document = new RoomDocument(this, path, listener);
        open.computeIfAbsent(path, key -> new CopyOnWriteArrayList<>()).add(document);
        try {
            connect(path, true);
        } catch (TaskException e) {
            forget(document);
            throw e;
        }
        return document;
    }

    /**
     * Makes a document.
     *
     * @param path where it will be
     * @throws TaskException if there is one already, or the room refuses
     */
    public void create(String path) {
        link.request(
                MessageType.DOCUMENT_CREATE,
                JsonFields.builder().put("path", path).put("json", null).build());
    }

    private void connect(String path, boolean create) {
        JsonFields bare = JsonFields.builder().put("bare", true).build();
        link.request(
                MessageType.DOCUMENT_CONNECT,
                JsonFields.builder()
                        .put("path", path)
                        .put("create", create)
                        .put(Extension.MEMBER, bare)
                        .build());
    }

    void send(String path, byte[] update) {
        JsonFields json = JsonFields.builder().put("path", path).build();
        byte[] text = Base64.getEncoder().encode(update);
        link.exchange(MessageType.DOCUMENT_SYNC, Body.of(json, ByteBuffer.wrap(text)));
    }

    void close(RoomDocument document) {
        if (forget(document) && link.isOpen()) {
            try {
                link.request(
                        MessageType.DOCUMENT_DISCONNECT,
                        JsonFields.builder().put("path", document.path()).build());
            } catch (TaskException e) {
                LOG.debug("a document was not closed, the room does that itself: {}", e.getMessage());
            }
        }
    }

    /** True when it was the last one open under its path. */
    private boolean forget(RoomDocument document) {
        List<RoomDocument> left = open.computeIfPresent(document.path(), (path, documents) -> {
            documents.remove(document);
            return documents.isEmpty() ? null : documents;
        });
        return left == null;
    }

    private void onSync(RoomConnection connection, Message message) throws WireException {
        Body body = message.body();
        String path = body.json().requireString("path");
        byte[] text = new byte[body.attachment().remaining()];
        body.attachment().duplicate().get(text);
        byte[] update;
        try {
            update = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new WireException("an update that is no base64", e);
        }
        boolean taken = inOrder.offer(() -> open.getOrDefault(path, List.of())
                .forEach(document -> SerialExecutor.runSafely(() -> document.arrived(update.clone()))));
        if (!taken) {
            connection.close(POLICY_VIOLATION, "updates come faster than they are handled");
        }
    }
}
