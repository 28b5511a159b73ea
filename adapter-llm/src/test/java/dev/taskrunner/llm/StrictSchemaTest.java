package dev.taskrunner.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.schema.JsonSchema;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictSchemaTest {

    private static Optional<StrictSchema.Form> form(String schema) {
        return StrictSchema.of(JsonSchema.parse(schema));
    }

    @Test
    @DisplayName("every property is required, optional ones are nullable, objects are closed")
    void makesOptionalPropertiesNullable() {
        String schema = """
                {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{
                  "name":{"type":"string","minLength":1,"description":"full"},
                  "age":{"type":"integer","minimum":0,"default":3},
                  "kind":{"enum":["a","b"]},
                  "home":{"$ref":"#/$defs/Place"},
                  "tags":{"type":"array","items":{"type":"string"},"uniqueItems":true}},
                 "required":["name"],
                 "$defs":{"Place":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}""";
        assertThat(form(schema)).hasValueSatisfying(form -> {
            assertThat(form.wrapped()).isFalse();
            assertThat(form.schema())
                    .isEqualTo("{\"type\":\"object\",\"properties\":{"
                            + "\"name\":{\"type\":\"string\",\"description\":\"full\"},"
                            + "\"age\":{\"type\":[\"integer\",\"null\"],\"minimum\":0},"
                            + "\"kind\":{\"anyOf\":[{\"enum\":[\"a\",\"b\"],\"type\":\"string\"},{\"type\":\"null\"}]},"
                            + "\"home\":{\"anyOf\":[{\"$ref\":\"#/$defs/Place\"},{\"type\":\"null\"}]},"
                            + "\"tags\":{\"type\":[\"array\",\"null\"],\"items\":{\"type\":\"string\"}}},"
                            + "\"required\":[\"name\",\"age\",\"kind\",\"home\",\"tags\"],"
                            + "\"additionalProperties\":false,"
                            + "\"$defs\":{\"Place\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
                            + "\"required\":[\"city\"],\"additionalProperties\":false}}}");
        });
    }

    @Test
    @DisplayName("what is no object becomes a property of one, and references still point to the same place")
    void wrapsWhatIsNoObject() {
        assertThat(
                        form(
                                "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/N\"},\"$defs\":{\"N\":{\"type\":\"number\"}}}"))
                .hasValue(new StrictSchema.Form(
                        "{\"type\":\"object\",\"properties\":{\"value\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/N\"}}},"
                                + "\"required\":[\"value\"],\"additionalProperties\":false,"
                                + "\"$defs\":{\"N\":{\"type\":\"number\"}}}",
                        true));
        assertThat(form("{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}"))
                .hasValueSatisfying(form -> assertThat(form.schema()).contains("{\"$ref\":\"#/properties/value\"}"));
        assertThat(form("{\"type\":[\"object\",\"null\"],\"properties\":{\"a\":{\"type\":\"string\"}}}"))
                .hasValueSatisfying(form -> assertThat(form.wrapped()).isTrue());
    }

    @Test
    @DisplayName("oneOf becomes anyOf, older definitions move, an allOf of one is that one")
    void translates() {
        String schema = """
                {"type":"object","properties":{
                  "shape":{"oneOf":[{"$ref":"#/definitions/Circle"},{"type":"string"}]},
                  "other":{"allOf":[{"$ref":"#/definitions/Circle"}],"description":"said beside a reference"}},
                 "required":["shape","other"],
                 "definitions":{"Circle":{"type":"object","properties":{"r":{"type":"number"}},"required":["r"]}}}""";
        assertThat(form(schema))
                .hasValueSatisfying(form -> assertThat(form.schema())
                        .contains("\"shape\":{\"anyOf\":[{\"$ref\":\"#/$defs/Circle\"},{\"type\":\"string\"}]}")
                        .contains("\"other\":{\"$ref\":\"#/$defs/Circle\"}")
                        .contains("\"$defs\":{\"Circle\":"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"const\":\"x\"} | {\"const\":\"x\",\"type\":\"string\"}",
                "{\"const\":null} | {\"const\":null,\"type\":\"null\"}",
                "{\"enum\":[1,2.5,null]} | {\"enum\":[1,2.5,null],\"type\":[\"integer\",\"number\",\"null\"]}",
                "{\"type\":\"string\",\"format\":\"uuid\"} | {\"type\":\"string\",\"format\":\"uuid\"}",
                "{\"type\":\"string\",\"format\":\"uri\"} | {\"type\":\"string\"}",
                "{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]} | {\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}"
            })
    void keepsScalars(String given, String strict) {
        assertThat(form("{\"type\":\"object\",\"properties\":{\"x\":" + given + "},\"required\":[\"x\"]}"))
                .hasValueSatisfying(form -> assertThat(form.schema()).contains("{\"x\":" + strict + "}"));
    }

    @Test
    void doesNotMakeNullableTwice() {
        assertThat(form("{\"type\":\"object\",\"properties\":{\"x\":{\"type\":[\"string\",\"null\"]},"
                        + "\"y\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}}}"))
                .hasValueSatisfying(form -> assertThat(form.schema())
                        .contains("\"x\":{\"type\":[\"string\",\"null\"]},"
                                + "\"y\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"null\"}]}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "true",
                "{\"type\":\"object\"}",
                "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"additionalProperties\":{\"type\":\"string\"}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"b\"]}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\"}}}",
                "{\"type\":\"array\",\"prefixItems\":[{\"type\":\"string\"}]}",
                "{\"type\":\"object\",\"patternProperties\":{\"x\":{\"type\":\"string\"}}}",
                "{\"allOf\":[{\"type\":\"object\"},{\"required\":[\"a\"]}]}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\"}},\"anyOf\":[{\"required\":[\"a\"]}]}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/properties/b\"},\"b\":{\"type\":\"string\"}}}",
                "{\"enum\":[[1],[2]]}"
            })
    @DisplayName("what the subset cannot say has no strict form, so it is prompted")
    void refuses(String schema) {
        assertThat(form(schema)).isEmpty();
    }

    @Test
    @DisplayName("OpenAI's limits: 10 levels, 1,000 values, 5,000 properties")
    void keepsLimits() {
        StringBuilder deep = new StringBuilder("{\"type\":\"string\"}");
        for (int i = 0; i < 12; i++) {
            deep.insert(0, "{\"type\":\"object\",\"properties\":{\"a\":").append("}}");
        }
        assertThat(form(deep.toString())).isEmpty();
        assertThat(form("{\"enum\":[" + numbers(1_001) + "]}")).isEmpty();
        assertThat(form("{\"enum\":[" + numbers(1_000) + "]}")).isPresent();
        StringBuilder wide = new StringBuilder();
        for (int i = 0; i <= 5_000; i++) {
            wide.append(i == 0 ? "" : ",").append("\"p").append(i).append("\":{\"type\":\"string\"}");
        }
        assertThat(form("{\"type\":\"object\",\"properties\":{" + wide + "}}")).isEmpty();
    }

    private static String numbers(int count) {
        StringBuilder numbers = new StringBuilder("0");
        for (int i = 1; i < count; i++) {
            numbers.append(',').append(i);
        }
        return numbers.toString();
    }
}
