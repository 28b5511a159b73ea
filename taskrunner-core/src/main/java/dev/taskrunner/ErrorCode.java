package dev.taskrunner;

import java.util.Locale;

/**
 * Why an ask or a tool call failed: the one table of errors, the same in Java, on the wire and on the command line.
 *
 * <p>On the wire a code travels beside the text, in lower case ({@link #wireName()}), since peers of the classic
 * generation read only the text.
 */
public enum ErrorCode {
    /** The arguments do not match the input schema; user code was not called. */
    INVALID_ARGUMENTS(false),
    /** The runner's result does not match its output schema, or is not JSON. */
    INVALID_RESPONSE(false),
    /** No runner of that name is in the room. */
    UNKNOWN_AGENT(true),
    /** No toolkit, or no tool, of that name can be seen by the caller. */
    UNKNOWN_TOOL(false),
    /** The participant that was named is not in the room. */
    UNKNOWN_PARTICIPANT(false),
    /** The runner, or the one that calls, has more work than it accepts. */
    AGENT_BUSY(true),
    /** The runner left the room before it answered. */
    AGENT_LEFT(true),
    /** A grant is missing from the token. */
    DENIED(false),
    /** The deadline passed. */
    TIMED_OUT(true),
    /** The caller gave up, or the runner was stopped. */
    CANCELLED(false),
    /** The connection to the room was lost while waiting; whether the work was done is not known. */
    CONNECTION_LOST(true),
    /** The chain of asks is too deep, its budget is spent, or it would run in a circle. */
    DELEGATION_REFUSED(false),
    /** A message is larger than the limit. */
    TOO_LARGE(false),
    /** The room does not know this request. */
    UNSUPPORTED(false),
    /** There is no such file, queue, or lease. */
    NOT_FOUND(false),
    /** There is something of that name already. */
    ALREADY_EXISTS(false),
    /** The request itself is malformed. */
    INVALID_REQUEST(false),
    /** Something that the runner needs, such as a model, is asked too often. */
    RATE_LIMITED(true),
    /** Something that the runner needs, such as a model, does not answer, or answers that it cannot now. */
    UNAVAILABLE(true),
    /** A model, or a guard before or behind it, will not deal with what was asked or answered. */
    CONTENT_REFUSED(false),
    /** Anything else. */
    FAILED(false);

    private final boolean retriable;

    ErrorCode(boolean retriable) {
        this.retriable = retriable;
    }

    /**
     * Says whether the same request may succeed later.
     *
     * @return true when trying again makes sense
     */
    public boolean isRetriable() {
        return retriable;
    }

    /**
     * The code as it is written on the wire.
     *
     * @return the name in lower case, for example {@code agent_busy}
     */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a code from the wire.
     *
     * @param name what {@link #wireName()} wrote
     * @return the code; {@link #FAILED} for a name that is not known here
     */
    public static ErrorCode fromWireName(String name) {
        for (ErrorCode code : values()) {
            if (code.wireName().equals(name)) {
                return code;
            }
        }
        return FAILED;
    }
}
