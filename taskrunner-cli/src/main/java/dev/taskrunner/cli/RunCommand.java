package dev.taskrunner.cli;

import dev.taskrunner.TaskRunner;
import dev.taskrunner.room.Room;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Hosts the runners of a jar. */
@Command(
        name = "run",
        header =
                "Serve every TaskRunner that a jar lists for ServiceLoader, and the @Task methods of its classes, until Ctrl-C.",
        description = "Prints each runner that is served, as one line of JSON.")
final class RunCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "FILE.jar", description = "The jar, with META-INF/services/dev.taskrunner.TaskRunner.")
    private Path jar = Path.of("");

    @Option(
            names = "--class",
            paramLabel = "NAME",
            arity = "1..*",
            description =
                    "A class of the jar, with a public constructor without parameters, whose @Task methods are served.")
    private List<String> classes = List.of();

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    RunCommand(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell, List.of("secrets"));
    }

    @Override
    public Integer call() throws Exception {
        try (RunnerJar runners = RunnerJar.open(jar)) {
            List<TaskRunner> found = new ArrayList<>(runners.tasksOf(classes));
            found.addAll(runners.load(classes.isEmpty()));
            return connection.stay("agent", room -> serve(room, found));
        }
    }

    private int serve(Room room, List<TaskRunner> found) throws InterruptedException {
        for (TaskRunner runner : found) {
            room.serve(runner);
            String name =
                    runner.spec().name().isEmpty() ? room.name() : runner.spec().name();
            shell.json(Listing.of(runner.spec().withName(name)));
        }
        shell.tell("serving in room " + room.roomName() + " until Ctrl-C");
        return stayUntilTheEnd(room);
    }

    /** Waits until the room lets go, which is an error, or Ctrl-C. */
    static int stayUntilTheEnd(Room room) throws InterruptedException {
        try {
            throw new CliException(
                    ExitCodes.UNREACHABLE, "the room let go: " + room.ended().get(), null);
        } catch (ExecutionException e) {
            throw new CliException(ExitCodes.UNREACHABLE, "the room let go: " + e.getCause(), e);
        }
    }
}
