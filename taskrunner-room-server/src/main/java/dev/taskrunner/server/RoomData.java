package dev.taskrunner.server;

import java.nio.file.Path;
import java.util.concurrent.Executor;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * Where one room keeps what lasts. There is one for each name, for as long as the server runs. Immutable; its maps belong to the
 * ledger's thread.
 */
final class RoomData {
    /** The room's name. */
    final String room;

    final Ledger ledger;
    /** The room's own folder, which may not exist yet; null when nothing is on disk. */
    final @Nullable Path folder;

    final QueueBook queues;
    final Storage storage;
    /** Where what may wait for a disk is done. */
    final Executor threads;

    private final String key;

    RoomData(String room, DataFolder data, @Nullable Path folder) {
        this.room = room;
        this.key = DataFolder.folderName(room);
        this.ledger = data.ledger();
        this.folder = folder;
        this.threads = data.threads();
        this.storage = new Storage(
                folder == null ? new MemoryFiles() : new DiskFiles(folder),
                data.options().quota,
                data.memory(),
                data.options().timer.clock());
        this.queues = new QueueBook(this, data.options(), data.memory());
    }

    /** On the ledger's thread: a map of this room. */
    <K, V> MVMap<K, V> map(String family) {
        return ledger.map(mapName(family));
    }

    /** On the ledger's thread: whether this room has such a map. */
    boolean has(String family) {
        return ledger.has(mapName(family));
    }

    /** On the ledger's thread: takes a map of this room away. */
    void remove(String family) {
        ledger.remove(mapName(family));
    }

    private String mapName(String family) {
        return key + "/" + family;
    }
}
