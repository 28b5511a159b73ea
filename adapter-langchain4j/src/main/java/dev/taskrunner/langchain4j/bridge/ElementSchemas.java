package dev.taskrunner.langchain4j.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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
import java.util.List;
import java.util.Map;

/** JSON of LangChain4j's schema elements. Its own writer drops what it says about additional properties. */
final class ElementSchemas {
    private ElementSchemas() {}

    static JsonNode of(JsonSchemaElement element) {
        if (element instanceof JsonRawSchema raw) {
            return ToolSchemas.parse(raw.schema());
        }
        ObjectNode json = ToolSchemas.JSON.createObjectNode();
        if (element instanceof JsonReferenceSchema reference) {
            return json.put("$ref", "#/$defs/" + SchemaElements.escaped(reference.reference()));
        }
        String type = type(element);
        if (type != null) {
            json.put("type", type);
        }
        if (element.description() != null) {
            json.put("description", element.description());
        }
        if (element instanceof JsonObjectSchema object) {
            addObject(json, object);
        } else if (element instanceof JsonArraySchema array && array.items() != null) {
            json.set("items", of(array.items()));
        } else if (element instanceof JsonEnumSchema enumeration) {
            addTexts(json.putArray("enum"), enumeration.enumValues());
        } else if (element instanceof JsonAnyOfSchema union) {
            ArrayNode parts = json.putArray("anyOf");
            union.anyOf().forEach(part -> parts.add(of(part)));
        }
        return json;
    }

    private static @org.jspecify.annotations.Nullable String type(JsonSchemaElement element) {
        if (element instanceof JsonObjectSchema) {
            return "object";
        }
        if (element instanceof JsonArraySchema) {
            return "array";
        }
        if (element instanceof JsonStringSchema || element instanceof JsonEnumSchema) {
            return "string";
        }
        if (element instanceof JsonIntegerSchema) {
            return "integer";
        }
        if (element instanceof JsonNumberSchema) {
            return "number";
        }
        if (element instanceof JsonBooleanSchema) {
            return "boolean";
        }
        if (element instanceof JsonNullSchema) {
            return "null";
        }
        if (element instanceof JsonAnyOfSchema) {
            return null;
        }
        throw new IllegalArgumentException(
                "a schema element that is not known here: " + element.getClass().getName());
    }

    private static void addObject(ObjectNode json, JsonObjectSchema object) {
        json.set("properties", all(object.properties()));
        if (object.required() != null && !object.required().isEmpty()) {
            addTexts(json.putArray("required"), object.required());
        }
        if (object.additionalProperties() != null) {
            json.put("additionalProperties", object.additionalProperties());
        }
        if (object.definitions() != null && !object.definitions().isEmpty()) {
            json.set("$defs", all(object.definitions()));
        }
    }

    private static ObjectNode all(Map<String, JsonSchemaElement> elements) {
        ObjectNode json = ToolSchemas.JSON.createObjectNode();
        elements.forEach((name, element) -> json.set(name, of(element)));
        return json;
    }

    private static void addTexts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }
}
