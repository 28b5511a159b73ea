package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Makes a generated schema short: no wrappers, the root in place, no definitions that nobody refers to. */
final class SchemaTidy {
    private static final String PREFIX = "#/$defs/";

    private final Map<String, ObjectNode> parts;

    /** Puts these parts into their places. */
    SchemaTidy(Map<String, ObjectNode> parts) {
        this.parts = parts;
    }

    ObjectNode tidy(ObjectNode root, ObjectNode definitions) {
        ObjectNode clean = (ObjectNode) unwrapped(root);
        ObjectNode named = (ObjectNode) unwrapped(definitions);
        if (clean.has("$ref")) {
            JsonNode target = named.path(clean.get("$ref").asText().substring(PREFIX.length()));
            clean.remove("$ref");
            clean = merged((ObjectNode) target.deepCopy(), clean);
        }
        Set<String> used = new LinkedHashSet<>();
        collect(clean, named, used);
        if (!used.isEmpty()) {
            ObjectNode kept = clean.putObject("$defs");
            named.properties().forEach(one -> {
                if (used.contains(one.getKey())) {
                    kept.set(one.getKey(), one.getValue());
                }
            });
        }
        return clean;
    }

    private static void collect(JsonNode node, ObjectNode named, Set<String> used) {
        JsonNode reference = node.get("$ref");
        if (reference != null && reference.isTextual()) {
            String name = reference.asText().substring(PREFIX.length());
            if (used.add(name)) {
                collect(named.path(name), named, used);
            }
        }
        node.forEach(child -> collect(child, named, used));
    }

    /** Replaces every place by its part and every allOf of one by that one. */
    private JsonNode unwrapped(JsonNode node) {
        if (node instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> copy.add(unwrapped(item)));
            return copy;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        if (object.has(Definitions.PLACE)) {
            return unwrapped(Objects.requireNonNull(
                    parts.get(object.get(Definitions.PLACE).asText())));
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            copy.set(member.getKey(), unwrapped(member.getValue()));
        }
        JsonNode only = copy.path("allOf");
        boolean isWrapper =
                only.isArray() && only.size() == 1 && only.get(0).isObject() && isSchemaOfItsOwn(only.get(0));
        if (!isWrapper) {
            return copy;
        }
        copy.remove("allOf");
        return merged((ObjectNode) only.get(0), copy);
    }

    private static boolean isSchemaOfItsOwn(JsonNode schema) {
        return schema.has("$ref") || schema.has("type") || schema.has("anyOf") || schema.isEmpty();
    }

    private static ObjectNode merged(ObjectNode base, ObjectNode more) {
        ObjectNode merged = base.deepCopy();
        more.properties().forEach(one -> {
            if (one.getKey().equals("required") && merged.get("required") instanceof ArrayNode given) {
                Set<JsonNode> known = new HashSet<>();
                given.forEach(known::add);
                one.getValue().forEach(name -> {
                    if (known.add(name)) {
                        given.add(name);
                    }
                });
            } else {
                merged.set(one.getKey(), one.getValue());
            }
        });
        return merged;
    }
}
