package dev.taskrunner.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Takes the nulls out of an answer that only say that a model left an optional property out, as the strict subset makes it do. */
final class OptionalNulls {
    private static final int DEEPEST = 200;

    private final JsonNode document;

    private OptionalNulls(JsonNode document) {
        this.document = document;
    }

    /** Removes each null member that the schema does not allow to be null; what is missing then is for validation to say. */
    static void remove(JsonNode value, JsonNode schema) {
        new OptionalNulls(schema).visit(value, List.of(schema), 0);
    }

    /** All the schemas that may hold for a value, references and alternatives followed. */
    private List<JsonNode> flat(List<JsonNode> schemas) {
        List<JsonNode> open = new ArrayList<>(schemas);
        for (int i = 0; i < open.size() && i < DEEPEST; i++) {
            JsonNode one = open.get(i);
            if (one.path("$ref").asText().startsWith("#")) {
                addNew(open, document.at(one.get("$ref").asText().substring(1)));
            }
            for (String keyword : new String[] {"anyOf", "oneOf", "allOf"}) {
                one.path(keyword).forEach(alternative -> addNew(open, alternative));
            }
        }
        return open;
    }

    private static void addNew(List<JsonNode> open, JsonNode schema) {
        for (JsonNode known : open) {
            if (known == schema) {
                return;
            }
        }
        open.add(schema);
    }

    private void visit(JsonNode value, List<JsonNode> schemas, int depth) {
        if (depth > DEEPEST || !value.isContainerNode()) {
            return;
        }
        List<JsonNode> all = flat(schemas);
        if (value.isArray()) {
            List<JsonNode> items = all.stream().map(one -> one.path("items")).toList();
            value.forEach(item -> visit(item, items, depth + 1));
            return;
        }
        visitMembers((ObjectNode) value, all, depth);
    }

    private void visitMembers(ObjectNode value, List<JsonNode> schemas, int depth) {
        List<String> left = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            List<JsonNode> named = schemas.stream()
                    .map(one -> one.path("properties").path(member.getKey()))
                    .filter(one -> !one.isMissingNode())
                    .toList();
            if (!member.getValue().isNull()) {
                visit(member.getValue(), named, depth + 1);
            } else if (!named.isEmpty() && flat(named).stream().noneMatch(OptionalNulls::allowsNull)) {
                left.add(member.getKey());
            }
        }
        value.remove(left);
    }

    private static boolean allowsNull(JsonNode schema) {
        if (schema.isBoolean()) {
            return schema.booleanValue();
        }
        JsonNode type = schema.path("type");
        if (type.isMissingNode()) {
            boolean isDecidedElsewhere =
                    schema.has("$ref") || schema.has("anyOf") || schema.has("oneOf") || schema.has("allOf");
            return !isDecidedElsewhere && listsNull(schema);
        }
        return type.asText().equals("null") || containsText(type);
    }

    private static boolean containsText(JsonNode types) {
        for (JsonNode one : types) {
            if (one.asText().equals("null")) {
                return true;
            }
        }
        return false;
    }

    private static boolean listsNull(JsonNode schema) {
        if (schema.has("const")) {
            return schema.get("const").isNull();
        }
        for (JsonNode one : schema.path("enum")) {
            if (one.isNull()) {
                return true;
            }
        }
        return !schema.has("enum");
    }
}
