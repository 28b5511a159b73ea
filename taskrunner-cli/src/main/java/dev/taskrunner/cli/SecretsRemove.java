package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.SecretInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Deletes secrets. */
@Command(name = "rm", header = "Delete the secrets of a name or id, those lent to others too.")
final class SecretsRemove implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "What the secret is called, or its id.")
    private String name = "";

    @Mixin
    private final Connection connection;

    SecretsRemove(Shell shell) {
        this.connection = new Connection(shell, List.of("secrets"));
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(this::remove);
    }

    private int remove(Room room) {
        List<String> found = room.secrets().list().stream()
                .filter(secret -> secret.name().equals(name) || secret.id().equals(name))
                .map(SecretInfo::id)
                .distinct()
                .toList();
        if (found.isEmpty()) {
            throw new CliException(
                    ExitCodes.FAILED,
                    "there is no secret '" + name + "'" + Suggestions.hint(name, SecretsList.names(room)),
                    null);
        }
        found.forEach(room.secrets()::delete);
        return ExitCodes.OK;
    }
}
