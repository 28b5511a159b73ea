package dev.taskrunner.server;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;

/**
 * A message as a queue keeps it.
 *
 * @param attempts how often it was lent out
 * @param origin where a dead letter comes from; without members for all others
 * @param message what was sent
 */
record StoredMessage(int attempts, JsonFields origin, RawJson message) {

    static StoredMessage of(RawJson message) {
        return new StoredMessage(0, JsonFields.EMPTY, message);
    }

    StoredMessage withAttempts(int count) {
        return new StoredMessage(count, origin, message);
    }

    byte[] encode() {
        byte[] from = origin.names().isEmpty() ? new byte[0] : origin.toRaw().toBytes();
        byte[] text = message.toBytes();
        return ByteBuffer.allocate(2 * Integer.BYTES + from.length + text.length)
                .putInt(attempts)
                .putInt(from.length)
                .put(from)
                .put(text)
                .array();
    }

    static StoredMessage decode(byte[] stored) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        int attempts = bytes.getInt();
        byte[] from = new byte[bytes.getInt()];
        bytes.get(from);
        byte[] text = new byte[bytes.remaining()];
        bytes.get(text);
        try {
            JsonFields origin =
                    from.length == 0 ? JsonFields.EMPTY : RawJson.parse(from).fields();
            return new StoredMessage(attempts, origin, RawJson.parse(text));
        } catch (WireException e) {
            throw new IllegalStateException("a message in the ledger is not JSON", e);
        }
    }
}
