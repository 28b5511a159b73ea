package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Calls a service into a room. */
@Command(
        name = "call",
        header = "Call a service into the room, under the name given with --name.",
        description =
                "Ends when the service has accepted; with --wait, when its runner is there. One's own name is the login name.")
final class CallCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(
            paramLabel = "URL",
            description = "Where the service is: http(s) for a webhook, ws(s) to have the room connect to it.")
    private String url = "";

    @Option(
            names = "--input",
            paramLabel = "JSON",
            description = "Arguments for the service, a JSON object: inline, @FILE, or - for standard input.")
    private String input = "{}";

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationOption.class,
            description = "Wait so long for the runner to be in the room.")
    private @Nullable Duration wait;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    CallCommand(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell, List.of("secrets")).naming();
    }

    @Override
    public Integer call() throws Exception {
        String name = connection.given();
        if (name == null || name.isEmpty()) {
            throw CliException.usage("--name is missing: under which name is the service to join?");
        }
        URI address = address();
        Map<String, Object> arguments = new LinkedHashMap<>();
        new JsonArgument(shell, "--input", input)
                .object()
                .properties()
                .forEach(member -> arguments.put(member.getKey(), member.getValue()));
        return connection.visit(room -> call(room, name, address, arguments));
    }

    private int call(Room room, String name, URI address, Map<String, Object> arguments) {
        room.agents().call(name, address, arguments);
        if (wait != null) {
            shell.json(Listing.of(room.agents().await(name, wait)));
        }
        return ExitCodes.OK;
    }

    private URI address() {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw CliException.usage("that is no URL: " + e.getMessage(), e);
        }
    }
}
