package dev.taskrunner.schema;

import java.io.Serial;

/**
 * Ends a validation that would take too long. Never leaves the package. An error and no exception, since the library
 * logs exceptions of patterns at level error, and strangers should not be able to fill the log.
 */
final class LimitError extends Error {

    @Serial
    private static final long serialVersionUID = 1L;

    LimitError(String message) {
        super(message, null, false, false);
    }
}
