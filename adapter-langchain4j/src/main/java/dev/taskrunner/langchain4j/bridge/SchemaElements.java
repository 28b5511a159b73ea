package dev.taskrunner.langchain4j.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.request.json.JsonAnyOfSchema;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNullSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** LangChain4j's schema elements of JSON: its own kinds where they say all, raw JSON elsewhere. */
final class SchemaElements {
    private static final String DEFINITIONS = "#/$defs/";

    /** Words about the document that say nothing about values. */
    private static final Set<String> IDLE = Set.of("$schema", "$id", "$comment", "title");

    private static final Set<String> ROOT =
            Set.of("type", "description", "properties", "required", "additionalProperties", "$defs");

    /** The arguments object. What has no place in it is told in its description. */
    JsonObjectSchema root(JsonNode schema) {
        JsonObjectSchema.Builder object = JsonObjectSchema.builder();
        ObjectNode more = ToolSchemas.JSON.createObjectNode();
        for (Map.Entry<String, JsonNode> word : schema.properties()) {
            boolean hasPlace = ROOT.contains(word.getKey())
                    && !(word.getKey().equals("additionalProperties")
                            && !word.getValue().isBoolean());
            if (!hasPlace && !IDLE.contains(word.getKey())) {
                more.set(word.getKey(), word.getValue());
            }
        }
        Map<String, JsonSchemaElement> properties = elements(schema.path("properties"));
        Set<String> required = texts(schema.path("required"));
        JsonNode parts = schema.has("anyOf") ? schema.path("anyOf") : schema.path("oneOf");
        if (properties.isEmpty() && !parts.isEmpty()) {
            addUnion(schema, parts, properties, required);
        }
        object.addProperties(properties).required(List.copyOf(required)).definitions(elements(schema.path("$defs")));
        if (schema.path("additionalProperties").isBoolean()) {
            object.additionalProperties(schema.path("additionalProperties").booleanValue());
        }
        String description = description(schema.path("description").asText(""), more);
        if (!description.isEmpty()) {
            object.description(description);
        }
        return object.build();
    }

    private static String description(String own, ObjectNode more) {
        if (more.isEmpty()) {
            return own;
        }
        return (own.isEmpty() ? "" : own + "\n") + "The arguments must also match this JSON Schema: " + more;
    }

    /** The root of providers' schemas is no union, so all its parts' properties are offered. */
    private void addUnion(
            JsonNode schema, JsonNode parts, Map<String, JsonSchemaElement> properties, Set<String> required) {
        Map<String, List<JsonNode>> found = new LinkedHashMap<>();
        Set<String> common = null;
        for (JsonNode part : parts) {
            JsonNode target = target(schema, part);
            for (Map.Entry<String, JsonNode> property :
                    target.path("properties").properties()) {
                List<JsonNode> known = found.computeIfAbsent(property.getKey(), name -> new ArrayList<>());
                if (!known.contains(property.getValue())) {
                    known.add(property.getValue());
                }
            }
            Set<String> own = texts(target.path("required"));
            if (common == null) {
                common = own;
            } else {
                common.retainAll(own);
            }
        }
        found.forEach((name, schemas) -> properties.put(name, union(schemas)));
        if (common != null) {
            required.addAll(common);
        }
    }

    private static JsonNode target(JsonNode schema, JsonNode part) {
        String reference = part.path("$ref").asText("");
        return reference.startsWith("#/") ? schema.at(reference.substring(1)) : part;
    }

    private JsonSchemaElement union(List<JsonNode> schemas) {
        if (schemas.size() == 1) {
            return element(schemas.get(0));
        }
        List<JsonSchemaElement> parts = new ArrayList<>();
        schemas.forEach(one -> parts.add(element(one)));
        return JsonAnyOfSchema.builder().anyOf(parts).build();
    }

    JsonSchemaElement element(JsonNode schema) {
        JsonSchemaElement known = known(schema);
        return known == null ? JsonRawSchema.from(schema.toString()) : known;
    }

    /** Null when LangChain4j's kinds would lose something. */
    private @Nullable JsonSchemaElement known(JsonNode schema) {
        if (!schema.isObject()) {
            return null;
        }
        String description =
                schema.hasNonNull("description") ? schema.path("description").asText() : null;
        if (schema.path("$ref").isTextual()) {
            String target = schema.path("$ref").asText();
            boolean plain = only(schema, "$ref") && target.matches("#/\\$defs/[A-Za-z0-9_.-]+");
            return plain
                    ? JsonReferenceSchema.builder()
                            .reference(target.substring(DEFINITIONS.length()))
                            .build()
                    : null;
        }
        if (schema.path("anyOf").isArray() && only(schema, "anyOf", "description")) {
            List<JsonSchemaElement> parts = new ArrayList<>();
            schema.path("anyOf").forEach(part -> parts.add(element(part)));
            return JsonAnyOfSchema.builder()
                    .description(description)
                    .anyOf(parts)
                    .build();
        }
        return switch (schema.path("type").asText("")) {
            case "string" -> text(schema, description);
            case "integer" ->
                only(schema, "type", "description")
                        ? JsonIntegerSchema.builder().description(description).build()
                        : null;
            case "number" ->
                only(schema, "type", "description")
                        ? JsonNumberSchema.builder().description(description).build()
                        : null;
            case "boolean" ->
                only(schema, "type", "description")
                        ? JsonBooleanSchema.builder().description(description).build()
                        : null;
            case "null" -> only(schema, "type") ? new JsonNullSchema() : null;
            case "array" ->
                only(schema, "type", "description", "items")
                                && schema.path("items").isObject()
                        ? JsonArraySchema.builder()
                                .description(description)
                                .items(element(schema.path("items")))
                                .build()
                        : null;
            case "object" -> object(schema, description);
            default -> null;
        };
    }

    private static @Nullable JsonSchemaElement text(JsonNode schema, @Nullable String description) {
        if (only(schema, "type", "description")) {
            return JsonStringSchema.builder().description(description).build();
        }
        if (!only(schema, "type", "description", "enum")) {
            return null;
        }
        List<String> values = new ArrayList<>();
        for (JsonNode value : schema.path("enum")) {
            if (!value.isTextual()) {
                return null;
            }
            values.add(value.asText());
        }
        return JsonEnumSchema.builder()
                .description(description)
                .enumValues(values)
                .build();
    }

    /** A closed object stays LangChain4j's, though some clients do not send that it is closed: they validate nothing. */
    private @Nullable JsonSchemaElement object(JsonNode schema, @Nullable String description) {
        boolean known = only(schema, "type", "description", "properties", "required", "additionalProperties")
                && schema.path("properties").isObject()
                && (!schema.has("additionalProperties")
                        || schema.path("additionalProperties").isBoolean());
        if (!known) {
            return null;
        }
        JsonObjectSchema.Builder object = JsonObjectSchema.builder()
                .addProperties(elements(schema.path("properties")))
                .required(List.copyOf(texts(schema.path("required"))));
        if (description != null) {
            object.description(description);
        }
        if (schema.has("additionalProperties")) {
            object.additionalProperties(schema.path("additionalProperties").booleanValue());
        }
        return object.build();
    }

    private Map<String, JsonSchemaElement> elements(JsonNode schemas) {
        Map<String, JsonSchemaElement> elements = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> one : schemas.properties()) {
            elements.put(one.getKey(), element(one.getValue()));
        }
        return elements;
    }

    private static Set<String> texts(JsonNode array) {
        Set<String> texts = new java.util.LinkedHashSet<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static boolean only(JsonNode schema, String... words) {
        Set<String> said = new HashSet<>();
        schema.fieldNames().forEachRemaining(said::add);
        said.removeAll(IDLE);
        said.removeAll(Set.of(words));
        return said.isEmpty();
    }

    /** A name as it stands in a JSON pointer. */
    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
