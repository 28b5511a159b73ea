package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.Map;

/** Trees made of Java values may hold bytes as they are; JSON has only text for them. */
final class Trees {
    private Trees() {}

    /** The same tree, changed in place where it held bytes. */
    static JsonNode plain(JsonNode tree) {
        if (tree.isDouble() || tree.isFloat()) {
            return finite(tree);
        }
        if (tree instanceof BinaryNode bytes) {
            return TextNode.valueOf(bytes.asText());
        }
        if (tree instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                if (mayHold(member.getValue())) {
                    member.setValue(plain(member.getValue()));
                }
            }
        } else if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (mayHold(array.get(i))) {
                    array.set(i, plain(array.get(i)));
                }
            }
        }
        return tree;
    }

    private static boolean mayHold(JsonNode value) {
        return value instanceof BinaryNode || value.isContainerNode() || value.isDouble() || value.isFloat();
    }

    private static JsonNode finite(JsonNode number) {
        if (!Double.isFinite(number.doubleValue())) {
            throw new TaskException(
                    ErrorCode.INVALID_RESPONSE, "the result holds " + number.doubleValue() + ", which is not JSON");
        }
        return number;
    }
}
