package dev.taskrunner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.lang.reflect.Type;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of one ask or tool call: a JSON object. Immutable; parsed once, whoever looks at it.
 */
public final class TaskInput {
    private final JsonValue value;

    private TaskInput(JsonValue value) {
        this.value = value;
    }

    /**
     * Makes arguments of a Java value.
     *
     * @param arguments a map, a record, a bean, or null for no arguments
     * @return the arguments
     * @throws IllegalArgumentException if the value cannot be written as JSON
     */
    public static TaskInput of(@Nullable Object arguments) {
        if (arguments instanceof TaskInput input) {
            return input;
        }
        JsonValue value = JsonValue.of(arguments);
        return new TaskInput(value.tree().isNull() ? JsonValue.of(JsonNodeFactory.instance.objectNode()) : value);
    }

    /**
     * Parses arguments.
     *
     * @param json one JSON value
     * @return the arguments
     * @throws IllegalArgumentException if it is not JSON
     */
    public static TaskInput parse(String json) {
        return new TaskInput(JsonValue.parse(json));
    }

    /**
     * Binds the arguments to a class.
     *
     * @param type a record or bean; also {@code JsonNode} of the JSON library for the tree itself
     * @param <T> the type
     * @return the bound arguments
     * @throws TaskException {@link ErrorCode#INVALID_ARGUMENTS} naming the place that does not fit
     */
    public <T> T as(Class<T> type) {
        if (type == JsonNode.class) {
            return type.cast(value.tree());
        }
        return value.as(type, ErrorCode.INVALID_ARGUMENTS);
    }

    /**
     * Binds the arguments to a generic type.
     *
     * @param type for example {@code List<String>}
     * @param <T> the type
     * @return the bound arguments
     * @throws TaskException {@link ErrorCode#INVALID_ARGUMENTS} naming the place that does not fit
     */
    public <T> T as(Type type) {
        return value.as(type, ErrorCode.INVALID_ARGUMENTS);
    }

    /**
     * The arguments as plain maps.
     *
     * @return maps, lists, strings, numbers, booleans and nulls, in order
     * @throws TaskException {@link ErrorCode#INVALID_ARGUMENTS} if the arguments are not a JSON object
     */
    @SuppressWarnings("unchecked")
    public Map<String, Object> asMap() {
        return value.as(Map.class, ErrorCode.INVALID_ARGUMENTS);
    }

    /**
     * The arguments as JSON text.
     *
     * @return compact JSON
     */
    public String toJson() {
        return value.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TaskInput that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** The kind and size only: arguments may hold secrets and must not reach a log by accident. */
    @Override
    public String toString() {
        return "TaskInput[" + value.tree().getNodeType() + ", " + value.tree().size() + " members]";
    }
}
