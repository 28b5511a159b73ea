package dev.taskrunner.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawJsonTest {
    record Point(int x, @Nullable String label) {}

    record Holder(RawJson raw, @Nullable RawJson absent, Instant at) {}

    record Nothing() {}

    record Cheat(@JsonRawValue String raw) {}

    @Test
    @DisplayName("Java values become compact JSON")
    void of() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("s", "q\"\\\n\u0001\u00e9\uD83D\uDE00\uD800");
        map.put("n", null);
        map.put("list", Arrays.asList(1, 2L, true, null, 1.5, new Point(3, "p"), Map.of(), List.of()));
        map.put("raw", new Object[] {RawJson.EMPTY_OBJECT, JsonFields.EMPTY, Map.of(7, RawJson.NULL)});
        assertThat(RawJson.of(map))
                .hasToString("{\"s\":\"q\\\"\\\\\\n\\u0001\u00e9\uD83D\uDE00\\ud800\",\"n\":null,"
                        + "\"list\":[1,2,true,null,1.5,{\"x\":3,\"label\":\"p\"},{},[]],\"raw\":[{},{},{\"7\":null}]}");
        assertThat(RawJson.of(null)).isSameAs(RawJson.NULL);
        assertThat(RawJson.of(RawJson.EMPTY_OBJECT)).isSameAs(RawJson.EMPTY_OBJECT);
        assertThat(RawJson.of(false)).hasToString("false");
        assertThat(RawJson.of(new Nothing())).hasToString("{}");
        assertThat(RawJson.of(Instant.EPOCH)).hasToString("\"1970-01-01T00:00:00Z\"");
    }

    @Test
    @DisplayName("Jackson trees are written as they are")
    void ofTree() throws Exception {
        JsonNode tree = new ObjectMapper().readTree("{\"a\":[1,{\"b\":null}]}");
        assertThat(RawJson.of(tree)).hasToString("{\"a\":[1,{\"b\":null}]}");
        assertThat(RawJson.of(Map.of("t", tree))).hasToString("{\"t\":{\"a\":[1,{\"b\":null}]}}");
    }

    @Test
    @DisplayName(
            "What is no JSON is refused with IllegalArgumentException: cycles, bad keys, failing getters, raw text")
    void notWritable() {
        List<Object> cycle = new ArrayList<>();
        cycle.add(cycle);
        Object failing = new Object() {
            @SuppressWarnings("unused")
            public String getName() {
                throw new IllegalStateException("no name");
            }
        };
        for (Object value :
                List.of(new Object(), cycle, new Object[] {cycle}, failing, new Cheat("\"open"), new Cheat("1,2:3"))) {
            assertThatThrownBy(() -> RawJson.of(value)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("The kind shows without parsing")
    void kinds() throws Exception {
        assertThat(RawJson.parse(" null ").isNull()).isTrue();
        assertThat(RawJson.parse("{}").isObject()).isTrue();
        assertThat(RawJson.parse("[]").isArray()).isTrue();
        assertThat(RawJson.parse("\"\"").isString()).isTrue();
        assertThat(RawJson.parse("true").isBoolean() && RawJson.parse("false").isBoolean())
                .isTrue();
        assertThat(RawJson.parse("-1").isNumber() && RawJson.parse("0").isNumber())
                .isTrue();
        RawJson text = RawJson.parse("\"[{\"");
        assertThat(text.isNull() || text.isObject() || text.isArray() || text.isBoolean() || text.isNumber())
                .isFalse();
    }

    @Test
    @DisplayName("Binding: records, trees, plain Java; unknown members are ignored")
    void binding() throws Exception {
        RawJson json = RawJson.parse("{\"x\":1,\"sibling\":[2],\"label\":\"\\u00e9\"}");
        assertThat(json.as(Point.class)).isEqualTo(new Point(1, "\u00e9"));
        assertThat(json.as(JsonNode.class).path("sibling").path(0).asInt()).isEqualTo(2);
        assertThat(json.as(Object.class)).isEqualTo(Map.of("x", 1, "sibling", List.of(2), "label", "\u00e9"));
        assertThat(json.value()).isInstanceOf(LinkedHashMap.class);
        assertThat(json.as(RawJson.class)).isSameAs(json);
        assertThat(json.as(JsonFields.class).integer("x")).isEqualTo(1);
        assertThat(RawJson.parse("123456789012345678901234567890").value())
                .isEqualTo(new BigInteger("123456789012345678901234567890"));
    }

    @Test
    @DisplayName("Raw values inside records keep their spelling of numbers")
    void rawInside() throws Exception {
        RawJson json =
                RawJson.parse("{\"at\":\"1970-01-01T00:00:01Z\",\"raw\":{\"pi\":3.14000000000000000001,\"n\":null}}");
        Holder holder = json.as(Holder.class);
        assertThat(holder.raw()).hasToString("{\"pi\":3.14000000000000000001,\"n\":null}");
        assertThat(holder.absent()).isNull();
        assertThat(holder.at()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(RawJson.of(holder).fields().raw("raw")).isEqualTo(holder.raw());
        assertThat(RawJson.parse("{\"raw\":null}").as(Holder.class).raw()).isEqualTo(RawJson.NULL);
    }

    @Test
    @DisplayName("JSON null binds to a tree only")
    void nullBinding() throws Exception {
        assertThat(RawJson.NULL.value()).isNull();
        assertThat(RawJson.NULL.as(JsonNode.class).isNull()).isTrue();
        assertThatThrownBy(() -> RawJson.NULL.as(Object.class)).isInstanceOf(WireException.class);
        assertThatThrownBy(() -> RawJson.NULL.as(Point.class)).isInstanceOf(WireException.class);
    }

    @Test
    @DisplayName("A failed binding says where and what was wanted, never what came")
    void safeMessages() throws Exception {
        assertThatThrownBy(() -> RawJson.parse("{\"x\":\"secret\"}").as(Point.class))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("/x")
                .hasMessageContaining("int")
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> RawJson.parse("{\"a\": secret}"))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("byte 6")
                .hasMessageNotContaining("secret");
    }

    @Test
    @DisplayName("Strings are decoded on demand")
    void strings() throws Exception {
        String text = "\b\f\n\r\t\"\\/ \u0000 \u00e9 \u20ac \uD83D\uDE00";
        assertThat(RawJson.of(text).string()).isEqualTo(text);
        assertThat(RawJson.parse("\"\\b\\f\\n\\r\\t\\\"\\\\\\/ \\u0000 \\u00E9 \u20ac \\ud83d\\uDE00\"")
                        .string())
                .isEqualTo(text);
        assertThat(RawJson.of("\uD800x").string()).isEqualTo("\uD800x");
        assertThat(RawJson.parse("\"plain\"").as(String.class)).isEqualTo("plain");
        assertThatThrownBy(() -> RawJson.parse("1").string()).isInstanceOf(WireException.class);
    }

    @Test
    @DisplayName("Arrays and objects open one level at a time, as slices of the same text")
    void shallow() throws Exception {
        RawJson json = RawJson.parse(" [ {\"a\" : [1, {\"b\":\"]}\"} ]} , 2 ,\"\\\"\" ] ");
        assertThat(json).hasToString("[ {\"a\" : [1, {\"b\":\"]}\"} ]} , 2 ,\"\\\"\" ]");
        List<RawJson> elements = json.elements();
        assertThat(elements)
                .extracting(RawJson::toString)
                .containsExactly("{\"a\" : [1, {\"b\":\"]}\"} ]}", "2", "\"\\\"\"");
        assertThat(elements.get(0).fields().raw("a")).hasToString("[1, {\"b\":\"]}\"} ]");
        assertThat(RawJson.parse("[ ]").elements()).isEmpty();
        assertThatThrownBy(() -> elements.add(RawJson.NULL)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(json::fields).isInstanceOf(WireException.class);
        assertThatThrownBy(RawJson.EMPTY_OBJECT::elements).isInstanceOf(WireException.class);
    }

    @Test
    @DisplayName("Equality, size and copies go by the bytes")
    void bytes() throws Exception {
        byte[] utf8 = "[\"\u00e9\",\"\u00e9\"]".getBytes(StandardCharsets.UTF_8);
        RawJson json = RawJson.parse(utf8);
        Arrays.fill(utf8, (byte) 'x');
        assertThat(json).hasToString("[\"\u00e9\",\"\u00e9\"]");
        assertThat(json.size()).isEqualTo(11);
        json.toBytes()[0] = 'x';
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        json.writeTo(out);
        assertThat(out.toByteArray()).isEqualTo(json.toBytes());
        List<RawJson> elements = json.elements();
        assertThat(elements.get(0)).isEqualTo(elements.get(1)).hasSameHashCodeAs(elements.get(1));
        assertThat(elements.get(0)).isNotEqualTo(json).isEqualTo(RawJson.of("\u00e9"));
    }

    @ParameterizedTest(name = "Not JSON: {0}")
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "}",
                "[",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{a:1}",
                "{\"a\" 1}",
                "{}{}",
                "1 2",
                "[1}",
                "{\"a\":1]",
                "tru",
                "nul",
                "nullx",
                "NaN",
                "-Infinity",
                "+1",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "1e+",
                "0x1",
                "'a'",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12\"",
                "\"\\",
                "\"\t\"",
                "/**/1",
                "\uFEFF1",
                "1e400",
                "-1e999999999",
                "[[1],[2]",
                "{\"a\":{\"b\":1}",
                "\u0000",
                "{\"a\":1}\u0000"
            })
    void notJson(String text) {
        assertThatThrownBy(() -> RawJson.parse(text)).isInstanceOf(WireException.class);
    }

    @ParameterizedTest(name = "Not UTF-8: {0}")
    @ValueSource(
            strings = {"80", "C080", "C3", "C328", "E080AF", "EDA080", "F08080AF", "F4908080", "F5808080", "E282", "FF"
            })
    void notUtf8(String hex) {
        byte[] json = Hex.array(Hex.bytes("22" + hex + "22"));
        assertThatThrownBy(() -> RawJson.parse(json)).isInstanceOf(WireException.class);
    }

    @Test
    @DisplayName("Nesting is bounded at 1000 and needs no stack, for reading and for binding")
    void nesting() throws Exception {
        String deepest = "[".repeat(1000) + "]".repeat(1000);
        assertThat(RawJson.parse(deepest).as(JsonNode.class).size()).isEqualTo(1);
        assertThat(RawJson.parse(deepest).value()).isInstanceOf(List.class);
        assertThat(RawJson.parse(deepest).elements().get(0).size()).isEqualTo(1998);
        String objects = "{\"a\":".repeat(999) + "{}" + "}".repeat(999);
        assertThat(RawJson.parse(objects).fields().object("a")).isNotNull();
        for (String bomb : List.of("[".repeat(1_000_000), "{\"a\":".repeat(1_000_000), "[" + deepest + "]")) {
            assertThatThrownBy(() -> RawJson.parse(bomb)).isInstanceOf(WireException.class);
        }
    }

    @Test
    @DisplayName("Numbers of more than 1000 characters are refused")
    void longNumbers() throws Exception {
        assertThat(RawJson.parse("9".repeat(300)).value()).isInstanceOf(BigInteger.class);
        assertThat(RawJson.parse("0." + "1".repeat(998)).value()).isInstanceOf(Double.class);
        for (String number : List.of("0." + "1".repeat(999), "9".repeat(310), "9".repeat(1_000_000))) {
            assertThatThrownBy(() -> RawJson.parse(number)).isInstanceOf(WireException.class);
        }
    }
}
