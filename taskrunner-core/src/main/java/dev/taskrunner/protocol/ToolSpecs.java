package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the current generation says of a tool's input and output: {@code {"types": […], "stream": …, "schema": …}} (current
 * protocol §5.1). Pure functions.
 */
public final class ToolSpecs {
    private static final Set<String> TYPES = Set.of("json", "text", "file", "link", "empty", "binary");

    private ToolSpecs() {}

    /**
     * The spec of a tool that takes or gives JSON.
     *
     * @param schema what it looks like; null when not said
     * @return the spec; null without a schema
     */
    public static @Nullable JsonFields ofSchema(@Nullable RawJson schema) {
        return schema == null || !schema.isObject()
                ? null
                : JsonFields.builder()
                        .put("types", List.of("json"))
                        .put("stream", false)
                        .put("schema", schema)
                        .build();
    }

    /**
     * The spec of a tool that takes or gives a stream. Bytes with headers are not named, though they may come: some clients fail on
     * hearing of them (§5.3).
     *
     * @param schema what items that are JSON look like; null when not said
     * @return the spec
     */
    public static JsonFields ofStream(@Nullable RawJson schema) {
        return JsonFields.builder()
                .put("types", List.of("json", "text", "file", "link", "empty"))
                .put("stream", true)
                .putIfPresent("schema", schema)
                .build();
    }

    /**
     * The schema of the JSON that a tool takes or gives.
     *
     * @param tool the tool's description in either generation's form
     * @param end {@code input} or {@code output}
     * @return the schema; null when not said
     */
    public static @Nullable RawJson schema(JsonFields tool, String end) {
        RawJson bare = tool.raw(end + "_schema");
        JsonFields spec = tool.object(end + "_spec");
        RawJson schema = bare == null || bare.isNull() ? (spec == null ? null : spec.raw("schema")) : bare;
        return schema == null || schema.isNull() ? null : schema;
    }

    /**
     * A tool as listings show it: what was registered, but for specs that would break a reader of the listing (§5.3). A null
     * schema goes, and so does a spec with types that nobody knows.
     *
     * @param tool the tool as it was registered, in either generation's form
     * @param binary whether the reader knows the type {@code binary}
     * @return its description
     */
    public static JsonFields listed(JsonFields tool, boolean binary) {
        JsonFields.Builder listed = JsonFields.builder();
        for (String name : tool.names()) {
            if (!name.endsWith("_spec") && !name.endsWith("_schema")) {
                listed.put(name, tool.raw(name));
            }
        }
        for (String end : List.of("input", "output")) {
            JsonFields spec = tool.object(end + "_spec");
            listed.put(
                    end + "_spec",
                    spec == null ? ofSchema(tool.raw(end + "_schema")) : readable(spec, binary) ? tidy(spec) : null);
        }
        return listed.build();
    }

    private static boolean readable(JsonFields spec, boolean binary) {
        List<String> types = spec.strings("types");
        return types != null && !types.isEmpty() && TYPES.containsAll(types) && (binary || !types.contains("binary"));
    }

    private static JsonFields tidy(JsonFields spec) {
        RawJson schema = spec.raw("schema");
        return schema != null && schema.isNull() ? Contents.without(spec, "schema") : spec;
    }
}
