package dev.taskrunner.room;

import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.WireException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/**
 * The room's developer log: what agents say of what they do. Safe for several threads.
 */
public final class DeveloperClient {
    private final RoomLink link;
    private final SerialExecutor inOrder;
    private final List<BiConsumer<String, Map<String, Object>>> watchers = new CopyOnWriteArrayList<>();

    DeveloperClient(RoomLink link) {
        this.link = link;
        this.inOrder = new SerialExecutor(link.executor(), SerialExecutor.DEFAULT_LIMIT);
        link.on(MessageType.DEVELOPER_LOG, this::onLog);
        link.onReconnected(() -> {
            if (!watchers.isEmpty()) {
                link.request(MessageType.DEVELOPER_WATCH, JsonFields.EMPTY);
            }
        });
    }

    /**
     * Writes to the log.
     *
     * @param type what kind of entry it is
     * @param data the entry
     * @throws TaskException if the room refuses
     */
    public void log(String type, Map<String, ?> data) {
        link.request(
                MessageType.DEVELOPER_LOG,
                JsonFields.builder().put("type", type).put("data", data).build());
    }

    /**
     * Watches the log.
     *
     * @param watcher hears of each entry's type and data, in order, on the room's executor
     * @return ends the watch
     * @throws TaskException if the room refuses
     */
    public Runnable watch(BiConsumer<String, Map<String, Object>> watcher) {
        watchers.add(watcher);
        link.request(MessageType.DEVELOPER_WATCH, JsonFields.EMPTY);
        return () -> {
            watchers.remove(watcher);
            if (watchers.isEmpty() && link.isOpen()) {
                link.request(MessageType.DEVELOPER_UNWATCH, JsonFields.EMPTY);
            }
        };
    }

    /** Entries that come faster than watchers take them are dropped: a log must not end a connection. */
    private void onLog(RoomConnection connection, Message message) throws WireException {
        JsonFields json = message.body().json();
        String type = json.string("type");
        JsonFields data = json.object("data");
        Map<String, Object> plain = new LinkedHashMap<>();
        if (data != null) {
            data.names().forEach(name -> plain.put(name, CallContexts.plain(data.raw(name))));
        }
        inOrder.offer(() -> watchers.forEach(watcher -> watcher.accept(type == null ? "" : type, plain)));
    }
}
