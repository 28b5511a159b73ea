package dev.taskrunner.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFieldsTest {
    private static final String ALL = """
        {"s":"te\\u0078t","t":true,"f":false,"i":42,"d":-1.5,"o":{"x":1},"a":[1,"two",null,"three"],"n":null,
        "unknown":{"deep":[[[]]]}}\
        """;

    private static JsonFields fields(String json) throws WireException {
        return RawJson.parse(json).fields();
    }

    @Test
    @DisplayName("Members of the right type read, unknown siblings or not")
    void present() throws Exception {
        JsonFields fields = fields(ALL);
        assertThat(fields.names()).containsExactly("s", "t", "f", "i", "d", "o", "a", "n", "unknown");
        assertThat(fields.string("s")).isEqualTo("text");
        assertThat(fields.bool("t")).isTrue();
        assertThat(fields.bool("f")).isFalse();
        assertThat(fields.integer("i")).isEqualTo(42);
        assertThat(fields.number("i")).isEqualTo(42.0);
        assertThat(fields.number("d")).isEqualTo(-1.5);
        assertThat(fields.object("o")).isEqualTo(fields("{\"x\":1}"));
        assertThat(fields.array("a")).hasSize(4);
        assertThat(fields.strings("a")).containsExactly("two", "three");
        assertThat(fields.requireString("s")).isEqualTo("text");
        assertThat(fields.requireObject("o")).hasToString("{\"x\":1}");
        assertThat(fields.toRaw()).hasToString(ALL);
    }

    @ParameterizedTest(name = "Absent, null or wrongly typed reads as null: {0}")
    @ValueSource(strings = {"absent", "n", "o", "a", "t", "i", "s"})
    void lenient(String name) throws Exception {
        JsonFields fields = fields(ALL);
        assertThat(fields.string(name)).isEqualTo(name.equals("s") ? "text" : null);
        assertThat(fields.bool(name)).isEqualTo(name.equals("t") ? true : null);
        assertThat(fields.integer(name)).isEqualTo(name.equals("i") ? 42L : null);
        assertThat(fields.number(name)).isEqualTo(name.equals("i") ? 42.0 : null);
        assertThat(fields.object(name) != null).isEqualTo(name.equals("o"));
        assertThat(fields.array(name) != null).isEqualTo(name.equals("a"));
        assertThat(fields.strings(name) != null).isEqualTo(name.equals("a"));
    }

    @Test
    @DisplayName("Null is a member, absence is none")
    void nullAndAbsent() throws Exception {
        JsonFields fields = fields(ALL);
        assertThat(fields.has("n")).isTrue();
        assertThat(fields.raw("n")).isSameAs(RawJson.NULL);
        assertThat(fields.has("absent")).isFalse();
        assertThat(fields.raw("absent")).isNull();
    }

    @Test
    @DisplayName("What is required and not there is named, without its value")
    void required() throws Exception {
        JsonFields fields = fields("{\"agent\":[\"secret\"],\"arguments\":null}");
        for (String name : List.of("agent", "arguments", "absent")) {
            assertThatThrownBy(() -> fields.requireString(name))
                    .isInstanceOf(WireException.class)
                    .hasMessage("member '" + name + "' must be a string");
            assertThatThrownBy(() -> fields.requireObject(name))
                    .isInstanceOf(WireException.class)
                    .hasMessage("member '" + name + "' must be an object");
        }
    }

    @Test
    @DisplayName("Whole numbers: as a fraction or exponent too, never rounded, wrapped or expanded")
    void integers() throws Exception {
        JsonFields fields = fields("{\"max\":9223372036854775807,\"over\":9223372036854775808,\"zero\":3.0,\"exp\":1e3,"
                + "\"half\":1.5,\"tiny\":1e-999999999,\"huge\":1e300,\"none\":0e99999}");
        assertThat(fields.integer("max")).isEqualTo(Long.MAX_VALUE);
        assertThat(fields.integer("zero")).isEqualTo(3);
        assertThat(fields.integer("exp")).isEqualTo(1000);
        assertThat(fields.integer("none")).isZero();
        for (String name : List.of("over", "half", "tiny", "huge")) {
            assertThat(fields.integer(name)).as(name).isNull();
        }
        assertThat(fields.number("huge")).isEqualTo(1e300);
    }

    @Test
    @DisplayName("The last of several members of one name wins, also when written again")
    void duplicates() throws Exception {
        JsonFields fields = fields("{\"a\":1,\"b\":2,\"\\u0061\":3}");
        assertThat(fields.names()).containsExactly("a", "b");
        assertThat(fields.integer("a")).isEqualTo(3);
        assertThat(fields.toRaw()).hasToString("{\"a\":3,\"b\":2}");
    }

    @Test
    @DisplayName("Names with escapes and letters of several bytes")
    void names() throws Exception {
        JsonFields fields = fields("{ \"\\\"\\\\\" : 1 , \"\u00e9\uD83D\uDE00\" :2,\"\":3 }");
        assertThat(fields.names()).containsExactly("\"\\", "\u00e9\uD83D\uDE00", "");
        JsonFields again = JsonFields.builder().putAll(fields).build();
        assertThat(again.toRaw()).hasToString("{\"\\\"\\\\\":1,\"\u00e9\uD83D\uDE00\":2,\"\":3}");
        assertThat(again).isEqualTo(fields).hasSameHashCodeAs(fields);
    }

    @Test
    @DisplayName("The builder keeps order, writes null only where told, and can go on")
    void builder() throws Exception {
        JsonFields.Builder builder = JsonFields.builder()
                .put("z", 1)
                .put("null", null)
                .putIfPresent("skipped", null)
                .putIfPresent("a", List.of("x"))
                .put("raw", RawJson.parse("{ \"as\" : \"is\" }"))
                .put("fields", fields("{\"k\":1}"))
                .put("z", Map.of("replaced", true));
        JsonFields first = builder.build();
        builder.put("later", 1).putAll(fields("{\"a\":2}"));
        String start = "{\"z\":{\"replaced\":true},\"null\":null,\"a\":";
        String middle = ",\"raw\":{ \"as\" : \"is\" },\"fields\":{\"k\":1}";
        assertThat(first.toRaw()).hasToString(start + "[\"x\"]" + middle + "}");
        assertThat(builder.toRaw()).hasToString(start + "2" + middle + ",\"later\":1}");
        assertThat(first.strings("a")).containsExactly("x");
        assertThat(RawJson.parse(first.toString()).fields()).isEqualTo(first);
    }

    @Test
    @DisplayName("Views cannot be changed; equality minds the order")
    void readOnly() throws Exception {
        JsonFields fields = fields("{\"a\":[\"x\"],\"b\":2}");
        assertThatThrownBy(() -> fields.names().remove("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> JsonFields.EMPTY.names().add("a")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(fields).isNotEqualTo(fields("{\"b\":2,\"a\":[\"x\"]}"));
        assertThat(JsonFields.builder().build()).isSameAs(JsonFields.EMPTY).isEqualTo(fields(" { } "));
        assertThat(JsonFields.EMPTY.toRaw()).isEqualTo(RawJson.EMPTY_OBJECT);
    }

    @Test
    @DisplayName("Values nested too deeply by ourselves read as null instead of failing")
    void tooDeep() throws Exception {
        RawJson deepest = RawJson.parse("[".repeat(1000) + "]".repeat(1000));
        JsonFields fields = JsonFields.builder().put("a", List.of(deepest)).build();
        assertThat(fields.array("a")).isNull();
    }
}
