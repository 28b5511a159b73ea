package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * Ours: what a room keeps, record by record, for a dump and for its restoration. Stateless. Secrets come out as they are kept:
 * encrypted, and of use only to a server with the same key, in a room of the same name.
 *
 * <p>{@code admin.export {family, after?}} answers {@code {records: [{key, value}], more}}; {@code admin.import {family, records}}
 * puts records where there are none. For the messages of a queue, {@code admin.export {family: "queues", queue,
 * after?}} answers {@code {messages, last, more}}; they are put back by sending them. Keys are text; values are text, whole numbers, or {@code {base64}}.
 */
final class AdminRoute {
    /** What a dump holds; each is one map. Secrets are last, as they may be left out. */
    static final List<String> FAMILIES =
            List.of(DocumentStore.DOCUMENTS, DocumentStore.UPDATES, DocumentStore.DIGESTS, SecretBook.FAMILY);

    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_RECORDS = 2_000;

    private AdminRoute() {}

    static void export(Request request) throws WireException {
        if ("queues".equals(request.json().string("family"))) {
            exportQueue(request);
            return;
        }
        String family = family(request.json());
        String after = request.json().string("after");
        RoomData data = request.room().data;
        data.ledger.submit(
                PAGE_BYTES,
                () -> {
                    JsonFields page = page(data.map(family), after);
                    return () -> request.reply().json(page);
                },
                request.reply()::error);
    }

    /** The messages of a queue, lent ones too, without taking them. */
    private static void exportQueue(Request request) throws WireException {
        String queue = request.json().requireString("queue");
        Long after = request.json().integer("after");
        RoomData data = request.room().data;
        data.ledger.submit(
                PAGE_BYTES,
                () -> {
                    MVMap<String, byte[]> queues = data.map(QueueBook.QUEUES);
                    byte[] stored = queues.get(queue);
                    if (stored == null) {
                        throw new TaskException(ErrorCode.INVALID_REQUEST, "there is no queue '" + queue + "'");
                    }
                    JsonFields page = messages(QueueBook.messages(data, StoredQueue.id(stored)), after);
                    return () -> request.reply().json(page);
                },
                request.reply()::error);
    }

    private static JsonFields messages(MVMap<Long, byte[]> stored, @Nullable Long after) {
        List<RawJson> messages = new ArrayList<>();
        long bytes = 0;
        Long last = after;
        Long next = after == null ? stored.firstKey() : stored.higherKey(after);
        while (next != null && bytes < PAGE_BYTES && messages.size() < PAGE_RECORDS) {
            RawJson message = StoredMessage.decode(Objects.requireNonNull(stored.get(next)))
                    .message();
            messages.add(message);
            bytes += message.size();
            last = next;
            next = stored.higherKey(next);
        }
        return JsonFields.builder()
                .put("messages", messages)
                .put("last", last)
                .put("more", next != null)
                .build();
    }

    private static JsonFields page(MVMap<String, Object> map, @Nullable String after) {
        List<JsonFields> records = new ArrayList<>();
        long bytes = 0;
        Iterator<String> keys = map.keyIterator(after == null ? map.firstKey() : map.higherKey(after));
        boolean none = map.isEmpty() || after != null && map.higherKey(after) == null;
        while (!none && keys.hasNext() && bytes < PAGE_BYTES && records.size() < PAGE_RECORDS) {
            String key = keys.next();
            JsonFields record = JsonFields.builder()
                    .put("key", key)
                    .put("value", written(Objects.requireNonNull(map.get(key))))
                    .build();
            bytes += record.toRaw().size();
            records.add(record);
        }
        return JsonFields.builder()
                .put("records", records)
                .put("more", !none && keys.hasNext())
                .build();
    }

    private static Object written(Object value) {
        return value instanceof byte[] bytes
                ? Map.of("base64", Base64.getEncoder().encodeToString(bytes))
                : value;
    }

    static void restore(Request request) throws WireException {
        String family = family(request.json());
        List<RawJson> records = request.json().array("records");
        if (records == null) {
            throw new WireException("member 'records' must be an array");
        }
        List<Map.Entry<String, Object>> read = new ArrayList<>();
        for (RawJson one : records) {
            read.add(Map.entry(one.fields().requireString("key"), value(one.fields())));
        }
        RoomData data = request.room().data;
        data.ledger.submit(
                request.message().size(),
                () -> {
                    MVMap<String, Object> map = data.map(family);
                    for (Map.Entry<String, Object> one : read) {
                        if (map.containsKey(one.getKey())) {
                            throw new TaskException(
                                    ErrorCode.INVALID_REQUEST,
                                    "the room has some of these " + family + " already; import into a new room");
                        }
                    }
                    read.forEach(one -> map.put(one.getKey(), one.getValue()));
                    return request.reply()::empty;
                },
                request.reply()::error);
    }

    private static Object value(JsonFields record) throws WireException {
        JsonFields binary = record.object("value");
        Long number = record.integer("value");
        if (binary != null) {
            try {
                return Base64.getDecoder().decode(binary.requireString("base64"));
            } catch (IllegalArgumentException e) {
                throw new WireException("member 'base64' is not base64", e);
            }
        }
        return number != null ? number : record.requireString("value");
    }

    private static String family(JsonFields json) throws WireException {
        String family = json.requireString("family");
        if (!FAMILIES.contains(family)) {
            throw new TaskException(ErrorCode.INVALID_REQUEST, "there are these families: " + FAMILIES);
        }
        return family;
    }
}
