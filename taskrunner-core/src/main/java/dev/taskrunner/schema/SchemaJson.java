package dev.taskrunner.schema;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Text, Java values and trees into each other. Thread-safe. */
final class SchemaJson {

    /** Schemas are small; what is larger comes from a mistake or an attacker. */
    static final int MAX_CHARS = 1 << 20;

    /** Levels of objects and arrays in a schema. Compiling recurses several frames per level. */
    static final int MAX_DEPTH = 200;

    /** For values and for documents that are only carried. */
    static final ObjectMapper VALUES = mapper(StreamReadConstraints.DEFAULT_MAX_DEPTH);

    private static final ObjectMapper SCHEMAS = mapper(MAX_DEPTH);

    private SchemaJson() {}

    private static ObjectMapper mapper(int maxDepth) {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(maxDepth)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    /** Reads a schema document. */
    static JsonNode parseSchema(String json) {
        if (json.length() > MAX_CHARS) {
            throw new IllegalArgumentException(
                    "Not a JSON schema: longer than 1 MiB (" + json.length() + " characters)");
        }
        return parse(json, SCHEMAS);
    }

    /** Reads any document that need not be a schema. */
    static JsonNode parse(String json) {
        return parse(json, VALUES);
    }

    private static JsonNode parse(String json, ObjectMapper mapper) {
        JsonNode node;
        try {
            node = mapper.readTree(json);
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new IllegalArgumentException(
                    "Not a JSON schema: invalid JSON" + where + ": " + e.getOriginalMessage(), e);
        }
        if (node.isMissingNode()) {
            throw new IllegalArgumentException("Not a JSON schema: the text is empty");
        }
        return node;
    }

    /** Writes maps, trees and beans as JSON text. */
    static String write(Object value) {
        try {
            return VALUES.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not a JSON schema: " + e.getOriginalMessage(), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("Not a JSON schema: it nests too deep or contains itself", e);
        }
    }

    /** Turns a Java value into a tree as it would look on the wire; throws IllegalArgumentException when it cannot. */
    static JsonNode tree(@Nullable Object value) {
        JsonNode node = value instanceof JsonNode tree ? tree : VALUES.valueToTree(value);
        return node == null || node.isMissingNode() ? NullNode.getInstance() : wire(node);
    }

    /** Replaces what only exists in memory (binary, embedded objects, NaN); a tree without such comes back as it is. */
    private static JsonNode wire(JsonNode node) {
        return isWire(node) ? node : parse(write(node), VALUES);
    }

    private static boolean isWire(JsonNode node) {
        if (node.isContainerNode()) {
            for (JsonNode child : node) {
                if (!isWire(child)) {
                    return false;
                }
            }
            return true;
        }
        boolean isFinite = !node.isFloatingPointNumber() || Double.isFinite(node.doubleValue());
        return isFinite && !node.isBinary() && !node.isPojo();
    }

    /** Counts the nodes of a tree. */
    static long count(JsonNode node) {
        long count = 1;
        for (JsonNode child : node) {
            count += count(child);
        }
        return count;
    }

    /** Turns a tree into unmodifiable maps and lists and plain values. */
    static @Nullable Object plain(JsonNode node) {
        if (node.isObject()) {
            return plainMap(node);
        }
        if (node.isArray()) {
            List<@Nullable Object> list = new ArrayList<>(node.size());
            node.forEach(item -> list.add(plain(item)));
            return Collections.unmodifiableList(list);
        }
        if (node.isTextual()) {
            return node.textValue();
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        return node.isNumber() ? node.numberValue() : null;
    }

    /** Turns an object into an unmodifiable map; its values may be null like JSON's. */
    static Map<String, Object> plainMap(JsonNode object) {
        Map<String, Object> map = new LinkedHashMap<>();
        object.properties().forEach(member -> map.put(member.getKey(), plain(member.getValue())));
        return Collections.unmodifiableMap(map);
    }
}
