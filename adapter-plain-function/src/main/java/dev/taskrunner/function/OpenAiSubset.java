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

    private static final int MAX_CONSTANTS = 1_000;
    private static final int MAX_DEPTH = 10;

    private int properties;
    private int constants;

    private OpenAiSubset() {}

    static ObjectNode of(ObjectNode schema) {
        return new OpenAiSubset().schema(schema, "", 1);
    }

    private ObjectNode schema(JsonNode schema, String place, int depth) {
        ObjectNode kept = JsonNodeFactory.instance.objectNode();
        if (schema.has("$ref")) {
            return kept.set("$ref", schema.get("$ref"));
        }
        check(schema, place);
        checkLimits(schema, place, depth);
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (KEYWORDS.contains(member.getKey())) {
                kept.set(member.getKey(), value(member, place, depth));
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

    private void checkLimits(JsonNode schema, String place, int depth) {
        constants += schema.path("enum").size();
        if (constants > MAX_CONSTANTS) {
            throw new UnsupportedTypeException("OpenAI's subset has at most " + MAX_CONSTANTS
                    + " constants of enums in all (reached at " + place + "); take text instead");
        }
        // References start anew: how deep a recursive type goes is up to the value.
        if (depth > MAX_DEPTH && schema.has("properties")) {
            throw new UnsupportedTypeException("OpenAI's subset has at most " + MAX_DEPTH
                    + " levels of objects in objects (passed at " + place + "); make the types flatter");
        }
    }

    private JsonNode value(Map.Entry<String, JsonNode> keyword, String place, int depth) {
        JsonNode value = keyword.getValue();
        switch (keyword.getKey()) {
            case "properties", "$defs":
                int below = keyword.getKey().equals("$defs") ? 1 : depth + 1;
                ObjectNode members = JsonNodeFactory.instance.objectNode();
                for (Map.Entry<String, JsonNode> one : value.properties()) {
                    count(keyword.getKey());
                    members.set(one.getKey(), schema(one.getValue(), place + "/" + one.getKey(), below));
                }
                return members;
            case "items":
                return schema(value, place + "/items", depth);
            case "anyOf":
                ArrayNode alternatives = JsonNodeFactory.instance.arrayNode();
                value.forEach(one -> alternatives.add(schema(one, place, depth)));
                return alternatives;
            case "additionalProperties":
                return JsonNodeFactory.instance.booleanNode(false);
            default:
                return value;
        }
    }

    private void count(String keyword) {
        if (keyword.equals("properties") && ++properties > MAX_PROPERTIES) {
            throw new UnsupportedTypeException("OpenAI's subset has at most " + MAX_PROPERTIES + " properties");
        }
    }
}
