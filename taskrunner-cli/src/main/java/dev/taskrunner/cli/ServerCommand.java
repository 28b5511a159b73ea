package dev.taskrunner.cli;

import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs a room server. */
@Command(
        name = "server",
        header = "Run a room server until Ctrl-C.",
        description = "The first line on standard output is {\"url\":…,\"http\":…} once it accepts connections.")
final class ServerCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private final ServerArguments arguments;

    @Mixin
    private final ServerSecrets secrets;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    ServerCommand(Shell shell) {
        this.shell = shell;
        this.arguments = new ServerArguments(shell);
        this.secrets = new ServerSecrets(shell);
    }

    @Override
    public Integer call() throws InterruptedException {
        ServerArguments.Settings settings = arguments.settings();
        try (RoomServer server = RoomServer.start(
                secrets.addTo(options(settings), settings.dev()).build())) {
            serve(server, settings);
        }
        return ExitCodes.OK;
    }

    private static RoomServerOptions.Builder options(ServerArguments.Settings settings) {
        RoomServerOptions.Builder options = RoomServerOptions.builder()
                .host(settings.host())
                .port(settings.port())
                .secret(settings.secret())
                .data(settings.data())
                .localAccess(settings.dev());
        if (settings.apiKey() != null) {
            options.apiKeys(List.of(settings.apiKey()));
        }
        return options;
    }

    private void serve(RoomServer server, ServerArguments.Settings settings) throws InterruptedException {
        URI url = Addresses.webSocket(server);
        String secret = settings.secret();
        try (DevKey key = settings.dev() && secret != null ? DevKey.write(shell, url, secret) : null) {
            Map<String, Object> ready = new LinkedHashMap<>();
            ready.put("url", url.toString());
            ready.put("http", Addresses.http(server).toString());
            shell.json(ready);
            shell.tell("the room server runs until Ctrl-C; rooms are at " + url + "/rooms/NAME" + hint(key));
            shell.tell("a page to look at rooms and run tasks is at " + Addresses.http(server) + "/");
            new CountDownLatch(1).await();
        }
    }

    private static String hint(@Nullable DevKey key) {
        return key == null
                ? "; 'taskrunner token' makes tokens for them"
                : "; commands of this user on this machine need no credentials";
    }
}
