package dev.taskrunner.schema;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Values as short text for people and models. Pure functions. */
final class ValueText {

    private static final int MAX_CHARS = 64;
    private static final int MAX_NAMES = 5;

    private ValueText() {}

    /** Says type and value: {@code integer 5}, {@code string "abc…"}, {@code array of 3 items}, {@code null}. */
    static String describe(JsonNode value) {
        if (value.isObject()) {
            return value.isEmpty() ? "empty object" : "object with " + names(value);
        }
        if (value.isArray()) {
            return value.isEmpty() ? "empty array" : "array of " + count(value.size(), "item");
        }
        if (value.isTextual()) {
            return "string " + quote(value.textValue());
        }
        if (value.isBoolean()) {
            return "boolean " + value.asText();
        }
        if (value.isNumber()) {
            return (value.isIntegralNumber() ? "integer " : "number ") + cut(value.asText());
        }
        return value.isMissingNode() ? "absent" : "null";
    }

    /** Writes a value of a schema as JSON, cut when long. */
    static String json(JsonNode value) {
        return value.isTextual() ? quote(value.textValue()) : cut(value.toString());
    }

    static String quote(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(cut(text))) + '"';
    }

    /** Shortens text without splitting a character. */
    static String cut(String text) {
        if (text.length() <= MAX_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MAX_CHARS - 1)) ? MAX_CHARS - 1 : MAX_CHARS;
        return text.substring(0, end) + "…";
    }

    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private static String names(JsonNode object) {
        List<String> names = new ArrayList<>();
        Iterator<String> fields = object.fieldNames();
        while (fields.hasNext() && names.size() < MAX_NAMES) {
            names.add(quote(fields.next()));
        }
        return cut(String.join(", ", names) + (object.size() > MAX_NAMES ? ", …" : ""));
    }
}
