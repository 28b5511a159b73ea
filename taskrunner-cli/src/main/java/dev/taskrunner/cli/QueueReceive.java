package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.QueueMessage;
import dev.taskrunner.room.QueuesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes messages out of a queue. */
@Command(
        name = "receive",
        header = "Take the next message of a queue for good, and print it as one line of JSON.",
        description = "Ends with 4 when there is none, with --wait when none came in time.")
final class QueueReceive implements Callable<Integer> {
    private final Shell shell;

    @Parameters(
            paramLabel = "QUEUE",
            description = "The queue's name; without --wait, one that is not there is an error.")
    private String queue = "";

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationOption.class,
            description = "How long to wait for a message, for example 30s. Default: not at all")
    private @Nullable Duration wait;

    @Option(names = "--create", description = "Make the queue if it is not there.")
    private boolean create;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    QueueReceive(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        Duration patience = wait == null ? Duration.ZERO : wait;
        return connection.visit(room -> {
            // Afterwards there may be one of this name.
            List<String> known = Suggestions.visible(() -> QueueList.names(room));
            String hint = known.contains(queue) ? "" : Suggestions.hint(queue, known);
            if (!patience.isZero() && !hint.isEmpty()) {
                shell.tell("queue '" + queue + "' is not in the room yet" + hint);
            }
            shell.line(Suggestions.named(queue, () -> known, () -> next(room.queues(), patience))
                    .orElseThrow(() -> new TaskException(
                            ErrorCode.TIMED_OUT, "there is no message in queue '" + queue + "'" + hint))
                    .toJson());
            return ExitCodes.OK;
        });
    }

    /** Who waits may be there before the queue is. */
    private Optional<QueueMessage> next(QueuesClient queues, Duration patience) {
        return create || !patience.isZero() ? queues.receive(queue, patience) : queues.receiveExisting(queue, patience);
    }
}
