package dev.taskrunner.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the toolkits of a room. */
@Command(name = "list", header = "Print the toolkits in the room and their tools: a JSON array on one line.")
final class ToolkitsList implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    ToolkitsList(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(room -> {
            shell.json(room.toolkits().list().stream().map(Listing::of).toList());
            return ExitCodes.OK;
        });
    }
}
