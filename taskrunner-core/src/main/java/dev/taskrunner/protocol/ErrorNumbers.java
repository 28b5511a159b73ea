package dev.taskrunner.protocol;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.wire.JsonFields;
import org.jspecify.annotations.Nullable;

/** The numbers of errors in the current generation (current protocol §4.4) beside our codes. Pure functions. */
final class ErrorNumbers {
    private static final int REFUSED = 1001;
    private static final int INVALID = 1002;
    private static final int NOT_FOUND_NUMBER = 1003;
    private static final int EXISTS = 1004;
    private static final int INVALID_STATE = 1006;
    private static final int OPERATION_FAILED = 1008;
    private static final int TIMEOUT = 1009;
    private static final int STORAGE_NOT_FOUND = 3001;
    private static final int STORAGE_EXISTS = 3005;
    private static final int QUEUE_NOT_FOUND = 5001;
    private static final int QUEUE_EXISTS = 5002;

    private ErrorNumbers() {}

    static int of(ErrorCode code) {
        return switch (code) {
            case DENIED, DELEGATION_REFUSED, CONTENT_REFUSED -> REFUSED;
            case INVALID_ARGUMENTS, INVALID_RESPONSE, INVALID_REQUEST, UNSUPPORTED, TOO_LARGE -> INVALID;
            case UNKNOWN_AGENT, UNKNOWN_TOOL, UNKNOWN_PARTICIPANT, NOT_FOUND -> NOT_FOUND_NUMBER;
            case ALREADY_EXISTS -> EXISTS;
            case AGENT_BUSY, AGENT_LEFT, RATE_LIMITED, UNAVAILABLE -> INVALID_STATE;
            case TIMED_OUT -> TIMEOUT;
            case CANCELLED, CONNECTION_LOST, FAILED -> OPERATION_FAILED;
        };
    }

    /** The code for a peer's number; numbers may be written as text. */
    static ErrorCode read(JsonFields error) {
        Long number = number(error);
        return switch (number == null ? 0 : number.intValue()) {
            case REFUSED -> ErrorCode.DENIED;
            case INVALID -> ErrorCode.INVALID_REQUEST;
            case NOT_FOUND_NUMBER -> ErrorCode.UNKNOWN_TOOL;
            case EXISTS, STORAGE_EXISTS, QUEUE_EXISTS -> ErrorCode.ALREADY_EXISTS;
            case STORAGE_NOT_FOUND, QUEUE_NOT_FOUND -> ErrorCode.NOT_FOUND;
            case TIMEOUT -> ErrorCode.TIMED_OUT;
            default -> ErrorCode.FAILED;
        };
    }

    private static @Nullable Long number(JsonFields error) {
        String text = error.string("code");
        if (text == null) {
            return error.integer("code");
        }
        return text.matches("[0-9]{1,9}") ? Long.valueOf(text) : null;
    }
}
