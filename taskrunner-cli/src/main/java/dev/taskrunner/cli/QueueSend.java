package dev.taskrunner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a message to a queue. */
@Command(name = "send", header = "Add a message to a queue, which is made if need be.")
final class QueueSend implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
    private String queue = "";

    @Option(
            names = "--message",
            paramLabel = "JSON",
            required = true,
            description = "The message, any JSON: inline, @FILE, or - for standard input.")
    private String message = "";

    @Mixin
    private final Connection connection;

    QueueSend(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        JsonNode value = new JsonArgument(shell, "--message", message).value();
        return connection.visit(room -> {
            room.queues().send(queue, value);
            return ExitCodes.OK;
        });
    }
}
