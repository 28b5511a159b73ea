package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.JsonFields;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one room.
 *
 * <p>Runs on threads that may wait for a disk, one for each participant at a time. One lock guards the index, the uploads under
 * way and the sums; the short steps that make a file seen or unseen happen under it too, so that everybody sees them in one
 * order. Bytes are written and synced outside of it. A handle belongs to the participant that opened it.
 */
final class Storage {
    private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
    private static final int MAX_UPLOADS = 64; // of one participant

    private final FileStore files;
    private final RoomQuota quota;
    private final Budget memory;
    private final Clock clock;

    private final Object lock = new Object();
    private final FileIndex index = new FileIndex(); // guarded by lock
    private final Map<String, Upload> uploads = new HashMap<>(); // guarded by lock
    private boolean loaded; // guarded by lock
    private long bytes; // guarded by lock: of files and of uploads
    private long lastVersion; // guarded by lock

    Storage(FileStore files, RoomQuota quota, Budget memory, Clock clock) {
        this.files = files;
        this.quota = quota;
        this.memory = memory;
        this.clock = clock;
    }

    /** Only under the lock. */
    private FileIndex index() {
        if (!loaded) {
            try {
                for (StoredFile file : files.load()) {
                    index.put(file);
                    bytes += file.size();
                    lastVersion = Math.max(lastVersion, file.version());
                }
            } catch (IOException e) {
                throw DiskProblems.failure("the room's files cannot be read", e);
            }
            loaded = true;
        }
        return index;
    }

    boolean exists(String path) {
        synchronized (lock) {
            return index().file(path) != null || index().isFolder(path);
        }
    }

    JsonFields stat(String path) {
        synchronized (lock) {
            StoredFile file = index().file(path);
            if (file != null) {
                return file.json().put("exists", true).build();
            } else if (index().isFolder(path)) {
                JsonFields folder = FileIndex.folder(StoragePath.name(path));
                return JsonFields.builder().put("exists", true).putAll(folder).build();
            }
            return JsonFields.builder().put("exists", false).build();
        }
    }

    List<JsonFields> list(String path) {
        synchronized (lock) {
            return index().list(path);
        }
    }

    StoredFile file(String path) {
        synchronized (lock) {
            StoredFile file = index().file(path);
            if (file == null) {
                boolean folder = index().isFolder(path);
                throw new TaskException(
                        ErrorCode.NOT_FOUND, folder ? "'" + path + "' is a folder" : "there is no file '" + path + "'");
            }
            return file;
        }
    }

    SeekableByteChannel read(String path) {
        try {
            return files.open(path);
        } catch (IOException e) {
            throw DiskProblems.failure("the file '" + path + "' cannot be read", e);
        }
    }

    /** Begins a file; nobody sees it before it is closed. */
    String open(Session owner, String path, boolean overwrite) {
        synchronized (lock) {
            index().checkWritable(path, overwrite);
            long own =
                    uploads.values().stream().filter(one -> one.owner == owner).count();
            if (own >= MAX_UPLOADS) {
                throw new TaskException(
                        ErrorCode.AGENT_BUSY, "the participant is writing " + MAX_UPLOADS + " files, its limit");
            }
        }
        FileStore.Part part;
        try {
            part = files.begin();
        } catch (IOException e) {
            throw DiskProblems.failure("'" + path + "' cannot be written", e);
        }
        String handle = UUID.randomUUID().toString();
        synchronized (lock) {
            uploads.put(handle, new Upload(owner, path, overwrite, part));
        }
        return handle;
    }

    void write(Session owner, String handle, ByteBuffer data) {
        Upload upload = upload(owner, handle);
        if (upload.broken != null) {
            throw upload.broken;
        }
        try {
            reserve(upload, data.remaining());
            upload.part.write(data);
        } catch (IOException e) {
            upload.broken = DiskProblems.failure("'" + upload.path + "' was not stored", e);
            throw upload.broken;
        } catch (TaskException e) {
            upload.broken = e;
            throw e;
        }
    }

    private Upload upload(Session owner, String handle) {
        synchronized (lock) {
            Upload upload = uploads.get(handle);
            if (upload == null || upload.owner != owner) {
                throw new TaskException(ErrorCode.NOT_FOUND, "there is no open file with this handle");
            }
            return upload;
        }
    }

    private void reserve(Upload upload, long more) {
        synchronized (lock) {
            if (bytes + more > quota.storageBytes()) {
                throw new TaskException(
                        ErrorCode.TOO_LARGE,
                        "'" + upload.path + "' was not stored: the room's storage has " + quota.storageBytes()
                                + " bytes, its limit");
            } else if (!memory.take(more)) {
                throw new TaskException(
                        ErrorCode.TOO_LARGE,
                        "'" + upload.path
                                + "' was not stored: the room server's memory for files is full; give it a data"
                                + " folder");
            }
            bytes += more;
            upload.size += more;
        }
    }

    /** Makes a file seen, and lasting. Others are told before anything else can happen to it. */
    void close(Session owner, String handle, Consumer<StoredFile> tell) {
        Upload upload = upload(owner, handle);
        boolean published = false;
        try {
            if (upload.broken != null) {
                throw upload.broken;
            }
            upload.part.finish();
            synchronized (lock) {
                StoredFile file = publish(upload);
                published = true;
                tell.accept(file);
            }
        } catch (IOException e) {
            throw DiskProblems.failure("'" + upload.path + "' was not stored", e);
        } finally {
            drop(handle, upload, published);
        }
    }

    private StoredFile publish(Upload upload) throws IOException {
        FileIndex files = index();
        files.checkWritable(upload.path, upload.overwrite);
        StoredFile old = files.file(upload.path);
        if (old == null && files.size() >= quota.storageFiles()) {
            throw new TaskException(
                    ErrorCode.TOO_LARGE,
                    "'" + upload.path + "' was not stored: the room has " + quota.storageFiles() + " files, its limit");
        }
        this.files.publish(upload.part, upload.path);
        Instant now = clock.instant();
        lastVersion = Math.max(lastVersion + 1, now.toEpochMilli());
        StoredFile file = new StoredFile(upload.path, upload.size, old == null ? now : old.created(), now, lastVersion);
        files.put(file);
        if (old != null) {
            free(old.size());
        }
        return file;
    }

    /** Only under the lock. */
    private void free(long size) {
        bytes -= size;
        memory.giveBack(size);
    }

    private void drop(String handle, Upload upload, boolean published) {
        synchronized (lock) {
            if (uploads.remove(handle) != null && !published) {
                free(upload.size);
            }
        }
        if (!published) {
            discard(upload);
        }
    }

    private static void discard(Upload upload) {
        try {
            upload.part.close();
        } catch (IOException e) {
            LOG.warn("An unfinished upload stays until the next start", e);
        }
    }

    /** Throws away what was being written. */
    void abort(Session owner, String handle) {
        drop(handle, upload(owner, handle), false);
    }

    /** Deletes a file, or a folder with all in it. */
    void delete(String path, boolean recursive, Predicate<StoredFile> allowed, Consumer<StoredFile> tell) {
        synchronized (lock) {
            StoredFile file = index().file(path);
            List<StoredFile> all = file == null ? index().under(path) : List.of(file);
            if (all.isEmpty()) {
                throw new TaskException(ErrorCode.NOT_FOUND, "there is no file or folder '" + path + "'");
            } else if (file == null && !recursive) {
                throw new TaskException(
                        ErrorCode.INVALID_REQUEST,
                        "'" + path + "' is a folder with " + all.size() + " files; delete it with recursive");
            } else if (!all.stream().allMatch(allowed)) {
                throw new TaskException(
                        ErrorCode.DENIED, "denied: the token lacks the grant storage.paths for some of '" + path + "'");
            }
            delete(path, all, tell);
        }
    }

    private void delete(String path, List<StoredFile> all, Consumer<StoredFile> tell) {
        Map<String, StoredFile> byPath = new LinkedHashMap<>();
        all.forEach(file -> byPath.put(file.path(), file));
        try {
            files.delete(List.copyOf(byPath.keySet()), gone -> {
                StoredFile file = byPath.get(gone);
                index.remove(gone);
                if (file != null) {
                    free(file.size());
                    tell.accept(file);
                }
            });
        } catch (IOException e) {
            throw DiskProblems.failure("'" + path + "' was not deleted", e);
        }
    }

    /** A participant has left, with all it was writing. */
    void leave(Session session) {
        List<String> open = new ArrayList<>();
        synchronized (lock) {
            uploads.forEach((handle, upload) -> {
                if (upload.owner == session) {
                    open.add(handle);
                }
            });
        }
        open.forEach(handle -> abort(session, handle));
    }

    /** Whether a participant is writing something. */
    boolean isWriting(@Nullable Session session) {
        synchronized (lock) {
            return uploads.values().stream().anyMatch(upload -> upload.owner == session);
        }
    }
}
