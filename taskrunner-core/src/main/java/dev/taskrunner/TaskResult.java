package dev.taskrunner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a runner or a tool: a {@link Content}, and metadata about how it came to be. Immutable.
 */
public final class TaskResult {
    private static final TaskResult EMPTY = new TaskResult(new Content.Empty(), Map.of());

    private final Content content;
    private final Map<String, Object> metadata;

    private TaskResult(Content content, Map<String, Object> metadata) {
        this.content = content;
        this.metadata = metadata;
    }

    /**
     * Makes an answer of a Java value.
     *
     * @param value a record, map, list, number or boolean (JSON); a string (text); a {@link Content}; null (empty)
     * @return the answer
     * @throws TaskException {@link ErrorCode#INVALID_RESPONSE} if the value cannot be written as JSON
     */
    public static TaskResult of(@Nullable Object value) {
        if (value == null) {
            return EMPTY;
        }
        if (value instanceof TaskResult result) {
            return result;
        }
        if (value instanceof Content content) {
            return new TaskResult(content, Map.of());
        }
        if (value instanceof CharSequence text) {
            return new TaskResult(new Content.Text(text.toString()), Map.of());
        }
        try {
            return new TaskResult(Content.Json.of(value), Map.of());
        } catch (IllegalArgumentException e) {
            throw new TaskException(ErrorCode.INVALID_RESPONSE, "the result is not JSON: " + e.getMessage(), e);
        }
    }

    /**
     * An answer without content.
     *
     * @return the empty answer
     */
    public static TaskResult empty() {
        return EMPTY;
    }

    /**
     * Adds metadata, for example the tokens that a model used.
     *
     * @param name its name
     * @param value a JSON value
     * @return a new answer
     */
    public TaskResult withMetadata(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(metadata);
        more.put(name, value);
        return new TaskResult(content, Collections.unmodifiableMap(more));
    }

    /**
     * What was answered.
     *
     * @return the content
     */
    public Content content() {
        return content;
    }

    /**
     * What is known about how the answer came to be.
     *
     * @return plain JSON values by name; may be empty
     */
    public Map<String, Object> metadata() {
        return metadata;
    }

    /**
     * Binds the answer to a class.
     *
     * @param type a record or bean; {@code String} for the text; {@code JsonNode} of the JSON library for the tree
     * @param <T> the type
     * @return the bound answer
     * @throws TaskException {@link ErrorCode#INVALID_RESPONSE} if it does not fit, or there is none
     */
    public <T> T as(Class<T> type) {
        if (type == JsonNode.class) {
            return type.cast(json().tree());
        }
        return json().as(type, ErrorCode.INVALID_RESPONSE);
    }

    /**
     * Binds the answer to a generic type.
     *
     * @param type for example {@code List<Sum>}
     * @param <T> the type
     * @return the bound answer
     * @throws TaskException {@link ErrorCode#INVALID_RESPONSE} if it does not fit, or there is none
     */
    public <T> T as(Type type) {
        return json().as(type, ErrorCode.INVALID_RESPONSE);
    }

    /**
     * The answer as plain maps.
     *
     * @return maps, lists, strings, numbers, booleans and nulls, in order
     * @throws TaskException {@link ErrorCode#INVALID_RESPONSE} if the answer is not a JSON object
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> asMap() {
        return json().as(Map.class, ErrorCode.INVALID_RESPONSE);
    }

    /**
     * The answer as text: text as it is, anything else as JSON.
     *
     * @return the text; empty for an empty answer
     */
    public String asText() {
        if (content instanceof Content.Text text) {
            return text.text();
        }
        return content instanceof Content.Empty ? "" : toJson();
    }

    /**
     * The answer as JSON text; a file or a link as its description, without bytes.
     *
     * @return compact JSON
     */
    public String toJson() {
        return json().toString();
    }

    private JsonValue json() {
        if (content instanceof Content.Json json) {
            return json.json();
        }
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (content instanceof Content.Text text) {
            return JsonValue.of(json.textNode(text.text()));
        }
        return content instanceof Content.Empty ? JsonValue.of(json.nullNode()) : JsonValue.of(described());
    }

    /** What has bytes, or is elsewhere, or went wrong. */
    private Map<String, Object> described() {
        Map<String, Object> members = new LinkedHashMap<>();
        if (content instanceof Content.File file) {
            members.put("name", file.name());
            members.put("mime_type", file.mimeType());
            members.put("size", file.data().size());
        } else if (content instanceof Content.Link link) {
            members.put("name", link.name());
            members.put("url", link.url());
        } else if (content instanceof Content.Binary binary) {
            members.put("headers", binary.headers());
            members.put("size", binary.data().size());
        } else if (content instanceof Content.Failure failure) {
            members.put("code", failure.code().wireName());
            members.put("error", failure.text());
        }
        return members;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskResult that && content.equals(that.content) && metadata.equals(that.metadata);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    /** The kind only: a result may hold secrets and must not reach a log by accident. */
    @Override
    public String toString() {
        return "TaskResult[" + content.getClass().getSimpleName() + "]";
    }
}
