package dev.taskrunner.langchain4j.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.Tool;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonReferenceSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import dev.langchain4j.model.chat.request.json.JsonStringSchema;
import dev.taskrunner.schema.JsonSchema;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolSchemasTest {
    private static JsonObjectSchema parameters(String properties) {
        return ToolSchemas.toParameters(JsonSchema.parse("{\"type\":\"object\",\"properties\":" + properties + "}"));
    }

    private static JsonSchemaElement property(String schema) {
        JsonSchemaElement found =
                parameters("{\"x\":" + schema + "}").properties().get("x");
        assertThat(found).isNotNull();
        return found;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"string\"}",
                "{\"type\":\"integer\",\"description\":\"how many\"}",
                "{\"type\":\"number\"}",
                "{\"type\":\"boolean\"}",
                "{\"type\":\"string\",\"enum\":[\"a\",\"b\"]}",
                "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
                "{\"type\":\"object\",\"properties\":{\"y\":{\"type\":\"integer\"}},\"required\":[\"y\"]"
                        + ",\"additionalProperties\":false}",
                "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}"
            })
    void whatLangChain4jHasWordsForIsItsOwnKindAndComesBackTheSame(String schema) {
        assertThat(property(schema)).isNotInstanceOf(JsonRawSchema.class);
        assertThat(ToolSchemas.fromElement(property(schema))).isEqualTo(JsonSchema.parse(schema));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"string\",\"minLength\":2,\"pattern\":\"^a\"}",
                "{\"type\":\"integer\",\"minimum\":1,\"maximum\":9}",
                "{\"type\":\"integer\",\"enum\":[1,2]}",
                "{\"type\":\"string\",\"format\":\"date\"}",
                "{\"type\":[\"string\",\"null\"]}",
                "{\"type\":\"array\",\"items\":{\"type\":\"string\"},\"uniqueItems\":true}",
                "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}}",
                "{\"oneOf\":[{\"const\":1},{\"const\":\"b\"}]}",
                "{\"const\":5}",
                "{}"
            })
    void whatSaysMoreGoesAlongWordForWord(String schema) {
        assertThat(property(schema)).isInstanceOf(JsonRawSchema.class);
        assertThat(ToolSchemas.fromElement(property(schema))).isEqualTo(JsonSchema.parse(schema));
    }

    @Test
    void onlyThePartThatSaysMoreIsRaw() {
        JsonSchemaElement list = property("{\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":3}}");
        assertThat(list).isInstanceOf(JsonArraySchema.class);
        assertThat(((JsonArraySchema) list).items()).isInstanceOf(JsonRawSchema.class);
    }

    @Test
    void recursionStaysRecursion() {
        JsonSchema schema = JsonSchema.parse("""
                {"type":"object","properties":{"tree":{"$ref":"#/$defs/Tree"}},"required":["tree"],
                 "$defs":{"Tree":{"type":"object","properties":{"kids":{"type":"array","items":{"$ref":"#/$defs/Tree"}}}}}}""");
        JsonObjectSchema parameters = ToolSchemas.toParameters(schema);
        assertThat(parameters.properties().get("tree")).isInstanceOf(JsonReferenceSchema.class);
        assertThat(parameters.definitions()).containsKey("Tree");
        assertThat(ToolSchemas.fromParameters(parameters)).isEqualTo(schema);
    }

    @Test
    void whatTheRootCannotHoldIsTold() {
        JsonObjectSchema parameters = ToolSchemas.toParameters(
                JsonSchema.parse("{\"type\":\"object\",\"description\":\"An order.\",\"minProperties\":1,"
                        + "\"additionalProperties\":{\"type\":\"integer\"}}"));
        assertThat(parameters.description())
                .startsWith("An order.\n")
                .contains("\"minProperties\":1")
                .contains("\"additionalProperties\":{\"type\":\"integer\"}");
        assertThat(parameters.additionalProperties()).isNull();
    }

    @Test
    void aUnionAtTheRootOffersThePropertiesOfAllItsParts() {
        JsonObjectSchema parameters = ToolSchemas.toParameters(JsonSchema.parse("""
                {"type":"object","anyOf":[{"$ref":"#/$defs/Cat"},{"$ref":"#/$defs/Dog"}],"$defs":{
                 "Cat":{"type":"object","properties":{"kind":{"const":"cat"},"lives":{"type":"integer"}},"required":["kind","lives"]},
                 "Dog":{"type":"object","properties":{"kind":{"const":"dog"},"name":{"type":"string"}},"required":["kind","name"]}}}"""));
        assertThat(parameters.properties()).containsOnlyKeys("kind", "lives", "name");
        assertThat(parameters.required()).containsExactly("kind");
        assertThat(parameters.description()).contains("anyOf");
    }

    @Test
    void noParametersAreNoArguments() {
        assertThat(ToolSchemas.fromParameters(null)).isEqualTo(JsonSchema.noArguments());
        assertThat(ToolSchemas.toParameters(JsonSchema.noArguments()).properties())
                .isEmpty();
    }

    enum Size {
        SMALL,
        LARGE
    }

    static final class Shop {
        @Tool("orders something")
        String order(
                @P("what") String item, Size size, List<String> notes, @P(required = false, value = "n") Integer n) {
            return item + size + notes + n;
        }
    }

    @Test
    void whatLangChain4jGeneratesIsReadWithAllItsParts() {
        ToolSpecification order =
                ToolSpecifications.toolSpecificationsFrom(new Shop()).get(0);
        Map<String, JsonSchemaElement> properties = order.parameters().properties();
        assertThat(properties.get("item")).isInstanceOf(JsonStringSchema.class);
        assertThat(properties.get("size")).isInstanceOf(JsonEnumSchema.class);
        JsonSchema schema = ToolSchemas.fromParameters(order.parameters());
        assertThat(schema.isValid(Map.of("item", "tea", "size", "SMALL", "notes", List.of("hot"))))
                .isTrue();
        assertThat(schema.validate(Map.of("item", "tea", "size", "HUGE", "notes", List.of(1))))
                .hasSize(2);
        assertThat(schema.validate(Map.of("item", "tea"))).hasSize(2);
    }
}
