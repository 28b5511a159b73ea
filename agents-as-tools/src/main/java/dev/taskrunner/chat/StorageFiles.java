package dev.taskrunner.chat;

import dev.taskrunner.room.Room;
import java.util.Optional;

/** In a room's storage, under a folder of it. */
final class StorageFiles implements ThreadFiles {
    private final Room room;
    private final String folder;

    StorageFiles(Room room, String folder) {
        this.room = room;
        this.folder = folder.endsWith("/") ? folder : folder + "/";
    }

    @Override
    public Optional<byte[]> read(String name) {
        String path = folder + name;
        return room.storage().exists(path) ? Optional.of(room.storage().readBytes(path)) : Optional.empty();
    }

    @Override
    public void write(String name, byte[] content) {
        room.storage().writeBytes(folder + name, content);
    }

    @Override
    public void delete(String name) {
        String path = folder + name;
        if (room.storage().exists(path)) {
            room.storage().delete(path);
        }
    }
}
