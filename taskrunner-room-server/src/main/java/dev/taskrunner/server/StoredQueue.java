package dev.taskrunner.server;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * One queue: its messages by number, and which of them are lent. Owner: its {@link QueueBook}, on the ledger's thread only.
 */
final class StoredQueue {
    final String name;
    final long id;
    private final MVMap<Long, byte[]> messages;
    private final Set<Long> lent = new HashSet<>();
    private final TreeSet<Long> returned = new TreeSet<>(); // all below next
    private long next; // no message below it is ready, but for the returned ones
    private long end; // the number of the next message
    private long bytes;
    private long cleared; // what was below it when the queue was emptied is gone for good

    private StoredQueue(String name, long id, long end, long bytes, MVMap<Long, byte[]> messages) {
        this.name = name;
        this.id = id;
        this.end = end;
        this.bytes = bytes;
        this.messages = messages;
    }

    static StoredQueue create(String name, long id, MVMap<Long, byte[]> messages) {
        return new StoredQueue(name, id, 0, 0, messages);
    }

    static StoredQueue decode(String name, byte[] stored, LongFunction<MVMap<Long, byte[]>> maps) {
        ByteBuffer fields = ByteBuffer.wrap(stored);
        long id = fields.getLong();
        return new StoredQueue(name, id, fields.getLong(), fields.getLong(), maps.apply(id));
    }

    /** The id of a stored queue, which names the map of its messages. */
    static long id(byte[] stored) {
        return ByteBuffer.wrap(stored).getLong();
    }

    byte[] encode() {
        return ByteBuffer.allocate(3 * Long.BYTES)
                .putLong(id)
                .putLong(end)
                .putLong(bytes)
                .array();
    }

    /** Adds a message at the end; returns its number. */
    long append(byte[] message) {
        messages.put(end, message);
        bytes += message.length;
        return end++;
    }

    /** The number of the message that is next; null when none is ready. */
    @Nullable
    Long ready() {
        if (!returned.isEmpty()) {
            return returned.first();
        }
        Long found = messages.ceilingKey(next);
        while (found != null && lent.contains(found)) {
            next = found + 1;
            found = messages.ceilingKey(next);
        }
        return found;
    }

    byte[] get(long number) {
        byte[] message = messages.get(number);
        if (message == null) {
            throw new IllegalStateException("message " + number + " of queue '" + name + "' is gone");
        }
        return message;
    }

    boolean has(long number) {
        return messages.containsKey(number);
    }

    /** Takes a message out for good. */
    byte[] remove(long number) {
        byte[] message = get(number);
        messages.remove(number);
        bytes -= message.length;
        if (!lent.remove(number)) {
            passed(number);
        }
        return message;
    }

    /** Marks a message as lent, with what is to be remembered of it. */
    void lend(long number, byte[] message) {
        bytes += message.length - get(number).length;
        messages.put(number, message);
        lent.add(number);
        passed(number);
    }

    /** Marks a message as lent that was so when the ledger was closed. */
    void lentBefore(long number) {
        lent.add(number);
    }

    /** What was ready is not any more. */
    private void passed(long number) {
        if (!returned.remove(number)) {
            next = number + 1;
        }
    }

    /** Makes a message ready again, at its old place. */
    void putBack(long number, byte[] message) {
        byte[] old = messages.put(number, message);
        bytes += message.length - (old == null ? 0 : old.length);
        lent.remove(number);
        if (number < next) {
            returned.add(number);
        }
    }

    /** Removes all messages, lent ones too; returns their bytes. */
    long clear() {
        long freed = bytes;
        messages.clear();
        lent.clear();
        returned.clear();
        next = end;
        cleared = end;
        bytes = 0;
        return freed;
    }

    /** Messages below this number were there when the queue was emptied. */
    long cleared() {
        return cleared;
    }

    /** How many messages there are, lent ones included. */
    long count() {
        return messages.sizeAsLong();
    }

    int lent() {
        return lent.size();
    }

    long bytes() {
        return bytes;
    }
}
