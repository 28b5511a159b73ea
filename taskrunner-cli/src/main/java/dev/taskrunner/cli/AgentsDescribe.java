package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Describes a runner to a person. */
@Command(name = "describe", header = "Show what a runner takes and gives, as tables.")
final class AgentsDescribe implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "NAME", description = "The runner's name.")
    private String agent = "";

    @Option(names = "--json", description = "Print it as one line of JSON instead, as 'agents list' does.")
    private boolean json;

    @Mixin
    private final Connection connection;

    AgentsDescribe(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(room -> {
            TaskSpec spec = find(room);
            if (json) {
                shell.json(Listing.of(spec));
            } else {
                Description.of(shell, spec).forEach(shell::line);
            }
            return ExitCodes.OK;
        });
    }

    private TaskSpec find(Room room) {
        List<TaskSpec> runners = room.agents().list();
        List<String> names = runners.stream().map(TaskSpec::name).toList();
        return runners.stream()
                .filter(spec -> spec.name().equals(agent))
                .findFirst()
                .orElseThrow(() -> new TaskException(
                        ErrorCode.UNKNOWN_AGENT,
                        "agent '" + agent + "' is not in the room; there are: " + names + Suggestions.hint(agent, names)
                                + connection.otherRoom(room, names)));
    }
}
