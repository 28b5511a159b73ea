package dev.taskrunner.server;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a server keeps what lasts, or without a folder what lasts as long as it runs.
 *
 * <pre>
 * DIR/lock               locked while a server uses the folder
 * DIR/ledger.mv          queues, documents and secrets of all rooms
 * DIR/rooms/NAME/files   the room's storage, file by file
 * DIR/rooms/NAME/parts   uploads that are under way; emptied at the next start
 * </pre>
 *
 * <p>Owner: the server. The map of rooms does its own locking; all else is fixed after construction.
 */
final class DataFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);
    private static final int MAX_FOLDER_NAME = 120;
    private static final int THREADS = 8;
    private static final int IDLE_SECONDS = 10;
    private static final int CLOSE_SECONDS = 10;

    private final RoomServerOptions options;
    private final @Nullable Path root;
    private final @Nullable FileChannel lockFile;
    private final Ledger ledger;
    private final Budget memory;
    private final ThreadPoolExecutor threads = threads(THREADS);
    private final ConcurrentMap<String, RoomData> rooms = new ConcurrentHashMap<>();

    DataFolder(RoomServerOptions options, @Nullable Path root, @Nullable FileChannel lockFile, Ledger ledger) {
        this.options = options;
        this.memory = root == null ? Budget.ofHeap() : Budget.unlimited();
        this.root = root;
        this.lockFile = lockFile;
        this.ledger = ledger;
    }

    /** Threads for files. What waits for them is bounded: one task at most for each connection. */
    private static ThreadPoolExecutor threads(int count) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "taskrunner-files-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** Opens the folder that the options name, which is made if need be; without one all is kept in memory. */
    static DataFolder open(RoomServerOptions options) {
        Path folder = options.data;
        if (folder == null) {
            return new DataFolder(options, null, null, Ledger.inMemory());
        }
        FileChannel locked = null;
        try {
            Path root = Files.createDirectories(folder).toRealPath();
            locked = lock(root);
            Files.createDirectories(root.resolve("rooms"));
            Ledger opened = new Ledger(new LedgerFile(root.resolve("ledger.mv")));
            return new DataFolder(options, root, locked, opened);
        } catch (IOException | RuntimeException e) {
            release(locked);
            if (e instanceof RoomServerException refused) {
                throw refused;
            }
            String known = DiskProblems.reason(e);
            throw new RoomServerException(
                    "cannot keep data in " + folder + ": " + known + " (" + e.getMessage() + ")", e);
        }
    }

    private static FileChannel lock(Path root) throws IOException {
        FileChannel channel =
                FileChannel.open(root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            throw inUse(root, e);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw inUse(root, null);
        }
        return channel;
    }

    private static RoomServerException inUse(Path root, @Nullable Exception cause) {
        return new RoomServerException("another server uses the data folder " + root + "; stop that one first", cause);
    }

    private static void release(@Nullable FileChannel locked) {
        if (locked != null) {
            try {
                locked.close(); // and with it the lock
            } catch (IOException e) {
                throw new RoomServerException("cannot give the data folder free", e);
            }
        }
    }

    /** Whether anything is on disk. */
    boolean isDurable() {
        return root != null;
    }

    RoomServerOptions options() {
        return options;
    }

    /** What may be kept in memory. */
    Budget memory() {
        return memory;
    }

    Executor threads() {
        return threads;
    }

    Ledger ledger() {
        return ledger;
    }

    /** What a room keeps; always the same object for a name. */
    RoomData room(String name) {
        return rooms.computeIfAbsent(name, key -> {
            Path folder = root == null ? null : root.resolve("rooms").resolve(folderName(key));
            return new RoomData(key, this, folder);
        });
    }

    /**
     * The folder of a room: its name where that is plain lower case, all else as bytes in percent signs, so that names which differ
     * have folders which differ, on disks too that do not tell upper from lower case. What is too long ends in a hash.
     */
    static String folderName(String room) {
        StringBuilder name = new StringBuilder();
        for (byte one : room.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (one >= 'a' && one <= 'z') || (one >= '0' && one <= '9') || one == '-' || one == '_';
            if (plain) {
                name.append((char) one);
            } else {
                name.append('%').append(HexFormat.of().toHexDigits(one));
            }
        }
        if (name.length() <= MAX_FOLDER_NAME && !isReserved(name.toString())) {
            return name.toString();
        }
        return name.substring(0, Math.min(name.length(), MAX_FOLDER_NAME / 2)) + "." + hash(room);
    }

    private static boolean isReserved(String name) {
        return name.matches("con|prn|aux|nul|com[0-9]|lpt[0-9]"); // devices of an old system, in any folder
    }

    private static String hash(String room) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(room.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /** Finishes what waits and gives the folder free. */
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("Files were still in use after {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ledger.close();
        release(lockFile);
    }
}
