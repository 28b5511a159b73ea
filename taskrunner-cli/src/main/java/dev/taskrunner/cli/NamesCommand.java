package dev.taskrunner.cli;

import dev.taskrunner.TaskException;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the completion script calls where a name is typed: names of the room that complete it. */
@Command(
        name = "names",
        hidden = true,
        header = "Print the names that complete a command line, one a line.",
        description = "For the completion script. Prints nothing where there is nothing to ask or nobody answers.")
final class NamesCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(NamesCommand.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Shell shell;

    @Parameters(paramLabel = "LINE", description = "The command line up to the cursor.")
    private String line = "";

    NamesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        TypedLine typed = TypedLine.of(line);
        try {
            for (String name : names(typed)) {
                if (name.startsWith(typed.current()) && name.chars().noneMatch(Character::isISOControl)) {
                    shell.line(name);
                }
            }
        } catch (CliException | TaskException | RoomException e) {
            LOG.debug("there are no names: {}", e.getMessage());
        }
        return ExitCodes.OK;
    }

    private List<String> names(TypedLine typed) throws Exception {
        Where where = new Where(shell);
        CommandLine.populateCommand(where, typed.connection().toArray(String[]::new));
        if (typed.option().filter("--room"::equals).isPresent()) {
            return OpenRooms.of(where.connection.base());
        }
        Optional<Kind> kind = Kind.of(typed);
        if (kind.isEmpty()) {
            return List.of();
        }
        List<List<String>> found = new ArrayList<>();
        where.connection.visit(PATIENCE, room -> {
            found.add(kind.get().names.apply(room, typed));
            return ExitCodes.OK;
        });
        return found.get(0).stream().distinct().sorted().toList();
    }

    /** Where to look, as options said it. */
    private static final class Where {
        @Mixin
        private final Connection connection;

        Where(Shell shell) {
            connection = new Connection(shell, List.of("secrets"));
        }
    }

    /** What can be named. */
    private enum Kind {
        RUNNER((room, typed) ->
                room.agents().list().stream().map(TaskSpec::name).toList()),
        TOOLKIT((room, typed) ->
                room.toolkits().list().stream().map(Toolkit::name).toList()),
        TOOL((room, typed) -> room.toolkits().list().stream()
                .filter(kit -> typed.value("--toolkit").orElse(kit.name()).equals(kit.name()))
                .flatMap(kit -> kit.tools().stream())
                .map(Tool::name)
                .toList()),
        QUEUE((room, typed) -> QueueList.names(room)),
        PERSON((room, typed) -> Roster.enter(room).names()),
        SECRET((room, typed) -> SecretsList.names(room)),
        FILE((room, typed) -> StorageList.beside(room, typed.current()));

        private final BiFunction<Room, TypedLine, List<String>> names;

        Kind(BiFunction<Room, TypedLine, List<String>> names) {
            this.names = names;
        }

        static Optional<Kind> of(TypedLine typed) {
            return typed.option().isPresent()
                    ? Optional.ofNullable(ofOption(typed.option().get(), typed))
                    : Optional.ofNullable(ofCommand(typed));
        }

        private static @Nullable Kind ofOption(String option, TypedLine typed) {
            return switch (option) {
                case "--agent" -> typed.words().contains("chat") ? PERSON : RUNNER;
                case "--agent-tool" -> RUNNER;
                case "--toolkit" -> TOOLKIT;
                case "--tool" -> TOOL;
                case "--queue" -> QUEUE;
                case "--to", "--on-behalf-of", "--for", "--of" -> PERSON;
                default -> null;
            };
        }

        private static @Nullable Kind ofCommand(TypedLine typed) {
            if (typed.says("agents", "describe")) {
                return RUNNER;
            } else if (typed.says("queue", "send") || typed.says("queue", "receive") || typed.says("queue", "drain")) {
                return QUEUE;
            } else if (typed.says("secrets", "get") || typed.says("secrets", "rm")) {
                return SECRET;
            }
            boolean file = typed.says("storage", "cat") || typed.says("storage", "rm") || typed.says("storage", "ls");
            return file ? FILE : null;
        }
    }
}
