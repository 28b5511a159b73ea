package dev.taskrunner.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Asks for required arguments, where they were left out altogether and there is somebody to ask. */
    Prepared complete(Prepared prepared, JsonSchema schema) throws IOException, InterruptedException {
        if (input != null || !Questions.possible(shell)) {
            return prepared;
        }
        try (Questions questions = new Questions(shell)) {
            return new Prepared(questions.complete(schema, prepared.arguments()), prepared.attachment());
        }
    }

    Prepared prepare() {
        return new Prepared(new JsonArgument(shell, "--input", input == null ? "{}" : input).object(), attachment());
    }

    private @Nullable Attachment attachment() {
        try {
            return files.isEmpty() ? null : files.size() == 1 ? Attachment.read(files.get(0)) : archive();
        } catch (IllegalArgumentException e) {
            throw CliException.usage("--attach: " + e.getMessage(), e);
        } catch (IOException e) {
            throw CliException.usage("--attach cannot be read: " + e.getMessage() + ": " + FileProblems.reason(e), e);
        }
    }

    /** All files, each under its own name without folders. */
    private Attachment archive() throws IOException {
        Map<String, byte[]> contents = new LinkedHashMap<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (contents.put(name, Files.readAllBytes(file)) != null) {
                throw CliException.usage("--attach has two files named '" + name + "'");
            }
        }
        return Attachment.archive(contents);
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
