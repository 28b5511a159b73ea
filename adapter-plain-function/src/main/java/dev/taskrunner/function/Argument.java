package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * One property of the arguments object of a method, or the wrapped input of a function. Immutable.
 *
 * @param name its JSON name
 * @param type its type
 * @param use its annotations
 * @param nullable may be absent or null
 * @param fallback its default; null for none
 * @param description what it is for; null for nothing
 */
record Argument(
        String name,
        JavaType type,
        TypeUse use,
        boolean nullable,
        @Nullable JsonNode fallback,
        @Nullable String description) {
    boolean isRequired() {
        return !nullable && fallback == null && !use.hasDefault();
    }
}
