package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TaskInputTest {
    record Add(int a, int b) {}

    enum Color {
        RED,
        GREEN
    }

    record Wide(long l, double d, boolean flag, String text, Color color, List<Integer> list, Optional<Instant> when) {}

    @SuppressWarnings("unused") // its generic type is read
    private static List<Add> adds;

    private static TaskException refusal(String json, Type type) {
        return catchThrowableOfType(
                TaskException.class, () -> TaskInput.parse(json).as(type));
    }

    @Test
    void aWholeNumberIsAnIntegerHoweverItIsWritten() {
        record Counted(int a, List<Long> more, double d) {}
        Counted counted =
                TaskInput.parse("{\"a\":3.0,\"more\":[1.0,2e3],\"d\":4.0}").as(Counted.class);
        assertThat(counted).isEqualTo(new Counted(3, List.of(1L, 2000L), 4.0));
        assertThatThrownBy(() ->
                        TaskInput.parse("{\"a\":3.0,\"more\":[1.5],\"d\":1}").as(Counted.class))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("/more/0");
    }

    @Test
    void bindsRecords() {
        assertThat(TaskInput.of(Map.of("a", 1, "b", 2)).as(Add.class)).isEqualTo(new Add(1, 2));
        assertThat(TaskInput.of(new Add(1, 2)).toJson()).isEqualTo("{\"a\":1,\"b\":2}");
        assertThat(TaskInput.parse("{\"a\":1,\"b\":2,\"unknown\":3}").as(Add.class))
                .isEqualTo(new Add(1, 2));
        Wide wide = TaskInput.parse("{\"l\":9007199254740993,\"d\":1,\"flag\":true,\"text\":\"t\",\"color\":\"GREEN\","
                        + "\"list\":[1,2],\"when\":\"2026-01-01T00:00:00Z\"}")
                .as(Wide.class);
        assertThat(wide.l()).isEqualTo(9007199254740993L);
        assertThat(wide.d()).isEqualTo(1.0);
        assertThat(wide.color()).isEqualTo(Color.GREEN);
        assertThat(wide.when()).contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(TaskInput.parse(TaskInput.of(wide).toJson()).as(Wide.class)).isEqualTo(wide);
    }

    @Test
    void bindsGenericTypes() throws NoSuchFieldException {
        Type type = TaskInputTest.class.getDeclaredField("adds").getGenericType();
        List<Add> bound = TaskInput.parse("[{\"a\":1,\"b\":2}]").as(type);
        assertThat(bound).containsExactly(new Add(1, 2));
        assertThat(refusal("[{\"a\":1,\"b\":2},{\"a\":1,\"b\":\"x\"}]", type).text())
                .contains("/1/b");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            3.7|number
            '"5"'|string
            '"s3cret"'|string
            true|boolean
            null|null
            [1]|array
            {}|object
            3000000000|number
            """)
    void whatWouldBeChangedSilentlyIsRefusedWithThePlace(String value, String kind) {
        TaskException refusal = refusal("{\"a\":" + value + ",\"b\":2}", Add.class);
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(refusal.text())
                .contains("/a")
                .contains(kind)
                .doesNotContain("s3cret")
                .doesNotContain("3000000000");
    }

    @Test
    void aMissingPrimitiveIsRefusedWithThePlace() {
        assertThat(refusal("{\"a\":1}", Add.class).text()).contains("/b").contains("missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"color\":1}", "{\"color\":\"PINK\"}", "{\"text\":5}", "{\"text\":true}",
                "{\"flag\":1}", "{\"flag\":\"true\"}", "{\"l\":1.5}", "{\"d\":\"1\"}",
                "{\"list\":5}", "{\"list\":[\"1\"]}", "{\"when\":\"yesterday\"}"
            })
    void otherCoercionsAreRefused(String json) {
        String all = "{\"l\":1,\"d\":1,\"flag\":true,\"text\":\"t\",\"color\":\"RED\",\"list\":[],\"when\":null,"
                + json.substring(1);
        TaskException refusal = refusal(all, Wide.class);
        String member = json.substring(2, json.indexOf('"', 2));
        assertThat(refusal.text()).contains("/" + member);
    }

    @Test
    void namesInThePlaceAreEscaped() {
        record Odd(
                @com.fasterxml.jackson.annotation.JsonProperty("a/b~c")
                int value) {}
        assertThat(refusal("{\"a/b~c\":\"x\"}", Odd.class).text()).contains("/a~1b~0c");
    }

    @Test
    void aRecordThatRefusesIsNamedWithoutItsReason() {
        record Positive(int value) {
            Positive {
                if (value < 1) {
                    throw new IllegalArgumentException("s3cret");
                }
            }
        }
        TaskException refusal = refusal("{\"value\":0}", Positive.class);
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(refusal.text()).doesNotContain("s3cret").contains("Positive");
    }

    @Test
    void plainMapsKeepOrderAndNulls() {
        Map<String, Object> map =
                TaskInput.parse("{\"z\":null,\"a\":[1,2.5,true,\"x\",{}]}").asMap();
        assertThat(map.keySet()).containsExactly("z", "a");
        assertThat(map.get("z")).isNull();
        assertThat(map.get("a")).isEqualTo(List.of(1, 2.5, true, "x", Map.of()));
    }

    @Test
    void nullMeansNoArguments() {
        assertThat(TaskInput.of(null).toJson()).isEqualTo("{}");
        assertThat(TaskInput.of(null).asMap()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "5", "\"x\"", "null"})
    void onlyObjectsAreMaps(String json) {
        TaskException refusal = catchThrowableOfType(
                TaskException.class, () -> TaskInput.parse(json).asMap());
        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "{", "{}{}", "1 2", "{} x", "{\"a\":NaN}", "{'a':1}", "nothing"})
    void parsesOneJsonValue(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TaskInput.parse(text));
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TaskInput.of(Map.of("x", new Object())))
                .withMessageContaining("cannot be written as JSON");
    }

    @Test
    void treesAndOtherInputsAreTakenAsTheyAre() {
        TaskInput input = TaskInput.parse("{\"a\":1}");
        JsonNode tree = input.as(JsonNode.class);
        assertThat(tree.path("a").intValue()).isEqualTo(1);
        assertThat(TaskInput.of(input)).isSameAs(input);
        assertThat(TaskInput.of(tree)).isEqualTo(input);
        assertThat(TaskInput.of(tree).as(JsonNode.class)).isSameAs(tree);
    }

    @Test
    void equality() {
        Map<String, Object> ordered = new LinkedHashMap<>();
        ordered.put("b", 2);
        ordered.put("a", 1);
        TaskInput input = TaskInput.parse("{\"a\":1,\"b\":2}");
        assertThat(input).isEqualTo(TaskInput.of(ordered)).hasSameHashCodeAs(TaskInput.of(ordered));
        assertThat(input).isNotEqualTo(TaskInput.parse("{\"a\":1}")).isNotEqualTo("x");
    }

    @Test
    void theTextLeaksNothing() {
        assertThat(TaskInput.of(Map.of("password", "s3cret")).toString())
                .doesNotContain("s3cret")
                .contains("1");
    }
}
