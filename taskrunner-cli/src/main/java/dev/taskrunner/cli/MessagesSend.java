package dev.taskrunner.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends a message to one participant. */
@Command(name = "send", header = "Send a message to one participant who has messaging enabled.")
final class MessagesSend implements Callable<Integer> {
    @Option(names = "--to", paramLabel = "NAME", required = true, description = "The recipient's name.")
    private String to = "";

    @Mixin
    private final MessageArguments arguments;

    @Mixin
    private final Connection connection;

    MessagesSend(Shell shell) {
        this.arguments = new MessageArguments(shell);
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        Map<String, Object> message = arguments.message();
        return connection.visit(room -> {
            String recipient = Roster.enter(room).id(to);
            room.messaging().send(recipient, arguments.type(), message);
            return ExitCodes.OK;
        });
    }
}
