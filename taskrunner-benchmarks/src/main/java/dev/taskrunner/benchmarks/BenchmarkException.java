package dev.taskrunner.benchmarks;

import org.jspecify.annotations.Nullable;

/** A measurement that is worth nothing: a wrong answer, none in time, a process that ended. Ends the run. */
final class BenchmarkException extends Exception {
    private static final long serialVersionUID = 1;

    BenchmarkException(String message) {
        this(message, null);
    }

    BenchmarkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
