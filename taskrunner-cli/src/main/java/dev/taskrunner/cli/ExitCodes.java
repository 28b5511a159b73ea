package dev.taskrunner.cli;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.RoomException;

/** What the command's exit code says; the one place where failures become numbers. */
final class ExitCodes {
    /** Done. */
    static final int OK = 0;

    /** The room, runner or tool answered with an error. */
    static final int FAILED = 1;

    /** Wrong usage. */
    static final int USAGE = 2;

    /** Could not connect, was refused, or the connection was lost. */
    static final int UNREACHABLE = 3;

    /** Timed out. */
    static final int TIMED_OUT = 4;

    /** Interrupted: 128 and the number of SIGINT, as shells count. */
    static final int INTERRUPTED = 130;

    private ExitCodes() {}

    static int of(Throwable failure) {
        if (failure instanceof CliException expected) {
            return expected.exitCode();
        }
        if (failure instanceof InterruptedException) {
            return INTERRUPTED;
        }
        if (failure instanceof RoomException) {
            return UNREACHABLE;
        }
        return failure instanceof TaskException refused ? of(refused.code()) : FAILED;
    }

    private static int of(ErrorCode code) {
        return switch (code) {
            case TIMED_OUT -> TIMED_OUT;
            case CONNECTION_LOST -> UNREACHABLE;
            default -> FAILED;
        };
    }
}
