package dev.taskrunner;

import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A spec as the wire carries it: strict to write, lenient to read (classic wire, sections 5.1, 5.2 and 5.8). */
final class TaskSpecJson {
    private TaskSpecJson() {}

    static Map<String, Object> write(TaskSpec spec) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("title", spec.title());
        map.put("description", spec.description());
        map.put("input_schema", spec.inputSchema().asMap());
        map.put("output_schema", spec.outputSchema().map(JsonSchema::asMap).orElse(null));
        map.put("requires", spec.requires().stream().map(Requirement::toMap).toList());
        map.put("supports_tools", spec.supportsTools());
        map.put("labels", spec.labels());
        map.put("annotations", spec.annotations().isEmpty() ? null : spec.annotations());
        return map;
    }

    static TaskSpec read(Map<String, ?> map) {
        TaskSpec.Builder builder = TaskSpec.builder(text(map.get("name")))
                .description(text(map.get("description")))
                .inputSchema(schema(map.get("input_schema"), JsonSchema.any()))
                .outputSchema(
                        map.get("output_schema") == null ? null : schema(map.get("output_schema"), JsonSchema.any()))
                .supportsTools(Boolean.TRUE.equals(map.get("supports_tools")))
                .labels(strings(map.get("labels")).toArray(String[]::new));
        if (!text(map.get("title")).isEmpty()) {
            builder.title(text(map.get("title")));
        }
        if (map.get("annotations") instanceof Map<?, ?> annotations) {
            annotations.forEach((key, value) -> {
                if (value != null) {
                    builder.annotation(String.valueOf(key), value);
                }
            });
        }
        if (map.get("requires") instanceof List<?> requires) {
            requires.forEach(element -> {
                Requirement requirement = element instanceof Map<?, ?> one ? requirement(one) : null;
                if (requirement != null) {
                    builder.requires(requirement);
                }
            });
        }
        return builder.build();
    }

    /** Tables first: they have a member {@code schema} too, which the reference trips over. */
    private static @Nullable Requirement requirement(Map<?, ?> map) {
        if (map.get("table") instanceof String name) {
            Map<String, Object> columns = new LinkedHashMap<>();
            if (map.get("schema") instanceof Map<?, ?> given) {
                given.forEach((column, type) -> columns.put(String.valueOf(column), type == null ? "" : type));
            }
            return new RequiredTable(name, columns);
        }
        if (map.get("toolkit") instanceof String name) {
            List<String> tools = map.get("tools") instanceof List<?> given ? strings(given) : null;
            return new RequiredToolkit(name, tools, RequiredToolkit.DEFAULT_TIMEOUT);
        }
        if (map.get("schema") instanceof String name) {
            JsonSchema json = map.get("json") == null ? null : schema(map.get("json"), JsonSchema.any());
            return new RequiredSchema(name, json, Duration.ZERO);
        }
        return null;
    }

    private static JsonSchema schema(@Nullable Object document, JsonSchema otherwise) {
        return document instanceof Map<?, ?> ? JsonSchema.unchecked(document) : otherwise;
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    private static List<String> strings(@Nullable Object value) {
        List<String> strings = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> {
                if (element instanceof String text) {
                    strings.add(text);
                }
            });
        }
        return strings;
    }
}
