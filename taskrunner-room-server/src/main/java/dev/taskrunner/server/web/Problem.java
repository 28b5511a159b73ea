package dev.taskrunner.server.web;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.schema.Violation;
import dev.taskrunner.wire.JsonFields;
import java.io.Serial;
import java.util.List;

/** A request that is not done, with what its sender is told: a status, and as JSON a code, a text and violations. */
final class Problem extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final ErrorCode code;
    /** Not kept when serialized, which nobody does. */
    private final transient List<Violation> violations;

    Problem(int status, ErrorCode code, String text) {
        super(text);
        this.status = status;
        this.code = code;
        this.violations = List.of();
    }

    private Problem(TaskException failure) {
        super(failure.text(), failure);
        status = statusOf(failure.code());
        code = failure.code();
        violations = failure.violations();
    }

    static Problem of(TaskException failure) {
        return new Problem(failure);
    }

    static Problem bad(String text) {
        return new Problem(400, ErrorCode.INVALID_REQUEST, text);
    }

    static Problem unauthorized(String text) {
        return new Problem(401, ErrorCode.DENIED, text);
    }

    static Problem notFound(String text) {
        return new Problem(404, ErrorCode.UNSUPPORTED, text);
    }

    int status() {
        return status;
    }

    /** Whether the same request may succeed in a moment. */
    boolean retriable() {
        return code.isRetriable();
    }

    JsonFields json() {
        JsonFields.Builder error = JsonFields.builder()
                .put("code", code.wireName())
                .put("text", String.valueOf(getMessage()))
                .put("retriable", code.isRetriable());
        if (!violations.isEmpty()) {
            error.put("violations", violations.stream().map(Violation::toMap).toList());
        }
        return JsonFields.builder().put("error", error.build()).build();
    }

    /** The one table from codes to statuses; the API's description repeats it. */
    private static int statusOf(ErrorCode code) {
        return switch (code) {
            case INVALID_REQUEST -> 400;
            case DENIED -> 403;
            case UNKNOWN_AGENT, UNKNOWN_TOOL, UNKNOWN_PARTICIPANT -> 404;
            case CANCELLED, DELEGATION_REFUSED -> 409;
            case TOO_LARGE -> 413;
            case INVALID_ARGUMENTS -> 422;
            case UNSUPPORTED -> 501;
            case INVALID_RESPONSE, AGENT_LEFT, CONNECTION_LOST -> 502;
            case AGENT_BUSY -> 503;
            case TIMED_OUT -> 504;
            default -> 500;
        };
    }
}
