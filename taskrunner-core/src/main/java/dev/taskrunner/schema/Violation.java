package dev.taskrunner.schema;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One reason why a value does not match a {@link JsonSchema}. Immutable.
 *
 * @param pointer JSON pointer (RFC 6901) of the offending value: empty for the root, {@code /a/0} for an element. For
 *     {@code required}, {@code additionalProperties} and their like it names the member itself, also when absent
 * @param keyword the schema keyword that failed, for instance {@code type} or {@code minimum}
 * @param expected what the schema asks for, as short text such as {@code string} or {@code >= 1}
 * @param actual what came, as short text such as {@code integer 5} or {@code absent}; long values are cut
 * @param message one readable sentence that contains all of the above
 */
public record Violation(String pointer, String keyword, String expected, String actual, String message) {

    /**
     * Checks that no component is null.
     *
     * @param pointer the offending value
     * @param keyword the keyword that failed
     * @param expected what the schema asks for
     * @param actual what came
     * @param message one readable sentence
     */
    public Violation {
        Objects.requireNonNull(pointer, "pointer");
        Objects.requireNonNull(keyword, "keyword");
        Objects.requireNonNull(expected, "expected");
        Objects.requireNonNull(actual, "actual");
        Objects.requireNonNull(message, "message");
    }

    /**
     * Joins violations into the text of an error, one line each.
     *
     * @param violations the violations, possibly none
     * @return their messages separated by line feeds; empty when there are none
     */
    public static String describe(List<Violation> violations) {
        return violations.stream().map(Violation::message).collect(Collectors.joining("\n"));
    }

    /**
     * Returns the form in which a violation travels beside an error text.
     *
     * @return a new unmodifiable map with the members pointer, keyword, expected, actual and message
     */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("pointer", pointer);
        map.put("keyword", keyword);
        map.put("expected", expected);
        map.put("actual", actual);
        map.put("message", message);
        return Collections.unmodifiableMap(map);
    }

    /**
     * Reads what {@link #toMap()} wrote, leniently: absent members and members of another type become empty text,
     * unknown members are ignored.
     *
     * @param map the members
     * @return the violation
     */
    public static Violation fromMap(Map<String, ?> map) {
        return new Violation(
                text(map, "pointer"),
                text(map, "keyword"),
                text(map, "expected"),
                text(map, "actual"),
                text(map, "message"));
    }

    /**
     * Returns the readable sentence.
     *
     * @return {@link #message()}
     */
    @Override
    public String toString() {
        return message;
    }

    private static String text(Map<String, ?> map, String member) {
        return map.get(member) instanceof String text ? text : "";
    }
}
