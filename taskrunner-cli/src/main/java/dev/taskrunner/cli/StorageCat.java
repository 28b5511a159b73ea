package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.StorageEntry;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Prints a file. */
@Command(name = "cat", header = "Write a file of a room to standard output, byte for byte.")
final class StorageCat implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "PATH", description = "The file's path in the room.")
    private String path = "";

    @Mixin
    private final Connection connection;

    StorageCat(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(room -> {
            try {
                Suggestions.named(path, () -> StorageList.beside(room, path), () -> download(room));
            } catch (UncheckedIOException e) {
                throw new CliException(ExitCodes.FAILED, String.valueOf(e.getMessage()), e);
            }
            return ExitCodes.OK;
        });
    }

    private long download(Room room) {
        // A bar in the midst of the text would be in its way.
        if (!shell.errTerminal() || shell.outTerminal()) {
            return room.storage().download(path, shell.out());
        }
        long size = room.storage().stat(path).flatMap(StorageEntry::size).orElse(Bar.UNKNOWN);
        try (Bar bar = new Bar(shell, size)) {
            return room.storage().download(path, bar.counting(shell.out()));
        }
    }
}
