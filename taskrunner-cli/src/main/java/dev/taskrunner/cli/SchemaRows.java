package dev.taskrunner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** A JSON Schema flattened to one row a value: members by dotted path, elements of arrays as {@code []}. */
final class SchemaRows {
    private static final int MAX_DEPTH = 12;
    private static final int MAX_ROWS = 500;
    private static final List<String> CONSTRAINTS = List.of(
            "enum",
            "const",
            "default",
            "minimum",
            "exclusiveMinimum",
            "maximum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minItems",
            "maxItems",
            "uniqueItems",
            "minProperties",
            "maxProperties");

    private final SchemaTypes types;
    private final List<Row> rows = new ArrayList<>();

    private SchemaRows(Map<?, ?> root) {
        this.types = new SchemaTypes(root);
    }

    /**
     * One value.
     *
     * @param path how to get there from the whole; {@code (whole)} for a schema of something else than an object
     * @param constraints what else must hold, as {@code keyword value}, separated by commas
     */
    record Row(String path, String type, boolean required, String description, String constraints) {}

    /** The rows of a schema; none for an object without members. */
    static List<Row> of(Map<?, ?> schema) {
        SchemaRows rows = new SchemaRows(schema);
        Map<?, ?> root = rows.types.resolve(schema);
        if (rows.hasMembers(root)) {
            rows.members(root, "", 0);
        } else if (!"object".equals(root.get("type"))) {
            rows.value(root, "(whole)", true, 0);
        } else if (rows.types.isOpen(root)) {
            rows.rows.add(new Row("*", "any", false, "further members of any name", ""));
        }
        return rows.rows;
    }

    private boolean hasMembers(Map<?, ?> schema) {
        return schema.get("properties") instanceof Map<?, ?> properties && !properties.isEmpty();
    }

    private void members(Map<?, ?> schema, String prefix, int depth) {
        if (!(schema.get("properties") instanceof Map<?, ?> properties)) {
            return;
        }
        List<?> required = schema.get("required") instanceof List<?> names ? names : List.of();
        for (Map.Entry<?, ?> member : properties.entrySet()) {
            Map<?, ?> type = member.getValue() instanceof Map<?, ?> map ? map : Map.of();
            value(type, prefix + member.getKey(), required.contains(member.getKey()), depth);
        }
    }

    private void value(Map<?, ?> given, String path, boolean required, int depth) {
        if (rows.size() >= MAX_ROWS) {
            return;
        }
        Map<?, ?> schema = types.resolve(given);
        Object description = given.get("description") == null ? schema.get("description") : given.get("description");
        rows.add(new Row(
                path,
                types.name(schema),
                required,
                description instanceof String text ? text : "",
                constraints(schema)));
        if (depth < MAX_DEPTH) {
            members(schema, path + ".", depth + 1);
            if (schema.get("items") instanceof Map<?, ?> items) {
                elements(types.resolve(items), path + "[]", depth + 1);
            }
        }
    }

    /** Elements get a row of their own only if there is more to say than their type, which the array's row says. */
    private void elements(Map<?, ?> items, String path, int depth) {
        if (hasMembers(items)) {
            members(items, path + ".", depth);
        } else if (!constraints(items).isEmpty() || items.get("description") != null || items.get("items") != null) {
            value(items, path, true, depth);
        }
    }

    private static String constraints(Map<?, ?> schema) {
        StringJoiner constraints = new StringJoiner(", ");
        for (String keyword : CONSTRAINTS) {
            Object value = schema.get(keyword);
            if (value != null) {
                constraints.add(keyword.equals("enum") ? oneOf(value) : keyword + " " + Json.write(value));
            }
        }
        return constraints.toString();
    }

    private static String oneOf(@Nullable Object values) {
        StringJoiner choice = new StringJoiner(" | ", "one of ", "");
        if (values instanceof List<?> list) {
            list.forEach(value -> choice.add(value == null ? "null" : Json.write(value)));
        }
        return choice.toString();
    }
}
