package dev.taskrunner.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where the bytes of a room's files are. Paths are plain ones, see {@link StoragePath}. Its {@link Storage} calls what changes
 * files one at a time; parts and channels are used by several threads, each by one.
 */
interface FileStore {

    /** All files that are there; called once, first. What was being written when the server ended is thrown away. */
    List<StoredFile> load() throws IOException;

    /** Begins a file that nobody sees yet. */
    Part begin() throws IOException;

    /** Makes a finished part a file, in place of what is there, all at once; it lasts when this returns. */
    void publish(Part part, String path) throws IOException;

    /** Deletes a file; its deletion lasts when this returns. */
    default void delete(String path) throws IOException {
        delete(List.of(path), gone -> {});
    }

    /** Deletes files, in order, until one cannot be; {@code gone} hears of each once its deletion lasts. */
    void delete(List<String> paths, Consumer<String> gone) throws IOException;

    /** Opens a file for reading, which goes on also when the file is replaced or deleted. */
    SeekableByteChannel open(String path) throws IOException;

    /** A file that is being written. Closing throws it away unless it was published. */
    interface Part extends Closeable {

        /** Appends bytes. */
        void write(ByteBuffer bytes) throws IOException;

        /** No more bytes come; those that came last when this returns. */
        void finish() throws IOException;

        /** The part itself, behind whatever stands in for it. */
        default Part inner() {
            return this;
        }
    }
}
