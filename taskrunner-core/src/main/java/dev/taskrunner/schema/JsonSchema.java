package dev.taskrunner.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A JSON Schema, parsed once, compiled once, validating any number of values. Immutable; every method may be called
 * from any thread.
 *
 * <p>The dialect is draft 2020-12 unless {@code $schema} names draft 4, 6, 7 or 2019-09. Formats are asserted.
 * References must stay within the schema (or name a standard meta-schema): nothing is ever loaded from the network,
 * files or the class path. Schemas and values may come from strangers, so text, nesting, validation steps and pattern
 * matching are bounded.
 *
 * <pre>{@code
 * JsonSchema schema = JsonSchema.parse("{\"type\":\"object\",\"required\":[\"a\"]}");
 * List<Violation> violations = schema.validate(Map.of("b", 1)); // one: "/a: required but absent, …"
 * }</pre>
 */
public final class JsonSchema {

    private static final JsonSchema NO_ARGUMENTS =
            parse("{\"type\":\"object\",\"properties\":{},\"required\":[],\"additionalProperties\":false}");
    private static final JsonSchema ANY = parse("{}");
    private static final int MAX_SHOWN = 100;

    private final JsonNode document;

    /** Null when the document is carried, not enforced. */
    private final @Nullable Schema compiled;

    /** Computed when first asked for; computing it twice does no harm. */
    private volatile @Nullable Map<String, Object> map;

    private JsonSchema(JsonNode document, @Nullable Schema compiled) {
        this.document = document;
        this.compiled = compiled;
    }

    /**
     * Reads a schema.
     *
     * @param json an object or a boolean, at most 1 MiB (2^20 characters) with at most 200 nested levels
     * @return the schema
     * @throws IllegalArgumentException when the text is not JSON, violates its meta-schema, names an unknown dialect,
     *     refers to something outside or to nothing, or is too large; the message says where and what
     */
    public static JsonSchema parse(String json) {
        JsonNode document = SchemaJson.parseSchema(json);
        return new JsonSchema(document, SchemaCompiler.compile(document));
    }

    /**
     * Takes a schema from plain maps. Later changes to them do not matter.
     *
     * @param schema the members of the schema object
     * @return the schema
     * @throws IllegalArgumentException like {@link #parse}, or when the map cannot be written as JSON
     */
    public static JsonSchema of(Map<String, ?> schema) {
        return parse(SchemaJson.write(schema));
    }

    /**
     * Takes a schema from whatever holds one.
     *
     * @param value JSON text, a map, a boolean, a tree of Jackson, or a schema, which is returned as it is
     * @return the schema
     * @throws IllegalArgumentException like {@link #parse}, or when the value is none of these
     */
    public static JsonSchema from(Object value) {
        if (value instanceof JsonSchema schema) {
            return schema;
        }
        if (value instanceof String json) {
            return parse(json);
        }
        if (value instanceof Map || value instanceof JsonNode || value instanceof Boolean) {
            return parse(SchemaJson.write(value));
        }
        throw new IllegalArgumentException("Not a JSON schema: expected text, a map or a tree, got "
                + value.getClass().getName());
    }

    /**
     * Returns the schema of a task without arguments.
     *
     * @return a schema that only the empty object matches
     */
    public static JsonSchema noArguments() {
        return NO_ARGUMENTS;
    }

    /**
     * Returns the schema that says nothing.
     *
     * @return a schema that every value matches
     */
    public static JsonSchema any() {
        return ANY;
    }

    /**
     * Carries a document without enforcing it: {@link #validate} accepts every value.
     *
     * @param document what {@link #from} takes, or any value that can be written as JSON; text must be JSON
     * @return a schema that is not {@linkplain #isEnforced() enforced}
     * @throws IllegalArgumentException when the document is not JSON
     */
    public static JsonSchema unchecked(Object document) {
        if (document instanceof JsonSchema schema) {
            return new JsonSchema(schema.document, null);
        }
        String json = document instanceof String text ? text : SchemaJson.write(document);
        return new JsonSchema(SchemaJson.parse(json), null);
    }

    /**
     * Takes a foreign schema as far as possible: enforced when it is fine, else carried like {@link #unchecked}. Look
     * at {@link #isEnforced()} to learn which.
     *
     * @param document what {@link #unchecked} takes
     * @return the schema
     * @throws IllegalArgumentException when the document is not JSON
     */
    public static JsonSchema lenient(Object document) {
        try {
            return from(document);
        } catch (IllegalArgumentException e) {
            return unchecked(document);
        }
    }

    /**
     * Tells whether values are really checked.
     *
     * @return false for a document that is only carried
     */
    public boolean isEnforced() {
        return compiled != null;
    }

    /**
     * Validates a value. Never throws for a value: one that cannot be written as JSON, or takes too long, is a
     * violation too.
     *
     * @param value a map, list, record or bean, text, a number, a boolean, null, or a tree of Jackson, which is used as
     *     it is; others become JSON as Jackson writes them, with java.time as ISO 8601 text and byte[] as base64
     * @return why the value does not match, at most 64 reasons; empty when it does
     */
    public List<Violation> validate(@Nullable Object value) {
        Schema schema = compiled;
        if (schema == null) {
            return List.of();
        }
        try {
            JsonNode node = SchemaJson.tree(value);
            List<Error> errors = BoundedRun.errors(schema, node);
            return errors.isEmpty() ? List.of() : new ViolationReport(document, node).violations(errors);
        } catch (IllegalArgumentException e) {
            return List.of(notJson(value));
        } catch (LimitError | SchemaException | StackOverflowError e) {
            return List.of(unfinished(e));
        }
    }

    /**
     * Tells whether a value matches, without collecting reasons.
     *
     * @param value what {@link #validate} takes
     * @return whether {@link #validate} would return an empty list
     */
    public boolean isValid(@Nullable Object value) {
        Schema schema = compiled;
        if (schema == null) {
            return true;
        }
        try {
            return BoundedRun.isValid(schema, SchemaJson.tree(value));
        } catch (IllegalArgumentException | LimitError | SchemaException | StackOverflowError e) {
            return false;
        }
    }

    /**
     * Returns the schema as plain maps.
     *
     * @return an unmodifiable map, deeply; boolean schemas become {@code {}} and {@code {"not":{}}}, as do carried
     *     documents that are not objects: {@code {}}
     */
    public Map<String, Object> asMap() {
        Map<String, Object> result = map;
        if (result == null) {
            result = toMap();
            map = result;
        }
        return result;
    }

    private Map<String, Object> toMap() {
        if (document.isObject()) {
            return SchemaJson.plainMap(document);
        }
        boolean isFalse = document.isBoolean() && !document.booleanValue();
        return isFalse ? Map.of("not", Map.of()) : Map.of();
    }

    /**
     * Returns the schema as JSON text.
     *
     * @return compact JSON with the members in their original order
     */
    public String toJson() {
        return SchemaJson.write(document);
    }

    /**
     * Binds the schema document to a type with Jackson. The result is the caller's own.
     *
     * @param type such as Jackson's tree type, {@code Map}, {@code String} for the text, or a class of your own
     * @param <T> the type
     * @return a new object
     * @throws IllegalArgumentException when the document does not fit the type
     */
    public <T> T as(Class<T> type) {
        if (type == String.class) {
            return type.cast(toJson());
        }
        if (type.isAssignableFrom(document.getClass()) && type != Object.class) {
            return type.cast(document.deepCopy());
        }
        try {
            return SchemaJson.VALUES.treeToValue(document, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "The schema does not fit " + type.getName() + ": " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Compares by document and by whether it is enforced.
     *
     * @param other anything
     * @return whether it is a schema with the same members and values, in any order
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonSchema that && document.equals(that.document) && isEnforced() == that.isEnforced();
    }

    /**
     * Hashes the document.
     *
     * @return the hash code
     */
    @Override
    public int hashCode() {
        return Objects.hash(document, isEnforced());
    }

    /**
     * Shows the beginning of the document.
     *
     * @return short text for logs
     */
    @Override
    public String toString() {
        String json = toJson();
        String shown = json.length() > MAX_SHOWN ? json.substring(0, MAX_SHOWN) + "…" : json;
        return "JsonSchema" + (isEnforced() ? "" : "(unchecked)") + shown;
    }

    private static Violation notJson(@Nullable Object value) {
        String actual = value == null ? "null" : "a " + value.getClass().getName();
        return ErrorText.violation("", "type", "a value that can be written as JSON", actual);
    }

    private static Violation unfinished(Throwable reason) {
        String what = reason instanceof StackOverflowError
                ? "the schema refers to itself without end, or the value nests too deep"
                : reason.getMessage();
        return new Violation(
                "", "$ref", "a value that can be validated", "unknown", "(root): validation gave up: " + what);
    }
}
