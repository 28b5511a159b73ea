package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes a file. */
@Command(
        name = "put",
        header = "Write a file of this machine to a room.",
        description = "Nobody sees it before all of it has arrived. Prints its path and size as one line of JSON.")
final class StoragePut implements Callable<Integer> {
    private static final String STANDARD_INPUT = "-";

    private final Shell shell;

    @Parameters(index = "0", paramLabel = "FILE", description = "A file of this machine, or - for standard input.")
    private String file = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PATH",
            description = "The path in the room. Default: the file's name")
    private String path = "";

    @Option(names = "--no-overwrite", description = "Fail when there is such a file already.")
    private boolean noOverwrite;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    StoragePut(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        if (file.equals(STANDARD_INPUT) && path.isEmpty()) {
            throw CliException.usage("standard input has no name: give the PATH in the room, too");
        }
        Path name = Path.of(file).getFileName();
        String target = path.isEmpty() && name != null ? name.toString() : path;
        try (InputStream content = open()) {
            long size = file.equals(STANDARD_INPUT) ? Bar.UNKNOWN : Files.size(Path.of(file));
            return connection.visit(room -> put(room, target, content, size));
        }
    }

    private InputStream open() {
        if (file.equals(STANDARD_INPUT)) {
            return new FilterInputStream(shell.in()) {
                @Override
                public void close() {
                    // It is not ours.
                }
            };
        }
        try {
            if (Files.isDirectory(Path.of(file))) {
                throw CliException.usage(file + " is a folder; files are put one by one");
            }
            return Files.newInputStream(Path.of(file));
        } catch (IOException e) {
            throw CliException.usage(file + " cannot be read: " + FileProblems.reason(e), e);
        }
    }

    private int put(Room room, String target, InputStream content, long size) {
        long[] sent = new long[1];
        try (Bar bar = new Bar(shell, size)) {
            room.storage().upload(target, content, !noOverwrite, bytes -> {
                sent[0] = bytes;
                bar.at(bytes);
            });
        } catch (UncheckedIOException e) {
            throw new CliException(ExitCodes.FAILED, String.valueOf(e.getMessage()), e);
        }
        Map<String, Object> done = new LinkedHashMap<>();
        done.put("path", target);
        done.put("size", sent[0]);
        shell.json(done);
        return ExitCodes.OK;
    }
}
