package dev.taskrunner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Numbers such as {@code 3.0}, written as integers. */
final class WholeNumbers {
    private WholeNumbers() {}

    /** A copy in which every number without a fraction is an integer; other trees compare equal to the original. */
    static JsonNode in(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(member -> copy.set(member.getKey(), in(member.getValue())));
            return copy;
        }
        if (tree instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode(array.size());
            array.forEach(element -> copy.add(in(element)));
            return copy;
        }
        // canConvertToLong: within range, and beyond 2^53 a double is whole but not what was meant.
        boolean whole = tree.isFloatingPointNumber() && tree.canConvertToLong() && tree.canConvertToExactIntegral();
        return whole ? LongNode.valueOf(tree.longValue()) : tree;
    }
}
