package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * The documents of one room as they are kept: for each a description, its updates in order, and what tells an update that is
 * there from a new one. Owner: the ledger's thread; nothing here may be called on another. Keeps nothing in memory.
 */
final class DocumentStore {
    static final String DOCUMENTS = "documents";
    static final String UPDATES = "document-updates";
    static final String DIGESTS = "document-digests";
    /** An update that changes nothing (section 7.5). */
    static final byte[] EMPTY_UPDATE = {0, 0};

    /** The elements that chat clients take for granted in a new thread; the same bytes for everybody (appendix A.7). */
    private static final byte[] THREAD_SEED = Base64.getDecoder()
            .decode("AQQBAAcBA3htbAMHbWVtYmVycygAAQADJGlkAXckMTExMTExMTEtMTExMS00MTExLTgxMTEtMTExMTExMTExMTExhwEAAwht"
                    + "ZXNzYWdlcygAAQIDJGlkAXckMjIyMjIyMjItMjIyMi00MjIyLTgyMjItMjIyMjIyMjIyMjIyAA==");

    private static final String THREAD = ".thread";
    private static final char END = '\u0000'; // ends the path in keys; paths have no control characters
    private static final char AFTER_END = '\u0001';

    private final RoomData data;
    private final DocumentQuota quota;

    DocumentStore(RoomData data, DocumentQuota quota) {
        this.data = data;
        this.quota = quota;
    }

    /**
     * What is known of a document besides its updates.
     *
     * @param schema the schema it was made with; null when nobody gave one
     * @param updates how many there are
     * @param bytes of all updates
     */
    record Description(@Nullable RawJson schema, long updates, long bytes) {
        private static Description read(byte[] kept) {
            try {
                JsonFields fields = RawJson.parse(kept).fields();
                return new Description(
                        fields.raw("schema"),
                        Objects.requireNonNullElse(fields.integer("updates"), 0L),
                        Objects.requireNonNullElse(fields.integer("bytes"), 0L));
            } catch (WireException e) {
                throw new IllegalStateException("the description of a document is damaged", e);
            }
        }

        private byte[] toBytes() {
            return JsonFields.builder()
                    .putIfPresent("schema", schema)
                    .put("updates", updates)
                    .put("bytes", bytes)
                    .toRaw()
                    .toBytes();
        }

        private Description with(int more) {
            return new Description(schema, updates + 1, bytes + more);
        }
    }

    /** A document, or null. */
    @Nullable
    Description find(String path) {
        byte[] kept = documents().get(path);
        return kept == null ? null : Description.read(kept);
    }

    /** Makes a document that is not there yet; a thread begins with its two elements. */
    Description create(String path, @Nullable RawJson schema) {
        if (documents().sizeAsLong() >= quota.documents()) {
            throw new TaskException(ErrorCode.TOO_LARGE, "the room has " + quota.documents() + " documents, its limit");
        }
        Description made = new Description(schema, 0, 0);
        documents().put(path, made.toBytes());
        return path.toLowerCase(Locale.ROOT).endsWith(THREAD) ? put(path, made, THREAD_SEED) : made;
    }

    /** Whether this update came before. */
    boolean has(String path, byte[] update) {
        return digests().containsKey(digestKey(path, update));
    }

    /** Adds an update that is new. */
    void append(String path, Description document, byte[] update) {
        if (document.updates() >= quota.updates() || document.bytes() + update.length > quota.bytes()) {
            throw new TaskException(
                    ErrorCode.TOO_LARGE,
                    "document '" + path + "' is full: a document has at most " + quota.updates() + " updates and "
                            + quota.bytes() + " bytes; begin a new one");
        }
        put(path, document, update);
    }

    private Description put(String path, Description document, byte[] update) {
        Description changed = document.with(update.length);
        updates().put(path + END + String.format("%010x", document.updates()), update);
        digests().put(digestKey(path, update), document.updates());
        documents().put(path, changed.toBytes());
        return changed;
    }

    /** All updates in order; never none, since clients wait for one. */
    List<byte[]> updates(String path) {
        List<byte[]> all = new ArrayList<>();
        MVMap<String, byte[]> kept = updates();
        Iterator<String> keys = kept.keyIterator(path + END);
        while (keys.hasNext()) {
            String key = keys.next();
            if (key.compareTo(path + AFTER_END) >= 0) {
                break;
            }
            all.add(Objects.requireNonNull(kept.get(key)));
        }
        return all.isEmpty() ? List.of(EMPTY_UPDATE) : all;
    }

    private static String digestKey(String path, byte[] update) {
        try {
            return path
                    + END
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(update));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private MVMap<String, byte[]> documents() {
        return data.map(DOCUMENTS);
    }

    private MVMap<String, byte[]> updates() {
        return data.map(UPDATES);
    }

    private MVMap<String, Long> digests() {
        return data.map(DIGESTS);
    }

    /** The path in its one form: without slashes at the start; what could be mistaken for another path is refused. */
    static String path(JsonFields request) throws WireException {
        String path = request.requireString("path").replaceFirst("^/+", "");
        boolean climbs =
                ("/" + path + "/").contains("/../") || ("/" + path + "/").contains("/./") || path.contains("//");
        int bytes = path.getBytes(StandardCharsets.UTF_8).length;
        if (path.isEmpty()
                || climbs
                || path.endsWith("/")
                || bytes > 1_024
                || path.chars().anyMatch(Character::isISOControl)) {
            throw new TaskException(
                    ErrorCode.INVALID_REQUEST,
                    "that is no path of a document: 1 to 1024 bytes, no '..', no control characters");
        }
        return path;
    }

    /** What follows the last dot of the name; empty when there is none. */
    static String extension(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1);
    }
}
