package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A spec as it is registered and listed (classic wire, sections 5.1, 5.2 and 5.8). */
class TaskSpecJsonTest {

    @Test
    @DisplayName("§13-25: registration metadata in the reference's order, without a name, all keys present")
    void minimal() {
        String json = TaskSpec.builder("add")
                .inputSchema("{\"type\":\"object\"}")
                .build()
                .toJson();
        assertThat(json)
                .isEqualTo("{\"title\":\"add\",\"description\":\"\",\"input_schema\":{\"type\":\"object\"},"
                        + "\"output_schema\":null,\"requires\":[],\"supports_tools\":false,\"labels\":[],"
                        + "\"annotations\":null}");
    }

    @Test
    void complete() {
        Map<String, Object> columns = new LinkedHashMap<>();
        List.of("z", "y", "x", "w", "v").forEach(name -> columns.put(name, "text"));
        String json = TaskSpec.builder("add")
                .title("T")
                .description("D")
                .inputSchema("{}")
                .outputSchema("{\"type\":\"integer\"}")
                .supportsTools(true)
                .requires(
                        RequiredToolkit.of("all"),
                        RequiredToolkit.of("math", "dbl", "neg").withTimeout(Duration.ZERO),
                        new RequiredSchema("doc", JsonSchema.parse("{\"type\":\"object\"}"), Duration.ZERO),
                        RequiredSchema.of("theirs"),
                        new RequiredTable("people", columns))
                .labels("l")
                .annotation("a", List.of(1))
                .build()
                .toJson();
        assertThat(json)
                .isEqualTo("{\"title\":\"T\",\"description\":\"D\",\"input_schema\":{},"
                        + "\"output_schema\":{\"type\":\"integer\"},\"requires\":["
                        + "{\"toolkit\":\"all\",\"tools\":null,\"callable\":false},"
                        + "{\"toolkit\":\"math\",\"tools\":[\"dbl\",\"neg\"],\"callable\":false},"
                        + "{\"schema\":\"doc\",\"callable\":false,\"json\":{\"type\":\"object\"}},"
                        + "{\"schema\":\"theirs\",\"callable\":false,\"json\":null},"
                        + "{\"table\":\"people\",\"schema\":{\"z\":\"text\",\"y\":\"text\",\"x\":\"text\","
                        + "\"w\":\"text\",\"v\":\"text\"}}],"
                        + "\"supports_tools\":true,\"labels\":[\"l\"],\"annotations\":{\"a\":[1]}}");
    }

    @Test
    void roundTrip() {
        TaskSpec spec = TaskSpec.builder("add")
                .description("D")
                .inputSchema("{\"type\":\"object\"}")
                .outputSchema("{\"type\":\"integer\"}")
                .supportsTools(true)
                .requires(
                        RequiredToolkit.of("math", "dbl"),
                        new RequiredSchema("doc", JsonSchema.parse("{\"type\":\"object\"}"), Duration.ZERO),
                        new RequiredTable("people", Map.of("id", "int")))
                .labels("l")
                .annotation("a", Map.of("b", 1))
                .build();
        Map<String, Object> listed = new LinkedHashMap<>(spec.toMap());
        listed.put("name", "add");
        listed.put("unknown", List.of("sibling"));
        TaskSpec read = TaskSpec.fromMap(listed);
        assertThat(read).isEqualTo(spec).hasSameHashCodeAs(spec);
        assertThat(read.requires())
                .hasExactlyElementsOfTypes(RequiredToolkit.class, RequiredSchema.class, RequiredTable.class);
        assertThat(read.requires().get(0)).isEqualTo(RequiredToolkit.of("math", "dbl"));
        assertThat(((RequiredTable) read.requires().get(2)).columns()).isEqualTo(Map.of("id", "int"));
    }

    @ParameterizedTest
    @MethodSource
    @DisplayName("§13-27: what is absent, null or odd gets its default")
    void lenient(Map<String, Object> listed) {
        TaskSpec spec = TaskSpec.fromMap(listed);
        assertThat(spec.name()).isEmpty();
        assertThat(spec.title()).isEmpty();
        assertThat(spec.description()).isEmpty();
        assertThat(spec.inputSchema().isValid(Map.of("anything", 1))).isTrue();
        assertThat(spec.supportsTools()).isFalse();
        assertThat(spec.requires()).isEmpty();
        assertThat(spec.labels()).isEmpty();
        assertThat(spec.annotations()).isEmpty();
        assertThatCode(spec::toJson).doesNotThrowAnyException();
    }

    static Stream<Map<String, Object>> lenient() {
        Map<String, Object> nulls = new LinkedHashMap<>();
        Map<String, Object> odd = new LinkedHashMap<>();
        for (String key : List.of(
                "name",
                "title",
                "description",
                "input_schema",
                "output_schema",
                "supports_tools",
                "labels",
                "annotations")) {
            nulls.put(key, null);
            odd.put(key, 7);
        }
        nulls.put("requires", null);
        odd.put("requires", "all");
        odd.put("supports_tools", "true");
        return Stream.of(Map.of(), nulls, odd, Map.of("unknown", 1));
    }

    @Test
    void oddElementsAreSkipped() {
        Map<String, Object> annotations = new LinkedHashMap<>();
        annotations.put("gone", null);
        annotations.put("kept", 1);
        TaskSpec spec = TaskSpec.fromMap(Map.of(
                "labels", Arrays.asList("a", null, 5, "b"),
                "requires", Arrays.asList(null, 5, Map.of("other", "x"), Map.of("toolkit", 5), Map.of("toolkit", "t")),
                "annotations", annotations));
        assertThat(spec.labels()).containsExactly("a", "b");
        assertThat(spec.requires()).containsExactly(RequiredToolkit.of("t"));
        assertThat(spec.annotations()).containsOnlyKeys("kept");
    }

    @Test
    @DisplayName("§5.8: TypeScript omits tools and callable")
    void requirementsOfTypeScript() {
        TaskSpec spec = TaskSpec.fromMap(Map.of(
                "requires",
                List.of(Map.of("toolkit", "a"), Map.of("toolkit", "b", "tools", List.of("x")), Map.of("schema", "s"))));
        assertThat(spec.requires())
                .containsExactly(
                        RequiredToolkit.of("a"),
                        RequiredToolkit.of("b", "x"),
                        new RequiredSchema("s", null, Duration.ZERO));
    }

    @Test
    void aSchemaThatCannotBeCompiledIsCarriedAlong() {
        Map<String, Object> odd = Map.of("type", "no such type");
        TaskSpec spec = TaskSpec.fromMap(Map.of("input_schema", odd, "output_schema", odd));
        assertThat(spec.inputSchema().asMap()).isEqualTo(odd);
        assertThat(spec.outputSchema().orElseThrow().isValid(5)).isTrue();
    }

    @Test
    void requirementsCheckThemselves() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequiredToolkit.of("t").withTimeout(Duration.ofMillis(-1)))
                .withMessageContaining("'t'");
        assertThat(RequiredToolkit.of("t").tools()).isNull();
        assertThat(RequiredToolkit.of("t").timeout()).isEqualTo(RequiredToolkit.DEFAULT_TIMEOUT);
        assertThat(RequiredSchema.of("s").timeout()).isEqualTo(RequiredToolkit.DEFAULT_TIMEOUT);
    }
}
