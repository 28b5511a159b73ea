package dev.taskrunner;

import dev.taskrunner.schema.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An ask or a tool call failed, with a code and a text that is safe to show.
 *
 * <h2>What becomes of an exception in a runner</h2>
 *
 * <ul>
 *   <li>A {@code TaskException} thrown by user code goes out as it is: code, text, violations. Its cause does not; it
 *       stays in the runner's log. So never put a secret in the text.
 *   <li>Any other exception, or an {@link Error}, goes out as {@link ErrorCode#FAILED} with an id that finds it in the
 *       runner's log; its message travels only when the spec says {@link TaskSpec.Builder#revealErrors}.
 *   <li>An {@link InterruptedException} after a cancel goes out as {@link ErrorCode#CANCELLED} or
 *       {@link ErrorCode#TIMED_OUT}.
 * </ul>
 *
 * <p>On the caller's side the same class is thrown, with the code that came over the wire.
 */
public class TaskException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    private final ErrorCode code;

    /** What does not match a schema; not serialised. */
    private final transient List<Violation> violations;

    /**
     * An error with a text for whoever asked.
     *
     * @param code why
     * @param text safe to show to a person or a model; no secrets
     */
    public TaskException(ErrorCode code, String text) {
        this(code, text, List.of(), null);
    }

    /**
     * An error with a cause that stays in the log.
     *
     * @param code why
     * @param text safe to show to a person or a model; no secrets
     * @param cause for the log only
     */
    public TaskException(ErrorCode code, String text, @Nullable Throwable cause) {
        this(code, text, List.of(), cause);
    }

    private TaskException(ErrorCode code, String text, List<Violation> violations, @Nullable Throwable cause) {
        super(text, cause);
        this.code = code;
        this.violations = List.copyOf(violations);
    }

    /**
     * An error that lists what does not match a schema.
     *
     * @param code {@link ErrorCode#INVALID_ARGUMENTS} or {@link ErrorCode#INVALID_RESPONSE}
     * @param what what was checked, for example {@code "arguments of add"}
     * @param violations what was wrong; not empty
     * @return an exception whose text names every violation on a line of its own
     */
    public static TaskException invalid(ErrorCode code, String what, List<Violation> violations) {
        return new TaskException(
                code, what + " do not match the schema:\n" + Violation.describe(violations), violations, null);
    }

    /**
     * An error read from the wire.
     *
     * @param code why
     * @param text the text that came
     * @param violations what came with it; may be empty
     * @return the exception
     */
    public static TaskException remote(ErrorCode code, String text, List<Violation> violations) {
        return new TaskException(code, text, violations, null);
    }

    /**
     * The same failure with the stack of the thread that is told of it; this one becomes its cause.
     *
     * @return a new exception with the same code, text and violations
     */
    public TaskException rethrown() {
        return new TaskException(code, text(), violations, this);
    }

    /**
     * The reason.
     *
     * @return the code
     */
    public ErrorCode code() {
        return code;
    }

    /**
     * The text that is safe to show.
     *
     * @return the message, never null
     */
    public String text() {
        String message = getMessage();
        return message == null ? code.wireName() : message;
    }

    /**
     * What did not match a schema.
     *
     * @return the violations; empty unless the code is about validation
     */
    public List<Violation> violations() {
        return violations;
    }

    /**
     * Says whether the same request may succeed later.
     *
     * @return true when trying again makes sense
     */
    public boolean isRetriable() {
        return code.isRetriable();
    }
}
