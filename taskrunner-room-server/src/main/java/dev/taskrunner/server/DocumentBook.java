package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one room and who has them open: an opaque relay of their updates (section 7.5).
 *
 * <p>Owner: its room, whose lock guards who has what open. What is kept belongs to the ledger's thread, which also runs all that
 * comes after: so updates reach everybody in the order in which they were kept, and one who opens a document hears each update
 * once, either among those that are there or after them. Never reads what an update says.
 */
final class DocumentBook {
    private static final int MAX_OPEN = 1_024; // by one participant

    /** Where schemas come from that no request brings: {@code .schemas/<extension>.json} of the room's storage. */
    @FunctionalInterface
    interface Schemas {
        /** The schema of an extension, or null; called on the ledger's thread. */
        @Nullable
        RawJson find(String extension);
    }

    private final Object lock; // the room's
    private final RoomData data;
    private final DocumentStore store;
    private final Map<String, Set<Session>> open = new HashMap<>(); // guarded by lock
    private final Map<Session, Set<String>> opened = new HashMap<>(); // the same the other way round, guarded by lock
    private final Schemas schemas;

    DocumentBook(Object lock, RoomData data, DocumentQuota quota, Schemas schemas) {
        this.lock = lock;
        this.data = data;
        this.schemas = schemas;
        store = new DocumentStore(data, quota);
    }

    /**
     * What somebody wants who opens a document.
     *
     * @param create whether it is made when it is not there
     * @param schema brought along; null to use the one that is known
     * @param bare whether no schema is needed, as by clients that do not look into updates
     */
    record Opening(String path, boolean create, @Nullable RawJson schema, boolean bare) {}

    /** Opens a document: the reply first, then its updates. */
    void connect(Reply reply, Opening wanted) {
        Session session = reply.session();
        boolean mayCreate = session.scope.mayWriteDocument(wanted.path());
        data.ledger.submit(
                () -> {
                    DocumentStore.Description found = store.find(wanted.path());
                    if (found == null && !wanted.create()) {
                        throw missing(wanted.path());
                    }
                    RawJson schema = schema(wanted, found);
                    if (found == null) {
                        requireWrite(mayCreate, wanted.path());
                        store.create(wanted.path(), schema);
                    }
                    List<byte[]> updates = store.updates(wanted.path());
                    return () -> admit(reply, wanted.path(), schema, updates);
                },
                reply::error);
    }

    private @Nullable RawJson schema(Opening wanted, DocumentStore.@Nullable Description found) {
        if (wanted.schema() != null) {
            return wanted.schema();
        }
        String extension = DocumentStore.extension(wanted.path());
        RawJson known = found == null ? null : found.schema();
        RawJson schema = known == null && !extension.isEmpty() ? schemas.find(extension) : known;
        if (schema == null && !wanted.bare()) {
            throw new TaskException(
                    ErrorCode.INVALID_REQUEST,
                    "no schema is known for '" + wanted.path() + "': send one, or store it as .schemas/"
                            + (extension.isEmpty() ? "<extension>" : extension) + ".json");
        }
        return schema;
    }

    private void admit(Reply reply, String path, @Nullable RawJson schema, List<byte[]> updates) {
        Session session = reply.session();
        synchronized (lock) {
            if (!session.present) {
                return;
            }
            Set<String> own = opened.computeIfAbsent(session, key -> new LinkedHashSet<>());
            if (own.size() >= MAX_OPEN && !own.contains(path)) {
                reply.error(ErrorCode.TOO_LARGE, "a participant has at most " + MAX_OPEN + " documents open");
                return;
            }
            own.add(path);
            open.computeIfAbsent(path, key -> new LinkedHashSet<>()).add(session);
            reply.json(JsonFields.builder().put("schema", schema).build());
            updates.forEach(update -> session.send(session.dialect.documentUpdate(session, path, update)));
        }
    }

    /** Closes a document; nothing happens when it is not open. */
    void disconnect(Reply reply, String path) {
        // Through the ledger, so that it does not overtake the opening.
        data.ledger.submit(
                () -> () -> {
                    synchronized (lock) {
                        forget(reply.session(), path);
                        Set<String> own = opened.get(reply.session());
                        if (own != null && own.remove(path) && own.isEmpty()) {
                            opened.remove(reply.session());
                        }
                    }
                    reply.empty();
                },
                reply::error);
    }

    /** Under the lock. */
    private void forget(Session session, String path) {
        Set<Session> others = open.get(path);
        if (others != null && others.remove(session) && others.isEmpty()) {
            open.remove(path);
        }
    }

    /** Under the lock: a participant has left. */
    void leave(Session session) {
        Set<String> own = opened.remove(session);
        if (own != null) {
            own.forEach(path -> forget(session, path));
        }
    }

    /** Makes a document; one that is there already is an error. */
    void create(Reply reply, String path) {
        data.ledger.submit(
                () -> {
                    if (store.find(path) != null) {
                        throw new TaskException(
                                ErrorCode.INVALID_REQUEST, "there is a document '" + path + "' already");
                    }
                    store.create(path, null);
                    return reply::empty;
                },
                reply::error);
    }

    /** Keeps an update and passes it on, unless it is known: clients echo what they are sent. */
    void sync(Reply reply, String path, byte[] update) {
        Session from = reply.session();
        boolean mayWrite = from.scope.mayWriteDocument(path);
        data.ledger.submit(
                update.length,
                () -> {
                    DocumentStore.Description document = store.find(path);
                    if (document == null) {
                        throw missing(path);
                    }
                    if (Arrays.equals(update, DocumentStore.EMPTY_UPDATE) || store.has(path, update)) {
                        return reply::empty;
                    }
                    requireWrite(mayWrite, path);
                    store.append(path, document, update);
                    return () -> {
                        passOn(from, path, update);
                        reply.empty();
                    };
                },
                reply::error);
    }

    private void passOn(Session from, String path, byte[] update) {
        synchronized (lock) {
            for (Session other : open.getOrDefault(path, Set.of())) {
                if (other != from) {
                    other.send(other.dialect.documentUpdate(other, path, update));
                }
            }
        }
    }

    /** Says that a document that is there cannot be shown as JSON here. */
    void describe(Reply reply, String path) {
        data.ledger.submit(
                () -> {
                    if (store.find(path) == null) {
                        throw missing(path);
                    }
                    throw new TaskException(
                            ErrorCode.UNSUPPORTED,
                            "this room server relays documents without reading them, so it cannot describe '" + path
                                    + "'; open it and read it with a Yjs library");
                },
                reply::error);
    }

    private static void requireWrite(boolean may, String path) {
        if (!may) {
            throw Grant.denied("sync.paths for writing '" + path + "'");
        }
    }

    private static TaskException missing(String path) {
        return new TaskException(ErrorCode.INVALID_REQUEST, "there is no document '" + path + "'");
    }
}
