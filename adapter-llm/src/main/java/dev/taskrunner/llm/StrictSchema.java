package dev.taskrunner.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskrunner.schema.JsonSchema;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Says a schema in the strict subset of OpenAI's structured output: an object at the root, closed objects, every property required,
 * optional ones nullable. What it has no word for but does not change the shape, such as {@code minLength}, is left out: answers
 * are validated against the schema itself.
 */
final class StrictSchema {
    /** The property that holds a value which is no object. */
    static final String WRAPPED = "value";

    private static final int MAX_PROPERTIES = 5_000;
    private static final int MAX_ENUM_VALUES = 1_000;
    private static final int MAX_DEPTH = 10;

    private static final Set<String> KEPT = Set.of(
            "description",
            "title",
            "pattern",
            "multipleOf",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "minItems",
            "maxItems");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid");
    /** Without these the rest of the schema would allow, or be, something else. */
    private static final Set<String> UNSPEAKABLE =
            Set.of("prefixItems", "patternProperties", "$dynamicRef", "$recursiveRef", "dependencies", "$id", "id");

    private final boolean wrapped;
    private int properties;
    private int enumValues;

    private StrictSchema(boolean wrapped) {
        this.wrapped = wrapped;
    }

    /**
     * What the provider gets.
     *
     * @param schema in the strict subset
     * @param wrapped whether the value is the property {@link #WRAPPED} of an object
     */
    record Form(String schema, boolean wrapped) {}

    /** The schema does not fit into the subset. */
    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unspeakable(String what) {
            super(what, null, false, false);
        }
    }

    /** The strict form; empty if there is none. */
    static Optional<Form> of(JsonSchema schema) {
        JsonNode document = schema.as(JsonNode.class);
        boolean wrap = !(document.path("type").asText().equals("object") && !document.has("$ref"));
        try {
            StrictSchema run = new StrictSchema(wrap);
            return Optional.of(new Form(run.root(document).toString(), wrap));
        } catch (Unspeakable e) {
            return Optional.empty();
        }
    }

    private ObjectNode root(JsonNode document) {
        ObjectNode inner = schema(document, 1);
        ObjectNode root = wrapped ? wrap(inner) : inner;
        ObjectNode definitions = object();
        for (String keyword : new String[] {"$defs", "definitions"}) {
            for (Map.Entry<String, JsonNode> one : document.path(keyword).properties()) {
                definitions.set(one.getKey(), schema(one.getValue(), 1));
            }
        }
        if (!definitions.isEmpty()) {
            root.set("$defs", definitions);
        }
        return root;
    }

    private static ObjectNode wrap(ObjectNode inner) {
        ObjectNode root = object().put("type", "object");
        root.putObject("properties").set(WRAPPED, inner);
        root.putArray("required").add(WRAPPED);
        return root.put("additionalProperties", false);
    }

    private ObjectNode schema(JsonNode schema, int depth) {
        check(schema, depth);
        if (schema.has("$ref")) {
            return reference(schema.get("$ref").asText());
        }
        if (schema.has("allOf")) {
            return single(schema, depth);
        }
        ObjectNode strict = object();
        alternatives(schema, strict, depth);
        values(schema, strict);
        types(schema, strict, depth);
        if (strict.isEmpty()) {
            throw new Unspeakable("a schema for anything");
        }
        annotate(schema, strict);
        return strict;
    }

    private static void check(JsonNode schema, int depth) {
        if (depth > MAX_DEPTH) {
            throw new Unspeakable("too deep");
        }
        if (!schema.isObject()) {
            throw new Unspeakable("a schema for anything or nothing");
        }
        for (String keyword : UNSPEAKABLE) {
            if (schema.has(keyword) && !(depth == 1 && keyword.endsWith("id"))) {
                throw new Unspeakable(keyword);
            }
        }
    }

    /** What may stand in the subset as it is. */
    private static void annotate(JsonNode schema, ObjectNode strict) {
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (KEPT.contains(member.getKey())) {
                strict.set(member.getKey(), member.getValue());
            }
        }
        if (FORMATS.contains(schema.path("format").asText())) {
            strict.set("format", schema.get("format"));
        }
    }

    private ObjectNode reference(String target) {
        if (target.startsWith("#/definitions/")) {
            return object().put("$ref", "#/$defs/" + target.substring("#/definitions/".length()));
        }
        boolean isDefinition = target.startsWith("#/$defs/") && target.indexOf('/', "#/$defs/".length()) < 0;
        if (isDefinition) {
            return object().put("$ref", target);
        }
        if (target.equals("#")) {
            return object().put("$ref", wrapped ? "#/properties/" + WRAPPED : "#");
        }
        throw new Unspeakable("$ref");
    }

    /** An allOf of one is that one; generators write it to put a description beside a reference. */
    private ObjectNode single(JsonNode schema, int depth) {
        boolean isAlone = schema.get("allOf").size() == 1
                && !schema.has("properties")
                && !schema.has("type")
                && !schema.has("anyOf")
                && !schema.has("oneOf");
        if (!isAlone) {
            throw new Unspeakable("allOf");
        }
        return schema(schema.get("allOf").get(0), depth);
    }

    private void alternatives(JsonNode schema, ObjectNode strict, int depth) {
        JsonNode given = schema.has("anyOf") ? schema.get("anyOf") : schema.path("oneOf");
        if (given.isMissingNode()) {
            return;
        }
        if (schema.has("properties") || schema.has("anyOf") && schema.has("oneOf")) {
            throw new Unspeakable("alternatives beside properties");
        }
        ArrayNode alternatives = strict.putArray("anyOf");
        given.forEach(one -> alternatives.add(schema(one, depth)));
    }

    private void values(JsonNode schema, ObjectNode strict) {
        for (String keyword : new String[] {"enum", "const"}) {
            if (schema.has(keyword)) {
                enumValues += schema.get(keyword).size();
                if (enumValues > MAX_ENUM_VALUES) {
                    throw new Unspeakable("too many values");
                }
                strict.set(keyword, schema.get(keyword));
            }
        }
    }

    private void types(JsonNode schema, ObjectNode strict, int depth) {
        boolean isObject = isOf("object", schema) || schema.has("properties");
        boolean isArray = isOf("array", schema) || schema.has("items");
        if (schema.has("type")) {
            strict.set("type", schema.get("type"));
        } else if (isObject || isArray) {
            strict.put("type", isObject ? "object" : "array");
        } else if (strict.has("enum") || strict.has("const")) {
            strict.set("type", typesOf(strict));
        }
        if (isObject && !strict.has("const") && !strict.has("enum")) {
            members(schema, strict, depth);
        }
        if (isArray && !strict.has("const") && !strict.has("enum")) {
            if (!schema.has("items")) {
                throw new Unspeakable("an array of anything");
            }
            strict.set("items", schema(schema.get("items"), depth + 1));
        }
    }

    private void members(JsonNode schema, ObjectNode strict, int depth) {
        boolean isMap = schema.path("additionalProperties").isObject();
        if (isMap || schema.path("properties").isEmpty() && !isClosed(schema)) {
            throw new Unspeakable("a map");
        }
        ObjectNode members = strict.putObject("properties");
        ArrayNode required = strict.putArray("required");
        for (Map.Entry<String, JsonNode> one : schema.path("properties").properties()) {
            if (++properties > MAX_PROPERTIES) {
                throw new Unspeakable("too many properties");
            }
            ObjectNode member = schema(one.getValue(), depth + 1);
            members.set(one.getKey(), isRequired(schema, one.getKey()) ? member : nullable(member));
            required.add(one.getKey());
        }
        strict.put("additionalProperties", false);
        schema.path("required").forEach(name -> {
            if (!members.has(name.asText())) {
                throw new Unspeakable("a required property without a schema");
            }
        });
    }

    private static boolean isClosed(JsonNode schema) {
        JsonNode more = schema.path("additionalProperties");
        return more.isBoolean() && !more.booleanValue();
    }

    private static boolean isRequired(JsonNode schema, String property) {
        for (JsonNode one : schema.path("required")) {
            if (one.asText().equals(property)) {
                return true;
            }
        }
        return false;
    }

    /** The same or null. */
    private static ObjectNode nullable(ObjectNode schema) {
        boolean hasType = schema.has("type");
        if (schema.has("anyOf") && !hasType) {
            addNull((ArrayNode) schema.get("anyOf"));
            return schema;
        }
        if (!hasType || schema.has("const") || schema.has("enum")) {
            ObjectNode either = object();
            addNull(either.putArray("anyOf").add(schema));
            return either;
        }
        if (!isOf("null", schema)) {
            JsonNode type = schema.get("type");
            ArrayNode types = JsonNodeFactory.instance.arrayNode();
            if (type.isArray()) {
                types.addAll((ArrayNode) type);
            } else {
                types.add(type);
            }
            schema.set("type", types.add("null"));
        }
        return schema;
    }

    private static void addNull(ArrayNode alternatives) {
        for (JsonNode one : alternatives) {
            if (isOf("null", one)) {
                return;
            }
        }
        alternatives.add(object().put("type", "null"));
    }

    private static boolean isOf(String type, JsonNode schema) {
        JsonNode given = schema.path("type");
        if (given.isTextual()) {
            return given.asText().equals(type);
        }
        for (JsonNode one : given) {
            if (one.asText().equals(type)) {
                return true;
            }
        }
        return false;
    }

    /** The types of the values of an enum or a const that names none. */
    private static JsonNode typesOf(JsonNode schema) {
        ArrayNode types = JsonNodeFactory.instance.arrayNode();
        JsonNode values = schema.path("enum");
        if (schema.has("const")) {
            return JsonNodeFactory.instance.textNode(typeOf(schema.get("const")));
        }
        Set<String> names = new java.util.LinkedHashSet<>();
        values.forEach(value -> names.add(typeOf(value)));
        names.forEach(types::add);
        return types.size() == 1 ? types.get(0) : types;
    }

    private static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case BOOLEAN -> "boolean";
            case NULL -> "null";
            default -> throw new Unspeakable("values that are objects or arrays");
        };
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
