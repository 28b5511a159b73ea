package dev.taskrunner;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever user code throws into the one error that its caller may see. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);

    private Failures() {}

    static TaskException toTaskException(Throwable thrown, String what, Cancellation cancellation, boolean reveal) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof TaskException failure) {
            if (failure.getCause() != null) {
                LOG.debug("{} failed with {}", what, failure.code(), failure);
            }
            return failure;
        }
        TaskException reason = cancellation.reason();
        if (reason != null) {
            LOG.debug("{} stopped after {}", what, reason.code(), cause);
            return new TaskException(reason.code(), reason.text(), cause);
        }
        if (cause instanceof CancellationException || cause instanceof InterruptedException) {
            return new TaskException(ErrorCode.CANCELLED, what + " was interrupted", cause);
        }
        String id = UUID.randomUUID().toString();
        LOG.error("{} failed, id {}", what, id, cause);
        String text = reveal && cause.getMessage() != null
                ? cause.getMessage()
                : what + " failed; the log has the reason under id " + id;
        return new TaskException(ErrorCode.FAILED, text, cause);
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while (isWrapper(cause) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static boolean isWrapper(Throwable thrown) {
        return thrown instanceof CompletionException
                || thrown instanceof ExecutionException
                || thrown instanceof InvocationTargetException
                || thrown instanceof UndeclaredThrowableException;
    }
}
