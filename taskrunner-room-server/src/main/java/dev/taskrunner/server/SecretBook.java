package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one room: what they are called, whose they are, and their values, all of it encrypted. Owner: the ledger's
 * thread; but for {@link #submit} nothing here may be called on another. Keeps nothing in memory, logs neither names nor values.
 */
final class SecretBook {
    static final String FAMILY = "secrets";
    static final int MAX_VALUE_BYTES = 64 << 10;
    private static final int MAX_SECRETS = 1_000;
    private static final int MAX_TEXT = 2_048;
    private static final String DESCRIPTION = "description";
    private static final String VALUE = "value";

    private final RoomData data;
    private final @Nullable Vault vault;

    SecretBook(RoomData data, @Nullable Vault vault) {
        this.data = data;
        this.vault = vault;
    }

    /** Where a secret comes from. */
    enum Kind {
        /** Set by its owner. */
        SET,
        /** Provided by its owner when asked for. */
        REQUESTED,
        /** A token that its owner granted. */
        OAUTH
    }

    /**
     * What a secret is, without its value.
     *
     * @param id unique among those of its owner
     * @param owner the identity of whoever set or provided it
     * @param delegatedTo the identity that may use it too; null for nobody
     */
    record Entry(
            Kind kind,
            String id,
            String owner,
            @Nullable String type,
            @Nullable String name,
            @Nullable String delegatedTo) {

        private static Entry read(byte[] json) {
            try {
                JsonFields fields = RawJson.parse(json).fields();
                return new Entry(
                        Kind.valueOf(fields.requireString("kind")),
                        fields.requireString("id"),
                        fields.requireString("owner"),
                        fields.string("type"),
                        fields.string("name"),
                        fields.string("delegated_to"));
            } catch (WireException e) {
                throw new IllegalStateException("the description of a secret is damaged", e);
            }
        }

        private byte[] toBytes() {
            return JsonFields.builder()
                    .put("kind", kind.name())
                    .put("id", id)
                    .put("owner", owner)
                    .put("type", type)
                    .put("name", name)
                    .put("delegated_to", delegatedTo)
                    .toRaw()
                    .toBytes();
        }

        /** Whether somebody may see and use it: its owner, and whom that delegated it to. */
        boolean isFor(Session session) {
            return owner.equals(session.identity) || session.delegate.equals(delegatedTo);
        }

        /** Says which kind of secret it is and nothing that tells more. */
        @Override
        public String toString() {
            return "Entry[" + kind + "]";
        }
    }

    /** Hands work over to the ledger's thread; what fails is the answer. */
    void submit(Reply reply, Ledger.Work work) {
        if (vault == null) {
            reply.error(
                    ErrorCode.UNSUPPORTED,
                    "this server keeps data but has no key for secrets; it is started with one in"
                            + " TASKRUNNER_SECRETS_KEY or a file named by TASKRUNNER_SECRETS_KEY_FILE");
            return;
        }
        data.ledger.submit(MAX_VALUE_BYTES, work, reply::error);
    }

    /** All that match, the latest last. */
    List<Entry> find(Predicate<Entry> wanted) {
        List<Entry> found = new ArrayList<>();
        for (Map.Entry<String, byte[]> kept : map().entrySet()) {
            Entry entry = Entry.read(part(kept.getKey(), kept.getValue(), DESCRIPTION));
            if (wanted.test(entry)) {
                found.add(entry);
            }
        }
        found.sort(Comparator.comparing(Entry::id));
        return found;
    }

    /** Keeps a secret in place of what had its key. */
    void put(Entry entry, byte[] value) {
        if (value.length > MAX_VALUE_BYTES) {
            throw new TaskException(ErrorCode.TOO_LARGE, "a secret has at most " + MAX_VALUE_BYTES + " bytes");
        }
        for (String text : Arrays.asList(entry.id(), entry.type(), entry.name(), entry.delegatedTo())) {
            if (text != null && (text.length() > MAX_TEXT || text.indexOf('\u0000') >= 0)) {
                throw new TaskException(
                        ErrorCode.INVALID_REQUEST, "what names a secret has at most " + MAX_TEXT + " characters");
            }
        }
        if (!map().containsKey(key(entry)) && map().sizeAsLong() >= MAX_SECRETS) {
            throw new TaskException(ErrorCode.TOO_LARGE, "the room has " + MAX_SECRETS + " secrets, its limit");
        }
        byte[] description = vault().seal(place(key(entry), DESCRIPTION), entry.toBytes());
        byte[] sealed = vault().seal(place(key(entry), VALUE), value);
        map().put(
                        key(entry),
                        ByteBuffer.allocate(Integer.BYTES + description.length + sealed.length)
                                .putInt(description.length)
                                .put(description)
                                .put(sealed)
                                .array());
    }

    byte[] value(Entry entry) {
        return part(key(entry), Objects.requireNonNull(map().get(key(entry))), VALUE);
    }

    void remove(Entry entry) {
        map().remove(key(entry));
    }

    private byte[] part(String key, byte[] kept, String part) {
        int first = Integer.BYTES + ByteBuffer.wrap(kept).getInt();
        byte[] sealed = part.equals(DESCRIPTION)
                ? Arrays.copyOfRange(kept, Integer.BYTES, first)
                : Arrays.copyOfRange(kept, first, kept.length);
        return vault().open(place(key, part), sealed);
    }

    /** Where an entry is kept; it shows neither whose it is nor what it is called. */
    private String key(Entry entry) {
        return vault().blind(data.room + "\u0000" + entry.owner() + "\u0000" + entry.kind() + "\u0000" + entry.id());
    }

    private String place(String key, String part) {
        return data.room + "\u0000" + part + "\u0000" + key;
    }

    private Vault vault() {
        return Objects.requireNonNull(vault);
    }

    private MVMap<String, byte[]> map() {
        return data.map(FAMILY);
    }
}
