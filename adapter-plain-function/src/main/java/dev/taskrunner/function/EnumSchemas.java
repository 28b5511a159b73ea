package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Enums by the names that the mapper really writes, or really reads. */
final class EnumSchemas {
    private final Introspection mapper;

    EnumSchemas(Introspection mapper) {
        this.mapper = mapper;
    }

    ObjectNode written(JavaType type, JsonSerializer<?> serializer) {
        Set<JsonNode> values = new LinkedHashSet<>();
        for (Object constant : constants(type)) {
            JsonNode written = mapper.write(serializer, constant);
            if (written == null) {
                throw new UnsupportedTypeException(
                        "constant " + constant + " of " + type.toCanonical() + " cannot be written as JSON");
            }
            values.add(written);
        }
        return schema(values);
    }

    /** The written form of each constant if it is read back, else any text about the constant that is. */
    ObjectNode read(JavaType type, @Nullable Prop prop) {
        ObjectReader reader = mapper.mapper().readerFor(type);
        JsonSerializer<?> serializer = mapper.serializer(type, prop == null ? null : prop.property());
        Set<JsonNode> values = new LinkedHashSet<>();
        for (Object constant : constants(type)) {
            List<JsonNode> readable = candidates(constant, mapper.write(serializer, constant)).stream()
                    .filter(one -> reads(reader, one, constant))
                    .toList();
            if (!readable.isEmpty()) {
                values.add(readable.get(0));
                aliases(constant).filter(one -> reads(reader, one, constant)).forEach(values::add);
            }
        }
        if (values.isEmpty()) {
            throw new UnsupportedTypeException("no text is read as a constant of " + type.toCanonical()
                    + "; give its @JsonCreator a matching @JsonValue, or name the constants with @JsonProperty");
        }
        return schema(values);
    }

    private static Stream<JsonNode> aliases(Object constant) {
        return Stream.of(((Enum<?>) constant).getDeclaringClass().getDeclaredFields())
                .filter(field -> field.getName().equals(((Enum<?>) constant).name()))
                .flatMap(field -> Stream.of(field.getAnnotationsByType(JsonAlias.class)))
                .flatMap(alias -> Stream.of(alias.value()))
                .map(JsonNodeFactory.instance::textNode);
    }

    private static List<JsonNode> candidates(Object constant, @Nullable JsonNode written) {
        List<JsonNode> candidates = new ArrayList<>();
        if (written != null) {
            candidates.add(written);
        }
        JsonNodeFactory json = JsonNodeFactory.instance;
        for (Field field : ((Enum<?>) constant).getDeclaringClass().getDeclaredFields()) {
            Object value = Modifier.isStatic(field.getModifiers()) ? null : value(field, constant);
            if (value instanceof String text) {
                candidates.add(json.textNode(text));
            } else if (value instanceof Integer number) {
                candidates.add(json.numberNode(number));
            }
        }
        candidates.add(json.textNode(constant.toString()));
        candidates.add(json.textNode(((Enum<?>) constant).name()));
        return candidates;
    }

    private static @Nullable Object value(Field field, Object constant) {
        try {
            field.setAccessible(true);
            return field.get(constant);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            return null;
        }
    }

    private static boolean reads(ObjectReader reader, JsonNode value, Object constant) {
        try {
            return reader.readValue(value) == constant;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    private static Object[] constants(JavaType type) {
        Class<?> raw = type.getRawClass();
        Object[] constants = (raw.isEnum() ? raw : raw.getSuperclass()).getEnumConstants();
        if (constants.length == 0) {
            throw new UnsupportedTypeException(type.toCanonical() + " has no constants, so no value fits");
        }
        return constants;
    }

    private static ObjectNode schema(Set<JsonNode> values) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        if (values.stream().allMatch(JsonNode::isTextual)) {
            schema.put("type", "string");
        } else if (values.stream().allMatch(JsonNode::isIntegralNumber)) {
            schema.put("type", "integer");
        }
        ArrayNode names = schema.putArray("enum");
        values.forEach(names::add);
        return schema;
    }
}
