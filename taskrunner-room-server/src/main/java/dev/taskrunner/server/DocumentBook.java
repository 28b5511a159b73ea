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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one room and who has them open: an opaque relay of their updates (section 7.5).
 *
 * <p>Owner: its room, whose lock guards who has what open. What is kept belongs to the ledger's thread, which also runs all that
 * comes after: so updates reach everybody in the order in which they were kept, and one who opens a document hears each update
 * once, either among those that are there or after them. Never reads what an update says.
 */
final class DocumentBook {
    static final int MAX_OPEN = 1_024; // by one participant

    /** Where schemas come from that no request brings: the room's storage. Called on the ledger's thread. */
    interface Schemas {
        /** The schema of an extension, from {@code .schemas/<extension>.json}, or null. */
        @Nullable
        RawJson find(String extension);

        /** The schema at a path that somebody named; that there is none is an error. */
        RawJson at(String path);
    }

    private final Object lock; // the room's
    private final RoomData data;
    private final DocumentStore store;
    private final Map<String, Set<Reader>> open = new HashMap<>(); // guarded by lock
    private final Map<Session, Set<String>> opened = new HashMap<>(); // the same the other way round, guarded by lock
    private final Schemas schemas;

    /** Who has a document open; hears of its updates under the lock. */
    interface Reader {
        /** Whose it is. */
        Session session();

        /** An update that somebody else made. */
        void hear(String path, byte[] update);

        /** Whether something was refused to it, so that nothing that it sent afterwards counts. */
        default boolean isRefused() {
            return false;
        }
    }

    /** A participant that opened documents by messages of the classic generation; the same one each time. */
    private record ByMessages(Session session) implements Reader {
        @Override
        public void hear(String path, byte[] update) {
            session.send(session.dialect.documentUpdate(session, path, update));
        }
    }

    /** What is there when somebody opens a document. */
    private record Found(@Nullable RawJson schema, List<byte[]> updates) {}

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
     * @param schemaPath where in the room's storage the schema is that is meant; null for nowhere
     * @param bare whether no schema is needed, as by clients that do not look into updates
     */
    record Opening(
            String path,
            boolean create,
            @Nullable RawJson schema,
            @Nullable String schemaPath,
            boolean bare) {}

    /** Opens a document: the reply first, then its updates. */
    void connect(Reply reply, Opening wanted) {
        find(reply.session(), wanted, found -> admit(reply, wanted.path(), found), reply::error);
    }

    /** Opens a document for a stream, which hears what is there, and then each update. */
    void open(DocumentStream stream, Opening wanted) {
        find(stream.session(), wanted, found -> admit(stream, wanted.path(), found), stream::refuse);
    }

    private void find(Session by, Opening wanted, Consumer<Found> then, Consumer<TaskException> failed) {
        boolean mayCreate = by.scope.mayWriteDocument(wanted.path());
        data.ledger.submit(
                () -> {
                    DocumentStore.Description known = store.find(wanted.path());
                    if (known == null && !wanted.create()) {
                        throw missing(wanted.path());
                    }
                    RawJson schema = schema(wanted, known);
                    if (known == null) {
                        requireWrite(mayCreate, wanted.path());
                        store.create(wanted.path(), schema);
                    }
                    Found found = new Found(schema, store.updates(wanted.path()));
                    return () -> then.accept(found);
                },
                failed);
    }

    private @Nullable RawJson schema(Opening wanted, DocumentStore.@Nullable Description found) {
        if (wanted.schema() != null) {
            return wanted.schema();
        } else if (wanted.schemaPath() != null) {
            return schemas.at(wanted.schemaPath());
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

    private void admit(Reply reply, String path, Found found) {
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
            Reader reader = new ByMessages(session);
            add(reader, path);
            reply.json(JsonFields.builder().put("schema", found.schema()).build());
            found.updates().forEach(update -> reader.hear(path, update));
        }
    }

    /** One that ended meanwhile is not taken in, since nobody would take it out. */
    private void admit(DocumentStream stream, String path, Found found) {
        synchronized (lock) {
            if (!stream.hasEnded()) {
                add(stream, path);
                stream.state(found.schema(), found.updates());
            }
        }
    }

    private void add(Reader reader, String path) {
        open.computeIfAbsent(path, key -> new LinkedHashSet<>()).add(reader);
    }

    /** A stream has ended, and hears nothing more. */
    void close(DocumentStream stream, String path) {
        synchronized (lock) {
            forget(stream, path);
        }
    }

    /** Runs something once all is done that was wanted of documents before; at once when that cannot be awaited. */
    void afterAll(Runnable step) {
        data.ledger.submit(() -> step, failure -> step.run());
    }

    /** Closes a document; nothing happens when it is not open. */
    void disconnect(Reply reply, String path) {
        // Through the ledger, so that it does not overtake the opening.
        data.ledger.submit(
                () -> () -> {
                    synchronized (lock) {
                        forget(new ByMessages(reply.session()), path);
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
    private void forget(Reader reader, String path) {
        Set<Reader> others = open.get(path);
        if (others != null && others.remove(reader) && others.isEmpty()) {
            open.remove(path);
        }
    }

    /** Under the lock: a participant has left. */
    void leave(Session session) {
        Set<String> own = opened.remove(session);
        if (own != null) {
            own.forEach(path -> forget(new ByMessages(session), path));
        }
    }

    /** Makes a document; one that is there already is an error. */
    void create(Reply reply, Opening wanted) {
        String path = wanted.path();
        data.ledger.submit(
                () -> {
                    if (store.find(path) != null) {
                        throw new TaskException(ErrorCode.ALREADY_EXISTS, "there is a document '" + path + "' already");
                    }
                    boolean told = wanted.schema() != null || wanted.schemaPath() != null;
                    store.create(path, told ? schema(wanted, null) : null);
                    return reply::empty;
                },
                reply::error);
    }

    /** Keeps an update that came as a message of the classic generation. */
    void sync(Reply reply, String path, byte[] update) {
        sync(new ByMessages(reply.session()), path, update, reply::empty, reply::error);
    }

    /** Keeps an update that came in a stream, which hears of nothing but a failure. */
    void sync(DocumentStream stream, String path, byte[] update) {
        sync(stream, path, update, () -> {}, stream::refuse);
    }

    /** Keeps an update and passes it on, unless it is known: clients echo what they are sent. */
    private void sync(Reader from, String path, byte[] update, Runnable kept, Consumer<TaskException> failed) {
        boolean mayWrite = from.session().scope.mayWriteDocument(path);
        data.ledger.submit(
                update.length,
                () -> {
                    DocumentStore.Description document = store.find(path);
                    if (document == null) {
                        throw missing(path);
                    } else if (from.isRefused()) {
                        return kept; // by nobody, as it was told
                    }
                    if (Arrays.equals(update, DocumentStore.EMPTY_UPDATE) || store.has(path, update)) {
                        return kept;
                    }
                    requireWrite(mayWrite, path);
                    store.append(path, document, update);
                    return () -> {
                        passOn(from, path, update);
                        kept.run();
                    };
                },
                failed);
    }

    private void passOn(Reader from, String path, byte[] update) {
        synchronized (lock) {
            for (Reader other : open.getOrDefault(path, Set.of())) {
                if (!other.equals(from)) {
                    other.hear(path, update);
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
        return new TaskException(ErrorCode.NOT_FOUND, "there is no document '" + path + "'");
    }
}
