package dev.taskrunner.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Values of each Java kind")
class JsonSchemaValuesTest {

    private enum Color {
        RED,
        GREEN
    }

    private record Point(int x, @Nullable Double y, Color color) {}

    private static JsonSchema type(String type) {
        return JsonSchema.parse("{\"type\":\"" + type + "\"}");
    }

    @Test
    void scalars() {
        for (Object integer :
                new Object[] {1, 2L, (short) 3, (byte) 4, BigInteger.TEN, new BigDecimal("5"), 6.0, 7.0f}) {
            assertThat(type("integer").validate(integer)).as("%s", integer).isEmpty();
        }
        for (Object number : new Object[] {1, 1.5, 1.5f, new BigDecimal("1.5")}) {
            assertThat(type("number").validate(number)).as("%s", number).isEmpty();
        }
        assertThat(type("boolean").validate(true)).isEmpty();
        assertThat(type("null").validate(null)).isEmpty();
        for (Object text : new Object[] {"a", 'a', Color.RED, UUID.randomUUID(), URI.create("a:b"), new byte[] {1}}) {
            assertThat(type("string").validate(text)).as("%s", text).isEmpty();
        }
        assertThat(type("string").validate(null)).hasSize(1);
        assertThat(type("integer").validate("5")).hasSize(1);
        assertThat(type("integer").validate(3.7)).hasSize(1);
    }

    @Test
    void textIsAValueAndNotParsed() {
        assertThat(type("object").validate("{}")).hasSize(1);
        assertThat(type("string").validate("{}")).isEmpty();
    }

    @Test
    void listsArraysOptionals() {
        JsonSchema integers = JsonSchema.parse("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}");
        assertThat(integers.validate(List.of(1, 2))).isEmpty();
        assertThat(integers.validate(new int[] {1, 2})).isEmpty();
        assertThat(integers.validate(new Object[] {1, "x"}))
                .extracting(Violation::pointer)
                .containsExactly("/1");
        assertThat(integers.validate(Arrays.asList(1, null)))
                .extracting(Violation::actual)
                .containsExactly("null");
        assertThat(type("integer").validate(Optional.of(1))).isEmpty();
        assertThat(type("null").validate(Optional.empty())).isEmpty();
    }

    @Test
    void records() {
        JsonSchema schema =
                JsonSchema.parse("{\"properties\":{\"x\":{\"type\":\"integer\"},\"y\":{\"type\":\"number\"},"
                        + "\"color\":{\"enum\":[\"RED\"]}},\"additionalProperties\":false,\"required\":[\"x\"]}");
        assertThat(schema.validate(new Point(1, 2.5, Color.RED))).isEmpty();
        assertThat(schema.validate(new Point(1, null, Color.GREEN)))
                .extracting(Violation::message)
                .containsExactlyInAnyOrder(
                        "/y: expected number, got null", "/color: expected one of \"RED\", got string \"GREEN\"");
    }

    @Test
    void timesAreIsoText() {
        assertThat(JsonSchema.parse("{\"type\":\"string\",\"format\":\"date-time\"}")
                        .validate(Instant.EPOCH))
                .isEmpty();
        assertThat(JsonSchema.parse("{\"type\":\"string\",\"format\":\"date\"}").validate(LocalDate.EPOCH))
                .isEmpty();
        assertThat(JsonSchema.parse("{\"type\":\"string\",\"format\":\"duration\"}")
                        .validate(Duration.ofHours(1)))
                .isEmpty();
    }

    @Test
    void trees() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put("a", 1);
        assertThat(JsonSchema.parse("{\"properties\":{\"a\":{\"type\":\"integer\"}}}")
                        .validate(tree))
                .isEmpty();
        assertThat(type("null").validate(MissingNode.getInstance())).isEmpty();
        tree.set("a", BinaryNode.valueOf(new byte[] {1, 2, 3}));
        assertThat(JsonSchema.parse("{\"properties\":{\"a\":{\"const\":\"AQID\"}}}")
                        .validate(tree))
                .isEmpty();
        tree.set("a", new POJONode(new Point(1, 1.0, Color.RED)));
        assertThat(JsonSchema.parse("{\"properties\":{\"a\":{\"required\":[\"x\"]}}}")
                        .validate(tree))
                .isEmpty();
    }

    @Test
    void whatJsonCannotSayIsNoNumber() {
        assertThat(type("number").validate(Double.NaN)).hasSize(1);
        assertThat(type("number").validate(DoubleNode.valueOf(Double.POSITIVE_INFINITY)))
                .hasSize(1);
        assertThat(JsonSchema.parse("{\"multipleOf\":2}").validate(Float.NaN)).isEmpty();
    }

    @Test
    void bytesAreBase64() {
        assertThat(JsonSchema.parse("{\"properties\":{\"b\":{\"const\":\"AQID\"}}}")
                        .validate(Map.of("b", new byte[] {1, 2, 3})))
                .isEmpty();
    }

    @Test
    void whatCannotBeWrittenIsAViolation() {
        JsonSchema any = JsonSchema.any();
        assertThat(any.validate(new Object()))
                .extracting(Violation::message)
                .containsExactly("(root): expected a value that can be written as JSON, got a java.lang.Object");
        Map<String, Object> cyclic = new HashMap<>();
        cyclic.put("self", cyclic);
        assertThat(any.validate(cyclic)).hasSize(1);
        assertThat(any.isValid(cyclic)).isFalse();
    }

    @Test
    void longValuesAreShortened() {
        List<Violation> violations = type("integer").validate("\"\n" + "é😀".repeat(1000));
        assertThat(violations.get(0).actual())
                .startsWith("string \"\\\"\\né😀")
                .endsWith("…\"")
                .hasSizeLessThan(90);
        Map<String, Object> wide = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            wide.put("member" + i, i);
        }
        assertThat(type("integer").validate(wide).get(0).actual())
                .hasSizeLessThan(90)
                .endsWith("…");
        assertThat(type("string")
                        .validate(new BigInteger("9".repeat(500)))
                        .get(0)
                        .actual())
                .hasSizeLessThan(90);
    }

    @Test
    void theValueIsNotChanged() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode().put("a", Double.NaN);
        JsonSchema.parse("{\"properties\":{\"a\":{\"default\":5}}}").validate(tree);
        assertThat(tree.get("a").doubleValue()).isNaN();
    }
}
