package dev.taskrunner.cli;

import dev.taskrunner.Content;
import dev.taskrunner.TaskResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Prints an answer as one line of JSON, and saves the bytes of a file. */
final class Answer {
    private final Shell shell;
    private final @Nullable Path output;

    Answer(Shell shell, @Nullable Path output) {
        this.shell = shell;
        this.output = output;
    }

    /** Prints the answer and returns the exit code. */
    int give(TaskResult result) {
        shell.line(result.toJson());
        if (output == null) {
            return ExitCodes.OK;
        }
        if (!(result.content() instanceof Content.File file)) {
            throw new CliException(ExitCodes.FAILED, "the answer is no file, so " + output + " was not written", null);
        }
        try {
            Files.write(output, file.data().toByteArray());
            return ExitCodes.OK;
        } catch (IOException e) {
            throw new CliException(ExitCodes.FAILED, output + " cannot be written: " + FileProblems.reason(e), e);
        }
    }
}
