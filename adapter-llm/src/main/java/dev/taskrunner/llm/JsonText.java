package dev.taskrunner.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.TaskInput;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the JSON in what a model writes: alone, in a fenced block, or with words around it. */
final class JsonText {
    private static final Pattern FENCE = Pattern.compile("```[a-zA-Z]*\\s*\\n(.*?)\\n?\\s*```", Pattern.DOTALL);

    private JsonText() {}

    /** The JSON value in a text; empty if there is none. */
    static Optional<JsonNode> find(String text) {
        Optional<JsonNode> whole = parse(text);
        if (whole.isPresent()) {
            return whole;
        }
        Matcher fence = FENCE.matcher(text);
        if (fence.find()) {
            Optional<JsonNode> fenced = parse(fence.group(1));
            if (fenced.isPresent()) {
                return fenced;
            }
        }
        Optional<JsonNode> object = between(text, '{', '}');
        return object.isPresent() ? object : between(text, '[', ']');
    }

    private static Optional<JsonNode> between(String text, char first, char last) {
        int start = text.indexOf(first);
        int end = text.lastIndexOf(last);
        return start < 0 || end < start ? Optional.empty() : parse(text.substring(start, end + 1));
    }

    private static Optional<JsonNode> parse(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(TaskInput.parse(text).as(JsonNode.class));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
