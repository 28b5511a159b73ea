package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Deletes a file or folder. */
@Command(name = "rm", header = "Delete a file of a room, or with --recursive a folder.")
final class StorageRemove implements Callable<Integer> {

    @Parameters(paramLabel = "PATH", description = "The path in the room.")
    private String path = "";

    @Option(
            names = {"-r", "--recursive"},
            description = "Delete a folder with all in it.")
    private boolean recursive;

    @Mixin
    private final Connection connection;

    StorageRemove(Shell shell) {
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(
                room -> Suggestions.named(path, () -> StorageList.beside(room, path), () -> delete(room)));
    }

    private int delete(Room room) {
        if (recursive) {
            room.storage().deleteAll(path);
        } else {
            room.storage().delete(path);
        }
        return ExitCodes.OK;
    }
}
