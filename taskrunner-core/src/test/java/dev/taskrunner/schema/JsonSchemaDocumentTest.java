package dev.taskrunner.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The document of a schema")
class JsonSchemaDocumentTest {

    private static final String JSON =
            "{\"type\":\"object\",\"properties\":{\"b\":{\"default\":null},\"a\":{\"enum\":[1,2.5,\"x\",true]}}}";

    private record Named(String type) {}

    @Test
    void asMapIsPlainOrderedAndUnmodifiable() {
        Map<String, Object> map = JsonSchema.parse(JSON).asMap();
        assertThat(map).containsOnlyKeys("type", "properties");
        Map<?, ?> properties = (Map<?, ?>) map.get("properties");
        assertThat(List.copyOf(properties.keySet())).isEqualTo(List.of("b", "a"));
        Map<?, ?> b = (Map<?, ?>) properties.get("b");
        assertThat(b.containsKey("default")).isTrue();
        assertThat(b.get("default")).isNull();
        List<?> values = (List<?>) ((Map<?, ?>) properties.get("a")).get("enum");
        assertThat(values).isEqualTo(List.of(1, 2.5, "x", true));
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(properties::clear);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(values::clear);
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(map::clear);
    }

    @Test
    void booleanSchemasAsMap() {
        assertThat(JsonSchema.parse("true").asMap()).isEmpty();
        assertThat(JsonSchema.parse("false").asMap()).isEqualTo(Map.of("not", Map.of()));
        assertThat(JsonSchema.from(false).isValid(1)).isFalse();
        assertThat(JsonSchema.parse("false").toJson()).isEqualTo("false");
    }

    @Test
    void toJsonRoundTrips() {
        JsonSchema schema = JsonSchema.parse(JSON);
        assertThat(schema.toJson()).isEqualTo(JSON);
        assertThat(JsonSchema.parse(schema.toJson())).isEqualTo(schema).hasSameHashCodeAs(schema);
        assertThat(JsonSchema.of(schema.asMap())).isEqualTo(schema);
    }

    @Test
    void equalityIsByContent() {
        assertThat(JsonSchema.of(Map.of("minimum", 1L))).isEqualTo(JsonSchema.parse("{ \"minimum\" : 1 }"));
        assertThat(JsonSchema.any()).isNotEqualTo(JsonSchema.noArguments()).isNotEqualTo("{}");
        assertThat(JsonSchema.unchecked("{}")).isNotEqualTo(JsonSchema.any());
    }

    @Test
    void fromTakesWhatHoldsASchema() {
        JsonSchema schema = JsonSchema.parse(JSON);
        assertThat(JsonSchema.from(schema)).isSameAs(schema);
        assertThat(JsonSchema.from(JSON)).isEqualTo(schema);
        assertThat(JsonSchema.from(schema.asMap())).isEqualTo(schema);
        assertThat(JsonSchema.from(schema.as(JsonNode.class))).isEqualTo(schema);
    }

    @Test
    void laterChangesOfTheSourceDoNotMatter() {
        List<Object> required = new ArrayList<>(List.of("a"));
        Map<String, Object> source = new HashMap<>(Map.of("required", required));
        JsonSchema schema = JsonSchema.of(source);
        required.clear();
        source.clear();
        assertThat(schema.isValid(Map.of())).isFalse();
        assertThat(schema.asMap()).isEqualTo(Map.of("required", List.of("a")));
    }

    @Test
    void theTreeIsTheCallersOwn() {
        JsonSchema schema = JsonSchema.parse("{\"type\":\"string\"}");
        schema.as(ObjectNode.class).put("type", "integer");
        ((ObjectNode) schema.as(JsonNode.class)).removeAll();
        assertThat(schema.toJson()).isEqualTo("{\"type\":\"string\"}");
        assertThat(schema.isValid("x")).isTrue();
    }

    @Test
    void bindsToOtherTypes() {
        JsonSchema schema = JsonSchema.parse("{\"type\":\"string\"}");
        assertThat(schema.as(Named.class)).isEqualTo(new Named("string"));
        assertThat(schema.as(String.class)).isEqualTo("{\"type\":\"string\"}");
        assertThat((Object) schema.as(Map.class)).isEqualTo(Map.of("type", "string"));
        assertThatIllegalArgumentException().isThrownBy(() -> schema.as(Integer.class));
    }

    @Test
    void noArgumentsAndAny() {
        assertThat(JsonSchema.noArguments().asMap())
                .isEqualTo(Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of(),
                        "required",
                        List.of(),
                        "additionalProperties",
                        false));
        assertThat(JsonSchema.noArguments().isValid(Map.of())).isTrue();
        assertThat(JsonSchema.noArguments().validate(Map.of("a", 1)))
                .extracting(Violation::message)
                .containsExactly("/a: not allowed here, expected no such member");
        assertThat(JsonSchema.any().isValid(null)).isTrue();
    }

    @Test
    void uncheckedCarriesAndAcceptsEverything() {
        Map<String, Object> foreign = Map.of("$ref", "https://example.com/schema", "type", "strange");
        JsonSchema schema = JsonSchema.unchecked(foreign);
        assertThat(schema.isEnforced()).isFalse();
        assertThat(schema.asMap()).isEqualTo(foreign);
        assertThat(schema.validate(5)).isEmpty();
        assertThat(schema.isValid(5)).isTrue();
        assertThat(schema.toString()).contains("unchecked");
        assertThat(JsonSchema.unchecked(JsonSchema.noArguments()).isValid(5)).isTrue();
        assertThat(JsonSchema.unchecked("[1]").toJson()).isEqualTo("[1]");
        assertThat(JsonSchema.unchecked("[1]").asMap()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> JsonSchema.unchecked("no json"));
    }

    @Test
    void lenientEnforcesWhenItCan() {
        assertThat(JsonSchema.lenient(Map.of("type", "string")).isEnforced()).isTrue();
        assertThat(JsonSchema.lenient(Map.of("type", "strange")).isEnforced()).isFalse();
        assertThat(JsonSchema.lenient(5).isEnforced()).isFalse();
    }

    @Test
    void toStringIsShort() {
        assertThat(JsonSchema.of(Map.of("title", "x".repeat(500))).toString()).hasSizeLessThan(120);
    }
}
