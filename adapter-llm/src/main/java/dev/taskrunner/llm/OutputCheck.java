package dev.taskrunner.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.llm.loop.AnswerCheck;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.schema.Violation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the model's answer as JSON and validates it; says to the model what is wrong with it. For one ask, on one thread. */
final class OutputCheck implements AnswerCheck {
    private static final int MAX_TOLD = 20;

    private final JsonSchema schema;
    private final StrictSchema.@Nullable Form form;
    private List<Violation> violations = List.of();
    private @Nullable JsonNode value;

    OutputCheck(JsonSchema schema, StrictSchema.@Nullable Form form) {
        this.schema = schema;
        this.form = form;
    }

    @Override
    public @Nullable String complaint(String text) {
        Optional<JsonNode> found = JsonText.find(text);
        if (found.isEmpty()) {
            String actual = text.isBlank() ? "nothing" : "text";
            String message = "(root): expected one JSON value and nothing else, got " + actual;
            violations = List.of(new Violation("", "type", "JSON", actual, message));
            return complaint();
        }
        JsonNode answer = form == null ? found.get() : unwrapped(found.get(), form);
        violations = schema.validate(answer);
        if (!violations.isEmpty()) {
            return complaint();
        }
        value = answer;
        return null;
    }

    /** What the model means by what the strict form makes it say. */
    private JsonNode unwrapped(JsonNode answer, StrictSchema.Form strict) {
        boolean isWrapped = strict.wrapped() && answer.isObject() && answer.has(StrictSchema.WRAPPED);
        JsonNode meant = isWrapped ? answer.get(StrictSchema.WRAPPED) : answer;
        OptionalNulls.remove(meant, schema.as(JsonNode.class));
        return meant;
    }

    private String complaint() {
        List<Violation> told = violations.subList(0, Math.min(MAX_TOLD, violations.size()));
        return "Your answer does not match the JSON schema:\n" + Violation.describe(told)
                + "\nAnswer again with the corrected JSON only.";
    }

    @Override
    public TaskException refusal() {
        return TaskException.invalid(ErrorCode.INVALID_RESPONSE, "answers of the model", violations);
    }

    /** The answer that passed. */
    TaskResult result() {
        return value == null || value.isNull() ? TaskResult.empty() : TaskResult.of(value);
    }
}
