package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.SecretInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists secrets. */
@Command(
        name = "list",
        header = "Print one's secrets and those delegated to oneself, without values: a JSON array on one line.")
final class SecretsList implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    SecretsList(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell, List.of("secrets"));
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(room -> {
            shell.json(room.secrets().list().stream().map(SecretsList::describe).toList());
            return ExitCodes.OK;
        });
    }

    static List<String> names(Room room) {
        return room.secrets().list().stream().map(SecretInfo::name).distinct().toList();
    }

    private static Map<String, @Nullable Object> describe(SecretInfo secret) {
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("id", secret.id());
        line.put("name", secret.name());
        line.put("type", secret.type());
        line.put("delegated_to", secret.delegatedTo());
        return line;
    }
}
