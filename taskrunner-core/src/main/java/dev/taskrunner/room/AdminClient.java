package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What only those may do who look after a room: take out all that it keeps, record by record, and put it back. Ours; takes the
 * grant {@code admin.config}. Safe for several threads.
 */
public final class AdminClient {
    private static final int BATCH_CHARS = 1 << 20;

    private final RoomLink link;

    AdminClient(RoomLink link) {
        this.link = link;
    }

    /**
     * Reads all records of a family, page by page.
     *
     * @param family what kind of records
     * @param record hears of each, as one line of JSON, in the order of their keys
     * @throws TaskException if the room refuses, or does not know the family
     */
    public void exportRecords(String family, Consumer<String> record) {
        String after = null;
        boolean more = true;
        while (more) {
            JsonFields page = link.request(
                    MessageType.ADMIN_EXPORT,
                    JsonFields.builder()
                            .put("family", family)
                            .putIfPresent("after", after)
                            .build());
            List<RawJson> records = page.array("records");
            for (RawJson one : records == null ? List.<RawJson>of() : records) {
                record.accept(one.toString());
                after = key(one);
            }
            // A page without records leads nowhere, whatever else it says.
            more = records != null && !records.isEmpty() && Boolean.TRUE.equals(page.bool("more"));
        }
    }

    private static @Nullable String key(RawJson record) {
        try {
            return record.fields().requireString("key");
        } catch (WireException e) {
            throw new TaskException(ErrorCode.INVALID_RESPONSE, "the room exported an unreadable record", e);
        }
    }

    /**
     * Reads all messages of a queue without taking them, page by page, those that are lent out too.
     *
     * @param queue the queue's name
     * @param message hears of each, as one line of JSON, in order
     * @throws TaskException if the room refuses, or has no such queue
     */
    public void exportQueue(String queue, Consumer<String> message) {
        Long after = null;
        boolean more = true;
        while (more) {
            JsonFields page = link.request(
                    MessageType.ADMIN_EXPORT,
                    JsonFields.builder()
                            .put("family", "queues")
                            .put("queue", queue)
                            .putIfPresent("after", after)
                            .build());
            List<RawJson> messages = page.array("messages");
            for (RawJson one : messages == null ? List.<RawJson>of() : messages) {
                message.accept(one.toString());
            }
            after = page.integer("last");
            more = after != null && messages != null && !messages.isEmpty() && Boolean.TRUE.equals(page.bool("more"));
        }
    }

    /**
     * Puts records of a family into a room that has none of them.
     *
     * @param family what kind of records
     * @param records each as {@link #exportRecords} gave it
     * @throws TaskException if the room refuses, or has one of them
     */
    public void importRecords(String family, Iterable<String> records) {
        List<RawJson> batch = new ArrayList<>();
        int size = 0;
        for (String record : records) {
            try {
                batch.add(RawJson.parse(record));
            } catch (WireException e) {
                throw new TaskException(ErrorCode.INVALID_ARGUMENTS, "a record of " + family + " is not JSON", e);
            }
            size += record.length();
            if (size >= BATCH_CHARS) {
                send(family, batch);
                batch.clear();
                size = 0;
            }
        }
        if (!batch.isEmpty()) {
            send(family, batch);
        }
    }

    private void send(String family, List<RawJson> batch) {
        link.request(
                MessageType.ADMIN_IMPORT,
                JsonFields.builder().put("family", family).put("records", batch).build());
    }
}
