package dev.taskrunner.server;

import dev.taskrunner.TaskException;
import org.jspecify.annotations.Nullable;

/** A file that a participant is writing. Owner: that participant's lane; only its size is read by others, under the storage's lock. */
final class Upload {
    final Session owner;
    final String path;
    final boolean overwrite;
    final FileStore.Part part;
    /** Guarded by the storage's lock. */
    long size;
    /** Why it can come to nothing any more; only on the owner's lane. */
    @Nullable
    TaskException broken;

    Upload(Session owner, String path, boolean overwrite, FileStore.Part part) {
        this.owner = owner;
        this.path = path;
        this.overwrite = overwrite;
        this.part = part;
    }
}
