package dev.taskrunner.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.schema.Violation;
import java.util.List;

/** The schema that a caller sends along: from a stranger, so bounded, and refused unless it is one. */
final class CallerSchema {
    private static final int MAX_CHARACTERS = 64 * 1024;
    private static final int MAX_DEPTH = 32;
    private static final String PLACE = "/" + Inputs.OUTPUT_SCHEMA;

    private CallerSchema() {}

    /** Reads the schema out of the arguments. */
    static JsonSchema of(TaskInput input) {
        JsonNode document = input.as(JsonNode.class).path(Inputs.OUTPUT_SCHEMA);
        int depth = depth(document, 0);
        if (depth > MAX_DEPTH) {
            throw refused("at most " + MAX_DEPTH + " nested levels", "more");
        }
        int size = document.toString().length();
        if (size > MAX_CHARACTERS) {
            throw refused("at most " + MAX_CHARACTERS + " characters", String.valueOf(size));
        }
        try {
            return JsonSchema.from(document);
        } catch (IllegalArgumentException e) {
            throw refused("a JSON schema that refers to nothing outside", "this: " + e.getMessage());
        }
    }

    /** How deep a value nests, counted no further than is allowed. */
    private static int depth(JsonNode node, int above) {
        if (above > MAX_DEPTH || !node.isContainerNode()) {
            return above;
        }
        int deepest = above + 1;
        for (JsonNode child : node) {
            deepest = Math.max(deepest, depth(child, above + 1));
        }
        return deepest;
    }

    private static TaskException refused(String expected, String actual) {
        String message = PLACE + ": expected " + expected + ", got " + actual;
        return TaskException.invalid(
                ErrorCode.INVALID_ARGUMENTS,
                "arguments",
                List.of(new Violation(PLACE, "$schema", expected, actual, message)));
    }
}
