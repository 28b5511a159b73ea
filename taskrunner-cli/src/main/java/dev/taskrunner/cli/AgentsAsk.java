package dev.taskrunner.cli;

import dev.taskrunner.AskOptions;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a runner. */
@Command(
        name = "ask",
        header = "Ask a runner and print its answer as one line of JSON.",
        description = "Waits for the runner to be in the room. Ctrl-C cancels the task.")
final class AgentsAsk implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--agent", paramLabel = "NAME", required = true, description = "The runner's name.")
    private String agent = "";

    @Option(
            names = "--toolkit",
            paramLabel = "NAME",
            arity = "1..*",
            description = "A toolkit in the room that the runner may use for this ask.")
    private List<String> toolkits = List.of();

    @Mixin
    private final CallArguments call;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    AgentsAsk(Shell shell) {
        this.shell = shell;
        this.call = new CallArguments(shell);
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        CallArguments.Prepared prepared = call.prepare();
        Deadline deadline = new Deadline(call.timeout());
        return connection.visit(deadline.remaining(), room -> ask(room, prepared, deadline));
    }

    private int ask(Room room, CallArguments.Prepared prepared, Deadline deadline)
            throws IOException, InterruptedException {
        connection.tellWhoIsThere(room, agent);
        room.agents().await(agent, deadline.remaining());
        CallArguments.Prepared complete = complete(room, prepared);
        // Who was asked for arguments may take the time it takes; the runner's begins now.
        Deadline rest = complete == prepared ? deadline : new Deadline(call.timeout());
        AskOptions.Builder options = call.options(room, complete, rest);
        toolkits.forEach(options::toolkit);
        TaskResult result;
        try (ProgressLine progress = new ProgressLine(shell)) {
            result = room.agents()
                    .ask(agent, complete.arguments(), options.progress(progress).build());
        }
        return call.answer().give(result);
    }

    private CallArguments.Prepared complete(Room room, CallArguments.Prepared prepared)
            throws IOException, InterruptedException {
        for (TaskSpec spec : room.agents().list()) {
            if (spec.name().equals(agent)) {
                return call.complete(prepared, spec.inputSchema());
            }
        }
        return prepared;
    }
}
