package dev.taskrunner.function;

import org.jspecify.annotations.Nullable;

/** A type that no honest schema can be made for; becomes the IllegalArgumentException of whoever makes the runner. */
final class UnsupportedTypeException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    UnsupportedTypeException(String message) {
        this(message, null);
    }

    UnsupportedTypeException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
