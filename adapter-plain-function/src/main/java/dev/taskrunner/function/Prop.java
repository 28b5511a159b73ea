package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One property of an object, as one direction sees it. Immutable.
 *
 * @param name its JSON name
 * @param aliases other names under which it is read
 * @param type its type
 * @param use the annotations on it
 * @param property what makes the mapper's answer depend on the property; null where there is none
 * @param presence whether it may be absent or null, and what absence means
 * @param handler the mapper's serializer or deserializer for just this property; null for that of its type
 */
record Prop(
        String name,
        List<String> aliases,
        JavaType type,
        TypeUse use,
        @Nullable BeanProperty property,
        Presence presence,
        @Nullable Object handler) {

    /**
     * Whether a property may be absent or null.
     *
     * @param required must be there
     * @param nullable may be null
     * @param absent what absence means, where the binder has to be told; null otherwise
     * @param shown the default to show; null for none
     * @param readOnly written but never read: accepted and dropped
     */
    record Presence(
            boolean required,
            boolean nullable,
            @Nullable JsonNode absent,
            @Nullable JsonNode shown,
            boolean readOnly) {
        static final Presence REQUIRED = new Presence(true, false, null, null, false);

        Presence optional() {
            return new Presence(false, nullable, absent, shown, readOnly);
        }
    }

    /** Whether annotations on the member take properties away from its type. */
    boolean isNarrowed() {
        return use.annotations().stream()
                .anyMatch(one -> one instanceof JsonIncludeProperties
                        || one instanceof JsonIgnoreProperties ignored && ignored.value().length > 0);
    }

    /** The same member as its elements see it: what it says of itself does not hold for them, what it says of their content does. */
    Prop ofElements() {
        return new Prop(name, List.of(), type, use, property, presence, null);
    }

    Prop renamed(String newName, boolean optional) {
        return new Prop(newName, List.of(), type, use, property, optional ? presence.optional() : presence, handler);
    }
}
