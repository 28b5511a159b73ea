package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what is wrong with the server's disk in words that may be shown: never a path of the server. Stateless. */
final class DiskProblems {
    private static final Logger LOG = LoggerFactory.getLogger(DiskProblems.class);

    private DiskProblems() {}

    /** The failure for a participant; where it happened goes to the log. */
    static TaskException failure(String what, Throwable cause) {
        String reason = reason(cause);
        LOG.error("{}: {}", what, reason, cause);
        return new TaskException(ErrorCode.FAILED, what + ": " + reason);
    }

    /** The first reason in the chain of causes that says something. */
    static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String known = known(cause);
            if (known != null) {
                return known;
            }
        }
        return "the server cannot use its disk; its log says why";
    }

    private static @Nullable String known(Throwable cause) {
        String text = String.valueOf(
                cause instanceof FileSystemException problem && problem.getReason() != null
                        ? problem.getReason()
                        : cause.getMessage());
        String lower = text.toLowerCase(Locale.ROOT);
        if (cause instanceof IOException && (lower.contains("no space left") || lower.contains("not enough space"))) {
            return "the server's disk is full";
        } else if (cause instanceof IOException && lower.contains("quota exceeded")) {
            return "the server's disk quota is used up";
        } else if (cause instanceof ReadOnlyFileSystemException || lower.contains("read-only file system")) {
            return "the server's disk is read-only";
        } else if (cause instanceof FileAlreadyExistsException || cause instanceof NotDirectoryException) {
            return "a file is where a folder should be";
        } else if (cause instanceof AccessDeniedException) {
            return "the server may not write to its disk";
        } else if (cause instanceof OutOfMemoryError) {
            return "the server has too little memory";
        }
        return cause instanceof FileSystemException problem ? problem.getReason() : null;
    }
}
