package dev.taskrunner.cli;

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
                room.storage().download(path, shell.out());
            } catch (UncheckedIOException e) {
                throw new CliException(ExitCodes.FAILED, String.valueOf(e.getMessage()), e);
            }
            return ExitCodes.OK;
        });
    }
}
