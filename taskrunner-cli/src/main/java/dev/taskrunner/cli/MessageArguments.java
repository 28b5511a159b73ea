package dev.taskrunner.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options shared by all that send messages. */
final class MessageArguments {
    private final Shell shell;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            required = true,
            description = "What kind of message it is, as applications agree, for example chat.")
    private String type = "";

    @Option(
            names = "--message",
            paramLabel = "JSON",
            required = true,
            description = "The message, a JSON object: inline, @FILE, or - for standard input.")
    private String message = "{}";

    MessageArguments(Shell shell) {
        this.shell = shell;
    }

    String type() {
        return type;
    }

    Map<String, Object> message() {
        Map<String, Object> members = new LinkedHashMap<>();
        new JsonArgument(shell, "--message", message)
                .object()
                .properties()
                .forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }
}
