package dev.taskrunner.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the runners of a room. */
@Command(name = "list", header = "Print the runners in the room: a JSON array on one line.")
final class AgentsList implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    AgentsList(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(room -> {
            shell.json(room.agents().list().stream().map(Listing::of).toList());
            return ExitCodes.OK;
        });
    }
}
