package dev.taskrunner.cli;

import dev.taskrunner.AskOptions;
import dev.taskrunner.TaskResult;
import dev.taskrunner.room.Room;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Calls a tool. */
@Command(
        name = "invoke",
        header = "Call a tool and print its answer as one line of JSON.",
        description = "Waits for the toolkit to be in the room. Ctrl-C cancels the call.")
final class ToolkitsInvoke implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--toolkit", paramLabel = "NAME", required = true, description = "The toolkit's name.")
    private String toolkit = "";

    @Option(names = "--tool", paramLabel = "NAME", required = true, description = "The tool's name.")
    private String tool = "";

    @Mixin
    private final CallArguments call;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    ToolkitsInvoke(Shell shell) {
        this.shell = shell;
        this.call = new CallArguments(shell);
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        CallArguments.Prepared prepared = call.prepare();
        Deadline deadline = new Deadline(call.timeout());
        return connection.visit(deadline.remaining(), room -> invoke(room, prepared, deadline));
    }

    private int invoke(Room room, CallArguments.Prepared prepared, Deadline deadline) throws InterruptedException {
        // Whether it came or not: without it the room says what is missing.
        deadline.poll(() -> isThere(room) ? Optional.of(true) : Optional.empty());
        AskOptions.Builder options = call.options(room, prepared, deadline);
        TaskResult result;
        try (ProgressLine progress = new ProgressLine(shell)) {
            result = room.toolkits()
                    .invoke(
                            toolkit,
                            tool,
                            prepared.arguments(),
                            options.progress(progress).build());
        }
        return call.answer().give(result);
    }

    private boolean isThere(Room room) {
        return room.toolkits().list().stream().anyMatch(known -> known.name().equals(toolkit));
    }
}
