package dev.taskrunner.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A failure that the command itself explains, with the exit code that goes with it. */
final class CliException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CliException(int exitCode, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** What the user wrote cannot be done so. */
    static CliException usage(String message) {
        return new CliException(ExitCodes.USAGE, message, null);
    }

    /** What the user wrote cannot be done so, as something underneath found. */
    static CliException usage(String message, Throwable cause) {
        return new CliException(ExitCodes.USAGE, message, cause);
    }

    int exitCode() {
        return exitCode;
    }
}
