package dev.taskrunner.cli;

import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import java.io.IOException;
import java.util.List;
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

    private int invoke(Room room, CallArguments.Prepared prepared, Deadline deadline)
            throws IOException, InterruptedException {
        CallArguments.Prepared complete =
                call.complete(prepared, find(room, deadline).inputSchema());
        // Who was asked for arguments may take the time it takes; the tool's begins now.
        Deadline rest = complete == prepared ? deadline : new Deadline(call.timeout());
        AskOptions.Builder options = call.options(room, complete, rest);
        TaskResult result;
        try (ProgressLine progress = new ProgressLine(shell)) {
            result = room.toolkits()
                    .invoke(
                            toolkit,
                            tool,
                            complete.arguments(),
                            options.progress(progress).build());
        }
        return call.answer().give(result);
    }

    /** The tool, as soon as its toolkit is there. */
    private Tool find(Room room, Deadline deadline) throws InterruptedException {
        List<String> kits = names(room);
        if (!kits.contains(toolkit)) {
            connection.tellOfWait(room, "toolkit", toolkit, kits);
        }
        Toolkit found = deadline.poll(() -> room.toolkits().list().stream()
                        .filter(known -> known.name().equals(toolkit))
                        .findFirst())
                .orElseThrow(() -> unknown("toolkit '" + toolkit + "' is not in the room", toolkit, names(room)));
        List<String> tools = found.tools().stream().map(Tool::name).toList();
        return found.tools().stream()
                .filter(one -> one.name().equals(tool))
                .findFirst()
                .orElseThrow(() -> unknown("toolkit '" + toolkit + "' has no tool '" + tool + "'", tool, tools));
    }

    private static List<String> names(Room room) {
        return room.toolkits().list().stream().map(Toolkit::name).toList();
    }

    private static TaskException unknown(String text, String typed, List<String> names) {
        return new TaskException(
                ErrorCode.UNKNOWN_TOOL, text + "; there are: " + names + Suggestions.hint(typed, names));
    }
}
