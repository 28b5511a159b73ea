package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import dev.taskrunner.worker.Worker;
import dev.taskrunner.worker.WorkerEvent;
import dev.taskrunner.worker.WorkerOptions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Works through a queue. */
@Command(
        name = "worker",
        header = "Have a runner of the room work through a queue until Ctrl-C.",
        description = {
            "Each message holds the runner's arguments; its reply_queue gets the result or the error.",
            "Prints what becomes of each message as one line of JSON. What fails is tried again; what keeps failing goes"
                    + " to the queue QUEUE.dead.",
            "No message is taken before the runner is there; when it leaves, messages wait for it and that is no attempt."
        })
final class WorkerCommand implements Callable<Integer> {
    private final Shell shell;

    @Option(names = "--queue", paramLabel = "QUEUE", required = true, description = "The queue's name.")
    private String queue = "";

    @Option(names = "--agent", paramLabel = "NAME", required = true, description = "The runner's name.")
    private String agent = "";

    @Option(names = "--concurrency", paramLabel = "N", description = "Messages at once, 1 to 256. Default: 1")
    private int concurrency = 1;

    @Option(
            names = "--attempts",
            paramLabel = "N",
            description = "How often each message is tried, 0 for ever. Default: 5")
    private int attempts = 5;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationOption.class,
            description = "How long to wait at the start for the runner to be in the room. Default: 30s")
    private Duration timeout = Duration.ofSeconds(30);

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    WorkerCommand(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell);
    }

    @Override
    public Integer call() throws Exception {
        if (attempts < 0) {
            throw CliException.usage("--attempts must not be negative: " + attempts);
        }
        WorkerOptions options;
        try {
            options = WorkerOptions.builder()
                    .concurrency(concurrency)
                    .maxAttempts(attempts)
                    .build();
        } catch (IllegalArgumentException e) {
            throw CliException.usage(String.valueOf(e.getMessage()), e);
        }
        return connection.stay("agent", room -> work(room, options));
    }

    private int work(Room room, WorkerOptions options) throws InterruptedException {
        connection.tellWhoIsThere(room, agent);
        room.agents().await(agent, timeout);
        Worker worker = Worker.asking(queue, agent, options).listener(this::tell);
        try {
            worker.start(room);
            shell.tell("working through queue " + queue + " of room " + room.roomName() + " with " + agent
                    + " until Ctrl-C");
            worker.ended().get();
            throw new CliException(ExitCodes.UNREACHABLE, "the room let go", null);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof dev.taskrunner.TaskException refused) {
                throw refused;
            }
            throw new CliException(ExitCodes.FAILED, "the worker ended: " + e.getCause(), e);
        } finally {
            Thread.interrupted(); // the interrupt that ended the work must not cut short its end
            worker.close();
        }
    }

    private void tell(WorkerEvent event) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", event.kind().name().toLowerCase(Locale.ROOT));
        line.put("attempts", event.attempts());
        if (!event.text().isEmpty()) {
            line.put("text", event.text());
        }
        shell.json(line);
    }
}
