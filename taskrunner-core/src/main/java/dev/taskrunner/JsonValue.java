package dev.taskrunner;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** A JSON tree and the one place in the contract where Jackson binds it. Not part of the API, so that Jackson is not either. */
final class JsonValue {
    /** Refuses what would silently change a value: 3.7 or "5" for an int, null for a primitive. */
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT, DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            // An error text must not repeat what came in: it may hold a secret.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final JsonNode tree;

    private JsonValue(JsonNode tree) {
        this.tree = tree;
    }

    /** Takes records, maps, lists, strings, numbers, null, a Jackson tree (kept, not copied), or a value of our own. */
    static JsonValue of(@Nullable Object value) {
        if (value instanceof JsonNode node) {
            return new JsonValue(node instanceof MissingNode ? NullNode.getInstance() : node);
        }
        try {
            return new JsonValue(MAPPER.valueToTree(value));
        } catch (IllegalArgumentException | StackOverflowError e) {
            String type = value == null ? "null" : value.getClass().getName();
            throw new IllegalArgumentException(type + " cannot be written as JSON", e);
        }
    }

    static JsonValue parse(String json) {
        try {
            return new JsonValue(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    JsonNode tree() {
        return tree;
    }

    /** Binds, or throws with the given code and the place that does not fit. */
    <T> T as(Type type, ErrorCode code) {
        try {
            T bound = MAPPER.readerFor(MAPPER.constructType(type)).readValue(tree);
            if (bound == null) {
                throw new TaskException(code, "null cannot be read as " + type.getTypeName());
            }
            return bound;
        } catch (JsonProcessingException e) {
            throw new TaskException(code, "cannot be read as " + type.getTypeName() + ": " + where(e), e);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Nullable Object plain() {
        return MAPPER.convertValue(tree, Object.class);
    }

    private static String where(JsonProcessingException e) {
        if (e instanceof com.fasterxml.jackson.databind.JsonMappingException mapping) {
            StringBuilder pointer = new StringBuilder();
            mapping.getPath().forEach(step -> pointer.append('/')
                    .append(step.getFieldName() != null ? step.getFieldName() : String.valueOf(step.getIndex())));
            return (pointer.isEmpty() ? "" : pointer + ": ") + e.getOriginalMessage();
        }
        return e.getOriginalMessage();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonValue that && tree.equals(that.tree);
    }

    @Override
    public int hashCode() {
        return tree.hashCode();
    }

    @Override
    public String toString() {
        return tree.toString();
    }
}
