package dev.taskrunner.langchain4j;

import dev.taskrunner.CallContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The task that this thread asks an agent for: the only way to a tool provider when the agent's method takes no parameters
 * of ours. Owned by the thread; never seen by another.
 */
final class CurrentCall {
    private static final ThreadLocal<@Nullable CallContext> CURRENT = new ThreadLocal<>();

    private final @Nullable CallContext outer;

    private CurrentCall(CallContext context) {
        this.outer = CURRENT.get();
        CURRENT.set(context);
    }

    static CurrentCall enter(CallContext context) {
        return new CurrentCall(context);
    }

    static Optional<CallContext> context() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** On the thread that entered. */
    void leave() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}
