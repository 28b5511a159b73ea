package dev.taskrunner.service;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A {@link ServiceHost} cannot run as it was told to, for example because its port is taken. */
public final class ServiceException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    ServiceException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
