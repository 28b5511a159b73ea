package dev.taskrunner.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names the type of a part of a JSON Schema, following references within the document. */
final class SchemaTypes {
    private static final int MAX_STEPS = 32;
    private static final int MAX_NESTED_NAMES = 4;
    private static final List<String> CHOICES = List.of("anyOf", "oneOf");

    private final Map<?, ?> root;

    SchemaTypes(Map<?, ?> root) {
        this.root = root;
    }

    /** Follows {@code $ref}; members beside it stay. A reference that leads nowhere, or in a circle, is left as it is. */
    Map<?, ?> resolve(Map<?, ?> schema) {
        Map<?, ?> current = schema;
        for (int step = 0; step < MAX_STEPS; step++) {
            Map<?, ?> target = current.get("$ref") instanceof String reference ? target(reference) : null;
            if (target == null) {
                return current;
            }
            Map<Object, @Nullable Object> merged = new LinkedHashMap<>(target);
            current.forEach((key, value) -> {
                if (!"$ref".equals(key)) {
                    merged.put(key, value);
                }
            });
            current = merged;
        }
        return schema;
    }

    private @Nullable Map<?, ?> target(String reference) {
        if (!reference.startsWith("#")) {
            return null;
        }
        Object current = root;
        String pointer = reference.substring(1);
        for (String step :
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1)) {
            String key = step.replace("~1", "/").replace("~0", "~");
            current = current instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return current instanceof Map<?, ?> map ? map : null;
    }

    /** The type in a few letters, for example {@code integer}, {@code string | null} or {@code object[]}. */
    String name(Map<?, ?> schema) {
        return name(schema, 0);
    }

    private String name(Map<?, ?> given, int depth) {
        Map<?, ?> schema = resolve(given);
        if (depth > MAX_NESTED_NAMES) {
            return "any";
        }
        Object type = schema.get("type");
        if (type instanceof List<?> several) {
            return String.join(" | ", several.stream().map(String::valueOf).toList());
        }
        if ("array".equals(type)) {
            return schema.get("items") instanceof Map<?, ?> items ? array(name(items, depth + 1)) : "array";
        }
        return type instanceof String one ? one : choice(schema, depth);
    }

    private static String array(String element) {
        return element.contains(" ") ? "(" + element + ")[]" : element + "[]";
    }

    private String choice(Map<?, ?> schema, int depth) {
        Set<String> names = new LinkedHashSet<>();
        for (String keyword : CHOICES) {
            if (schema.get(keyword) instanceof List<?> branches) {
                branches.forEach(branch -> names.add(branch instanceof Map<?, ?> map ? name(map, depth + 1) : "any"));
            }
        }
        if (names.isEmpty()) {
            return schema.get("properties") instanceof Map<?, ?> ? "object" : "any";
        }
        return String.join(" | ", names);
    }

    /** Whether an object may have members that are not named. */
    boolean isOpen(Map<?, ?> schema) {
        return !Boolean.FALSE.equals(schema.get("additionalProperties"));
    }
}
