package dev.taskrunner.chat;

import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Small files for {@link ThreadHistory#in}: a folder, a room's storage, or whatever else keeps bytes under a name. Must be safe for
 * several threads; each name is used by one at a time.
 */
public interface ThreadFiles {

    /**
     * Reads a file.
     *
     * @param name letters, digits, dots, dashes and slashes
     * @return its content; empty if there is none
     * @throws TaskException if it cannot be read
     */
    Optional<byte[]> read(String name);

    /**
     * Writes a file, whole or not at all.
     *
     * @param name as for {@link #read}
     * @param content replaces what is there
     * @throws TaskException if it cannot be written
     */
    void write(String name, byte[] content);

    /**
     * Deletes a file; does nothing if there is none.
     *
     * @param name as for {@link #read}
     * @throws TaskException if it cannot be deleted
     */
    void delete(String name);

    /**
     * Files in a folder of this machine.
     *
     * @param folder made when it is needed
     * @return the files
     */
    static ThreadFiles folder(Path folder) {
        return new FolderFiles(folder);
    }

    /**
     * Files in a room's storage, so that a chatbot finds its threads wherever it runs next.
     *
     * @param room the room; left open
     * @param folder a folder of its storage, which nobody else writes to, for example {@code .chats/chatbot}
     * @return the files
     */
    static ThreadFiles storage(Room room, String folder) {
        return new StorageFiles(room, folder);
    }
}
