package dev.taskrunner.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Empties a queue. */
@Command(name = "drain", header = "Remove all messages of a queue, those that are lent out too.")
final class QueueDrain implements Callable<Integer> {

    @Parameters(paramLabel = "QUEUE", description = "The queue's name.")
    private String queue = "";

    @Mixin
    private final Connection connection;

    QueueDrain(Shell shell) {
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(room -> {
            return Suggestions.named(queue, () -> QueueList.names(room), () -> {
                room.queues().drain(queue);
                return ExitCodes.OK;
            });
        });
    }
}
