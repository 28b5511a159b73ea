package dev.taskrunner.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What is not a safe and sound schema is refused, saying where and what")
class JsonSchemaRefusalTest {

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "classpath:/draft/2020-12/schema",
                "classpath:/application.properties#/x",
                "resource:/x",
                "file:///etc/passwd",
                "file:/etc/passwd",
                "http://127.0.0.1:1/schema",
                "https://example.com/schema.json",
                "https://example.com/schema.json#/$defs/a",
                "other.json",
                "/etc/passwd",
                "//example.com/x",
                "jar:file:/x.jar!/y",
                "CLASSPATH:/x",
                "urn:example:other",
                "#/$defs/missing",
                "#/$defs/text",
                "#missing",
                "not a uri %%",
            })
    void referencesThatLeaveOrLeadNowhere(String ref) {
        Map<String, Object> schema = Map.of(
                "$defs",
                Map.of("deep", Map.of("items", Map.of("anyOf", List.of(Map.of("$ref", ref))))),
                "title",
                "text");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.of(schema))
                .withMessageContaining("/$defs/deep/items/anyOf/0/$ref");
    }

    @Test
    void referencesAreFollowedIntoUnknownKeywords() {
        String start = "{\"$ref\":\"#/components/A\",\"components\":{\"A\":";
        assertThat(JsonSchema.parse(start + "{\"type\":\"string\"}}}").isValid("x"))
                .isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.parse(start + "{\"items\":{\"$ref\":\"file:/etc/passwd\"}}}}"))
                .withMessageContaining("leads out of the document");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.parse(start + "{\"type\":\"strin\"}}}"))
                .withMessageContaining("/components/A/type");
    }

    @Test
    void aDynamicReferenceLeavesNeither() {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonSchema.parse("{\"$dynamicRef\":\"classpath:/x\"}"));
    }

    @Test
    void baseAddressDoesNotOpenTheNetwork() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.parse("{\"$id\":\"classpath:/draft/\",\"$ref\":\"2020-12/schema\"}"));
    }

    @Test
    void oneSchemaCannotReplaceWhatAnotherRefersTo() {
        String id = "\"$id\":\"https://example.com/shared\"";
        JsonSchema first = JsonSchema.parse("{" + id + ",\"type\":\"string\"}");
        JsonSchema second = JsonSchema.parse("{" + id + ",\"type\":\"integer\"}");
        assertThat(first.isValid("x")).isTrue();
        assertThat(second.isValid("x")).isFalse();
        JsonSchema.parse("{\"$id\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"null\"}");
        assertThat(JsonSchema.parse("{\"type\":\"string\"}").isValid("x")).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.parse("{\"$ref\":\"https://example.com/shared\"}"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"type":"strin"}; /type; "integer"
            {"type":5}; /type; integer 5
            {"properties":{"a":{"minimum":"1"}}}; /properties/a/minimum; expected number
            {"required":"a"}; /required; expected array
            {"required":["a","a"]}; /required; differ
            {"minLength":-1}; /minLength; >= 0
            {"multipleOf":0}; /multipleOf; > 0
            {"items":[{}]}; /items; object or boolean
            {"allOf":[]}; /allOf; at least 1 item
            {"enum":1}; /enum; expected array
            {"properties":{"a":5}}; /properties/a; object or boolean
            {"$schema":"http://json-schema.org/draft-07/schema#","items":5}; /items; object or boolean or array
            5; (root); object or boolean
            "a"; (root); object or boolean
            null; (root); null
            [1]; (root); array of 1 item
            {"$schema":"http://example.com/dialect"}; /$schema; not supported
            {"$schema":"https://json-schema.org/draft/2099-01/schema"}; /$schema; not supported
            {"$schema":5}; /$schema; not supported
            {"$defs":{"a":{"$id":"a","$schema":"http://example.com/dialect"}}}; /$defs/a/$schema; not supported
            {"pattern":"("}; /pattern; regex
            {"properties":{"a":{"pattern":"[z-a]"}}}; /properties/a/pattern; regex
            {"patternProperties":{"(":{}}}; /patternProperties; (
            {"pattern":"(?x)a"}; /pattern; regex
            {"pattern":"\\\\Qa\\\\E"}; /pattern; regex
            """)
    void violationsOfTheMetaSchema(String schema, String where, String what) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.parse(schema))
                .withMessageStartingWith("Not a JSON schema: ")
                .withMessageContaining(where)
                .withMessageContaining(what);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", " ", "{", "{\"a\":}", "nope", "{} {}", "{\"type\":\"string\",\"type\":\"integer\"}"})
    void notJson(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.parse(text))
                .withMessageStartingWith("Not a JSON schema: ");
    }

    @Test
    void theFirstMistakeHasAPlace() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.parse("{\n  \"type\": oops\n}"))
                .withMessageContaining("line 2");
    }

    @Test
    void tooLarge() {
        String text = "{\"title\":\"" + "x".repeat(1 << 20) + "\"}";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.parse(text))
                .withMessageContaining("1 MiB");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.of(Map.of("title", "x".repeat(1 << 20))))
                .withMessageContaining("1 MiB");
    }

    @Test
    void tooDeep() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.parse("{\"not\":".repeat(201) + "{}" + "}".repeat(201)))
                .withMessageContaining("nesting depth");
        assertThat(JsonSchema.parse("{\"not\":".repeat(190) + "{}" + "}".repeat(190))
                        .isValid(1))
                .isTrue();
    }

    @Test
    void aMapThatContainsItself() {
        Map<String, Object> cyclic = new HashMap<>();
        cyclic.put("not", cyclic);
        assertThatIllegalArgumentException().isThrownBy(() -> JsonSchema.of(cyclic));
    }

    @Test
    void otherKindsOfObjects() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonSchema.from(5))
                .withMessageContaining("java.lang.Integer");
        assertThatIllegalArgumentException().isThrownBy(() -> JsonSchema.of(Map.of("default", new Object())));
    }
}
