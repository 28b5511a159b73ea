package dev.taskrunner.cli;

import dev.taskrunner.Attachment;
import dev.taskrunner.room.Room;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints a secret. */
@Command(name = "get", header = "Print the value of a secret as it is; a line break follows on a terminal only.")
final class SecretsGet implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "NAME", description = "What the secret is called.")
    private String name = "";

    @Option(names = "--of", paramLabel = "NAME", description = "The participant that delegated it. Default: one's own")
    private @Nullable String owner;

    @Mixin
    private final Connection connection;

    SecretsGet(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell, List.of("secrets"));
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(this::print);
    }

    private int print(Room room) {
        Optional<Attachment> value =
                owner == null ? room.secrets().get(name) : room.secrets().getDelegated(name, owner);
        if (value.isEmpty()) {
            throw new CliException(ExitCodes.FAILED, "there is no secret '" + name + "'" + hint(room), null);
        }
        byte[] bytes = value.get().toByteArray();
        shell.out().write(bytes, 0, bytes.length);
        if (shell.outTerminal()) {
            shell.out().write("\n".getBytes(StandardCharsets.UTF_8), 0, 1);
        }
        shell.out().flush();
        return ExitCodes.OK;
    }

    private String hint(Room room) {
        return Suggestions.hint(name, Suggestions.visible(() -> SecretsList.names(room)));
    }
}
