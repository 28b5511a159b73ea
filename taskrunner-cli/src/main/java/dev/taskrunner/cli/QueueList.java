package dev.taskrunner.cli;

import dev.taskrunner.room.QueueInfo;
import dev.taskrunner.room.Room;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the queues. */
@Command(
        name = "list",
        header = "List the queues of a room as a JSON array.",
        description = "Each element has name, size (messages that wait) and leased (messages lent out).")
final class QueueList implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    QueueList(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(room -> {
            shell.json(room.queues().list().stream().map(QueueList::describe).toList());
            return ExitCodes.OK;
        });
    }

    static List<String> names(Room room) {
        return room.queues().list().stream().map(QueueInfo::name).toList();
    }

    private static Map<String, Object> describe(QueueInfo queue) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("name", queue.name());
        line.put("size", queue.size());
        line.put("leased", queue.leased());
        return line;
    }
}
