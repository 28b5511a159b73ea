package dev.taskrunner.server;

import dev.taskrunner.wire.JsonFields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Items of a caller's input for a worker that must not see them before it has answered. Owner: its job; the room's lock guards
 * everything. Never holds more than its bounds.
 */
final class HeldInput {
    static final int MAX_ITEMS = 64;
    static final int MAX_BYTES = 1 << 20;

    private final List<Item> items = new ArrayList<>();
    private long bytes;

    /** One item and its bytes. */
    record Item(JsonFields chunk, ByteBuffer payload) {}

    /** Keeps an item; false when that would be too much. */
    boolean add(JsonFields chunk, ByteBuffer payload) {
        bytes += chunk.toRaw().size() + payload.remaining();
        if (items.size() == MAX_ITEMS || bytes > MAX_BYTES) {
            return false;
        }
        return items.add(new Item(chunk, payload));
    }

    /** What was kept, in order, and no more. */
    List<Item> take() {
        List<Item> taken = List.copyOf(items);
        items.clear();
        return taken;
    }
}
