package dev.taskrunner.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends a message to all who listen. */
@Command(name = "broadcast", header = "Send a message to every participant who has messaging enabled.")
final class MessagesBroadcast implements Callable<Integer> {
    @Mixin
    private final MessageArguments arguments;

    @Mixin
    private final Connection connection;

    MessagesBroadcast(Shell shell) {
        this.arguments = new MessageArguments(shell);
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Object> message = arguments.message();
        return connection.visit(room -> {
            // Recipients learn the sender's name from the roster.
            Roster.enter(room);
            room.messaging().broadcast(arguments.type(), message);
            return ExitCodes.OK;
        });
    }
}
