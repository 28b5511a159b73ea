package dev.taskrunner.cli;

import dev.taskrunner.TaskRunner;
import dev.taskrunner.Toolkit;
import dev.taskrunner.chat.ChatBot;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows what there is: a server, runners and a caller, over real sockets. */
@Command(
        name = "demo",
        header = "Start a room server, serve runners in it, ask them, and keep the room open until Ctrl-C.")
final class DemoCommand implements Callable<Integer> {
    private static final String ROOM = "demo";

    private final Shell shell;
    private final List<DemoPart> parts;

    @Option(names = "--once", description = "Exit after the answers: 0 only if all were right.")
    private boolean once;

    DemoCommand(Shell shell) {
        this(shell, DemoPart.all(shell));
    }

    /** With other parts: for tests. */
    DemoCommand(Shell shell, List<DemoPart> parts) {
        this.shell = shell;
        this.parts = parts;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        String secret = DevKey.randomSecret();
        RoomServerOptions options =
                RoomServerOptions.builder().secret(secret).localAccess(!once).build();
        try (RoomServer server = RoomServer.start(options);
                Room host = join(server, secret, "demo-host")) {
            shell.line("A room server listens at " + Addresses.webSocket(server) + "; the room is '" + ROOM + "'.");
            List<ChatBot> bots = new ArrayList<>();
            try {
                for (DemoPart part : parts) {
                    serve(host, part);
                    part.chatbots().forEach(bot -> bots.add(bot.join(host)));
                }
                int code = ask(server, secret);
                if (!once) {
                    stayOpen(server, secret);
                }
                return code;
            } finally {
                // Closing must not be cut short by the interrupt that ended the wait.
                Thread.interrupted();
                bots.forEach(ChatBot::close);
            }
        }
    }

    private static Room join(RoomServer server, String secret, String name) {
        TokenSource tokens = TokenSource.secret(secret, ROOM);
        return Room.connect(
                RoomOptions.builder(server.uri(ROOM), tokens).name(name).build());
    }

    private void serve(Room host, DemoPart part) {
        for (Toolkit toolkit : part.toolkits()) {
            host.toolkits().register(toolkit, true);
        }
        part.runners().forEach(host::serve);
        List<String> names = part.runners().stream()
                .map(TaskRunner::spec)
                .map(spec -> spec.name())
                .toList();
        shell.line("Serving runners " + part.title() + ": " + String.join(", ", names) + ".");
    }

    private int ask(RoomServer server, String secret) throws IOException, InterruptedException {
        int right = 0;
        int all = 0;
        try (Room caller = join(server, secret, "demo-caller")) {
            for (DemoPart part : parts) {
                for (DemoStep step : part.steps()) {
                    DemoStep.Outcome outcome = step.ask(caller);
                    show(step, outcome);
                    all++;
                    right += outcome.right() ? 1 : 0;
                }
            }
        }
        shell.line("");
        shell.line(
                right == all
                        ? "All " + all + " answers were right."
                        : (all - right) + " of " + all + " answers were wrong.");
        return right == all ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private void show(DemoStep step, DemoStep.Outcome outcome) {
        shell.line("");
        shell.line((step.words().isEmpty() ? "ask " : "say to ") + step.agent() + " " + step.arguments());
        String time = String.format(Locale.ROOT, "%.1f ms", outcome.millis());
        String verdict = outcome.right()
                ? Paint.GREEN.onOut(shell, step.refusal() == null ? "right" : "right to refuse")
                : Paint.RED.onOut(shell, "WRONG");
        shell.line("  -> " + Text.safe(outcome.text()).replace("\n", "\n     ") + "   (" + time + ", " + verdict + ")");
    }

    private void stayOpen(RoomServer server, String secret) throws InterruptedException {
        URI url = Addresses.webSocket(server);
        try (DevKey key = DevKey.write(shell, url, secret)) {
            String where = " --url " + url + " --room " + ROOM;
            shell.line("");
            shell.line("The room stays open until Ctrl-C. To look at it and run tasks, open in a browser:");
            shell.line("  " + Addresses.http(server) + "/");
            shell.line("From another terminal, without credentials:");
            shell.line("  " + command() + " agents list" + where);
            shell.line("  " + command() + " agents ask" + where + " --agent add --input '{\"a\":1,\"b\":2}'");
            shell.tell("key file: " + key.path());
            new CountDownLatch(1).await();
        }
    }

    /** How this command was called, so that the hint works as printed. */
    private String command() {
        String java = System.getProperty("sun.java.command", "").split(" ", 2)[0];
        return shell.variable("TASKRUNNER_COMMAND").orElse(java.endsWith(".jar") ? "java -jar " + java : "taskrunner");
    }
}
