package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;

/** Leaves of a schema what OpenAI's structured output accepts, and refuses what cannot be left out without lying. */
final class OpenAiSubset {
    private static final Set<String> KEYWORDS = Set.of(
            "type",
            "properties",
            "required",
            "items",
            "enum",
            "const",
            "anyOf",
            "$ref",
            "$defs",
            "description",
            "title",
            "additionalProperties",
            "pattern",
            "format",
            "multipleOf",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minItems",
            "maxItems");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid");
    private static final int MAX_PROPERTIES = 5_000;

    private int properties;

    private OpenAiSubset() {}

    static ObjectNode of(ObjectNode schema) {
        return new OpenAiSubset().schema(schema, "");
    }

    private ObjectNode schema(JsonNode schema, String place) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        if (schema.has("$ref")) {
            return kept.set("$ref", schema.get("$ref"));
        }
        check(schema, place);
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (KEYWORDS.contains(member.getKey())) {
                kept.set(member.getKey(), value(member.getKey(), member.getValue(), place));
            }
        }
        if (kept.has("format") && !FORMATS.contains(kept.get("format").asText())) {
            kept.remove("format");
        }
        if (kept.has("const") && !kept.has("type")) {
            kept.put("type", "string");
        }
        return kept;
    }

    private void check(JsonNode schema, String place) {
        String where = place.isEmpty() ? "the root" : place;
        if (schema.isEmpty()) {
            throw new UnsupportedTypeException(
                    "OpenAI's subset has no schema for any value (at " + where + "); use a concrete type");
        }
        boolean isObject = schema.path("type").asText().equals("object")
                || schema.path("type").toString().contains("\"object\"");
        if (isObject && !schema.path("additionalProperties").isBoolean()) {
            throw new UnsupportedTypeException(
                    "OpenAI's subset has no maps (at " + where + "); use a list of records with a key and a value");
        }
        if (schema.has("prefixItems")) {
            throw new UnsupportedTypeException("OpenAI's subset has no tuples (at " + where + "); use a record");
        }
    }

    private JsonNode value(String keyword, JsonNode value, String place) {
        switch (keyword) {
            case "properties", "$defs":
                ObjectNode members = JsonNodeFactory.instance.objectNode();
                for (Map.Entry<String, JsonNode> one : value.properties()) {
                    count();
                    members.set(one.getKey(), schema(one.getValue(), place + "/" + one.getKey()));
                }
                return members;
            case "items":
                return schema(value, place + "/items");
            case "anyOf":
                ArrayNode alternatives = JsonNodeFactory.instance.arrayNode();
                value.forEach(one -> alternatives.add(schema(one, place)));
                return alternatives;
            case "additionalProperties":
                return JsonNodeFactory.instance.booleanNode(false);
            default:
                return value;
        }
    }

    private void count() {
        if (++properties > MAX_PROPERTIES) {
            throw new UnsupportedTypeException("OpenAI's subset has at most " + MAX_PROPERTIES + " properties");
        }
    }
}
