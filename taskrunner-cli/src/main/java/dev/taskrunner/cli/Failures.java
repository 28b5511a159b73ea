package dev.taskrunner.cli;

import dev.taskrunner.TaskException;
import dev.taskrunner.room.RoomException;
import dev.taskrunner.schema.Violation;
import dev.taskrunner.server.RoomServerException;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Tells of failures on standard error: text and code, without a stack trace unless asked for one. */
final class Failures {
    private final Shell shell;
    private final boolean verbose;

    Failures(Shell shell, boolean verbose) {
        this.shell = shell;
        this.verbose = verbose;
    }

    /** Tells of a failure and returns the exit code for it. */
    int report(Throwable failure) {
        if (failure instanceof InterruptedException || shell.interrupts().isInterrupted()) {
            shell.tell("interrupted");
            return ExitCodes.INTERRUPTED;
        }
        shell.err().print(Paint.RED.on(shell, "error:") + " " + Text.safe(describe(failure)) + "\n");
        if (verbose) {
            shell.err().print(trace(failure));
        } else if (!isExpected(failure)) {
            shell.tell("this was not foreseen; --verbose shows where it happened");
        }
        return ExitCodes.of(failure);
    }

    private static boolean isExpected(Throwable failure) {
        return failure instanceof CliException
                || failure instanceof TaskException
                || failure instanceof RoomException
                || failure instanceof RoomServerException;
    }

    private static String describe(Throwable failure) {
        if (failure instanceof TaskException refused) {
            return describe(refused);
        }
        String message = failure.getMessage();
        if (isExpected(failure)) {
            return message == null ? failure.getClass().getSimpleName() : message;
        }
        return Text.oneLine(failure.toString());
    }

    /** The code, the text, and every violation that the text does not name already. */
    private static String describe(TaskException refused) {
        StringBuilder text =
                new StringBuilder(refused.code().wireName()).append(": ").append(refused.text());
        for (Violation violation : refused.violations()) {
            if (!refused.text().contains(violation.message())) {
                text.append("\n  ").append(violation.message());
            }
        }
        return text.toString();
    }

    static String trace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
