package dev.taskrunner.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.room.Room;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options shared by asks and tool calls: what goes along and what becomes of the answer. */
final class CallArguments {
    private final Shell shell;

    @Option(
            names = "--input",
            paramLabel = "JSON",
            description = "The arguments, a JSON object: inline, @FILE, or - for standard input. Default: {}")
    private @Nullable String input;

    @Option(
            names = "--attach",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Bytes that go along: one file as it is, several as a tar archive.")
    private List<Path> files = List.of();

    @Option(
            names = "--on-behalf-of",
            paramLabel = "NAME",
            description = "For whom to act: a participant in the room with messaging enabled.")
    private @Nullable String onBehalfOf;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "30s",
            converter = DurationOption.class,
            description = "How long to wait, all in all: 500ms, 30s, 5m, 1h. Default: 30s")
    private Duration timeout = Duration.ofSeconds(30);

    @Option(names = "--output", paramLabel = "FILE", description = "Save the bytes of an answered file there.")
    private @Nullable Path output;

    CallArguments(Shell shell) {
        this.shell = shell;
    }

    /** What goes along, read before anything is sent. */
    record Prepared(ObjectNode arguments, @Nullable Attachment attachment) {}

    Duration timeout() {
        return timeout;
    }

    /** Whether the arguments were left out altogether. */
    boolean isInputMissing() {
        return input == null;
    }

    Prepared prepare() {
        return new Prepared(new JsonArgument(shell, "--input", input == null ? "{}" : input).object(), attachment());
    }

    private @Nullable Attachment attachment() {
        try {
            return files.isEmpty()
                    ? null
                    : files.size() == 1 ? Attachment.read(files.get(0)) : Attachment.of(TarArchive.of(files));
        } catch (IOException e) {
            throw CliException.usage("--attach cannot be read: " + e.getMessage() + ": " + FileProblems.reason(e), e);
        }
    }

    /** The options of a call with what time is left. */
    AskOptions.Builder options(Room room, Prepared prepared, Deadline deadline) throws InterruptedException {
        AskOptions.Builder options = AskOptions.builder();
        if (prepared.attachment() != null) {
            options.attachment(prepared.attachment());
        }
        if (onBehalfOf != null) {
            options.onBehalfOf(Roster.enter(room).id(onBehalfOf));
        }
        return options.timeout(deadline.remaining());
    }

    Answer answer() {
        return new Answer(shell, output);
    }
}
