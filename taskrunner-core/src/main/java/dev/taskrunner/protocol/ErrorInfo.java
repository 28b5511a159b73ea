package dev.taskrunner.protocol;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.schema.Violation;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An error on the wire: the text that every peer reads, and beside it, in the member {@code taskrunner}, what ours read too.
 *
 * @param text safe to show
 * @param code why
 * @param violations what does not match a schema; may be empty
 */
public record ErrorInfo(String text, ErrorCode code, List<Violation> violations) {

    /**
     * Copies the violations.
     *
     * @param text safe to show
     * @param code why
     * @param violations what does not match a schema
     */
    public ErrorInfo {
        violations = List.copyOf(violations);
    }

    /**
     * Describes a failure.
     *
     * @param failure what happened
     * @return its text, code and violations
     */
    public static ErrorInfo of(TaskException failure) {
        return new ErrorInfo(failure.text(), failure.code(), failure.violations());
    }

    /**
     * Reads what stands beside a text; lenient.
     *
     * @param text the text
     * @param message the message that the text came in
     * @return the error; of a peer's number the nearest code, {@link ErrorCode#FAILED} when it sent only the text
     */
    public static ErrorInfo read(String text, JsonFields message) {
        JsonFields fields = message.object(Extension.MEMBER);
        if (fields == null) {
            return new ErrorInfo(text, ErrorNumbers.read(message), List.of());
        }
        String code = fields.string("code");
        List<Violation> violations = new ArrayList<>();
        List<RawJson> given = fields.array("violations");
        for (RawJson one : given == null ? List.<RawJson>of() : given) {
            if (one.isObject() && violations.size() < 64) {
                readViolation(one, violations);
            }
        }
        return new ErrorInfo(text, code == null ? ErrorCode.FAILED : ErrorCode.fromWireName(code), violations);
    }

    @SuppressWarnings("unchecked")
    private static void readViolation(RawJson json, List<Violation> into) {
        try {
            into.add(Violation.fromMap((Map<String, ?>) json.as(Map.class)));
        } catch (WireException e) {
            // One unreadable detail must not hide the error it belongs to.
            into.add(new Violation("", "", "", "", "unreadable violation"));
        }
    }

    /**
     * The failure again, on the side of whoever reads it.
     *
     * @return an exception with the same text, code and violations
     */
    public TaskException toException() {
        return TaskException.remote(code, text, violations);
    }

    /**
     * The number that the current generation has for the code (current protocol §4.4).
     *
     * @return for example 1003 for what was not found
     */
    public int number() {
        return ErrorNumbers.of(code);
    }

    /** What stands beside the text. */
    JsonFields extension() {
        JsonFields.Builder fields =
                JsonFields.builder().put("code", code.wireName()).put("retriable", code.isRetriable());
        if (!violations.isEmpty()) {
            fields.put("violations", violations.stream().map(Violation::toMap).toList());
        }
        return fields.build();
    }
}
