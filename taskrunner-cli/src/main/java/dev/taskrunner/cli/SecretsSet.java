package dev.taskrunner.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keeps a secret. */
@Command(
        name = "set",
        header = "Keep a secret under a name.",
        description =
                "The value comes from standard input or a file, so that neither the shell's history nor other users see it.")
final class SecretsSet implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "NAME", description = "What the secret is called.")
    private String name = "";

    @Option(
            names = "--value",
            paramLabel = "@FILE|-",
            description = "Where the value comes from: @FILE, or - for standard input, which is the default."
                    + " One line break at the end is dropped.")
    private String value = "-";

    @Option(
            names = "--for",
            paramLabel = "NAME",
            description = "The participant, a runner for example, that may use it too.")
    private @Nullable String delegate;

    @Mixin
    private final Connection connection;

    SecretsSet(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell, List.of("secrets"));
    }

    @Override
    public Integer call() throws Exception {
        byte[] bytes = read();
        return connection.visit(room -> {
            room.secrets().set(name, bytes, delegate);
            return ExitCodes.OK;
        });
    }

    private byte[] read() {
        if (!value.equals("-") && !value.startsWith("@")) {
            throw CliException.usage("--value is @FILE or -; a value on the command line could be seen by others");
        }
        try {
            byte[] bytes =
                    value.equals("-") ? shell.in().readAllBytes() : Files.readAllBytes(Path.of(value.substring(1)));
            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            return text.replaceFirst("\r?\n$", "").getBytes(StandardCharsets.ISO_8859_1);
        } catch (IOException | InvalidPathException e) {
            throw CliException.usage("--value cannot be read: " + FileProblems.reason(e), e);
        }
    }
}
