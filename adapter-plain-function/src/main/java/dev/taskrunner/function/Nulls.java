package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Lets a schema admit null, too. */
final class Nulls {
    private Nulls() {}

    static ObjectNode allow(ObjectNode schema) {
        JsonNode type = schema.get("type");
        if (schema.isEmpty()) {
            return schema;
        }
        if (type == null || schema.has("allOf") || schema.has("anyOf") || schema.has("const")) {
            ObjectNode either = JsonNodeFactory.instance.objectNode();
            ArrayNode alternatives = either.putArray("anyOf").add(schema);
            alternatives.addObject().put("type", "null");
            return either;
        }
        if (type.isTextual() && !type.asText().equals("null")) {
            schema.putArray("type").add(type).add("null");
        }
        if (schema.get("enum") instanceof ArrayNode values) {
            values.addNull();
        }
        return schema;
    }
}
