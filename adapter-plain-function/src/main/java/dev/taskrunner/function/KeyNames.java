package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The names under which the constants of an enum are keys of a map; they may differ from their names as values. */
final class KeyNames {
    private KeyNames() {}

    static ArrayNode of(Introspection mapper, JavaType key, Direction direction) {
        JavaType map =
                mapper.mapper().getTypeFactory().constructMapType(EnumMap.class, key, mapper.type(Boolean.class));
        Set<String> names = new LinkedHashSet<>();
        for (Object constant : key.getRawClass().getEnumConstants()) {
            JsonNode written = mapper.mapper().valueToTree(Map.of(constant, true));
            written.fieldNames().forEachRemaining(name -> {
                if (direction == Direction.OUTPUT || reads(mapper, map, name)) {
                    names.add(name);
                }
            });
        }
        if (names.isEmpty()) {
            throw new UnsupportedTypeException(
                    "keys of type " + key.toCanonical() + " are written under names that are not read");
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        names.forEach(array::add);
        return array;
    }

    /** All whole numbers between two that have as many digits: keys are text, to which no minimum applies. */
    static String between(long min, long max) {
        return "^(?:-?(?:" + upTo(String.valueOf(max)) + ")|" + min + ")$";
    }

    private static String upTo(String max) {
        StringBuilder pattern = new StringBuilder("[0-9]{1," + (max.length() - 1) + "}|" + max);
        for (int i = 0; i < max.length(); i++) {
            int digit = max.charAt(i) - '0';
            int least = i == 0 ? 1 : 0;
            if (digit > least) {
                int rest = max.length() - i - 1;
                pattern.append('|')
                        .append(max, 0, i)
                        .append('[')
                        .append(least)
                        .append('-')
                        .append(digit - 1)
                        .append(']');
                pattern.append(rest == 0 ? "" : "[0-9]{" + rest + "}");
            }
        }
        return pattern.toString();
    }

    private static boolean reads(Introspection mapper, JavaType map, String name) {
        ObjectNode one = JsonNodeFactory.instance.objectNode().put(name, true);
        try {
            mapper.mapper().readerFor(map).readValue(one);
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
