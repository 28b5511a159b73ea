package dev.taskrunner.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("anyOf and oneOf say what would have helped")
class JsonSchemaUnionTest {

    private static final String SHAPES = """
            {"oneOf":[{"$ref":"#/$defs/Circle"},{"$ref":"#/$defs/Square"}],"$defs":{
              "Circle":{"type":"object","properties":{"type":{"const":"circle"},"radius":{"type":"number","minimum":0}},
                        "required":["type","radius"],"additionalProperties":false},
              "Square":{"type":"object","properties":{"type":{"const":"square"},"side":{"type":"number"}},
                        "required":["type","side"],"additionalProperties":false}}}
            """;

    private static List<String> messages(String schema, Object value) {
        JsonSchema compiled = JsonSchema.parse(schema);
        List<Violation> violations = compiled.validate(value);
        assertThat(compiled.isValid(value)).isEqualTo(violations.isEmpty());
        return violations.stream().map(Violation::message).toList();
    }

    @Test
    void simpleTypesBecomeOneSentence() {
        assertThat(messages("{\"anyOf\":[{\"type\":\"string\"},{\"type\":[\"integer\",\"null\"]}]}", true))
                .containsExactly("(root): expected string or integer or null, got boolean true");
    }

    @Test
    void theBranchThatWasMeantExplainsItself() {
        Map<String, Object> value = new TreeMap<>(Map.of("type", "circle", "radius", "big"));
        assertThat(messages(SHAPES, value))
                .containsExactly(
                        "(root): expected one of 2 alternatives, got object with \"radius\", \"type\"",
                        "/radius: expected number, got string \"big\"");
    }

    @Test
    void anAbsentMemberOfTheBranchThatWasMeant() {
        assertThat(messages(SHAPES, Map.of("type", "square")))
                .containsExactly(
                        "(root): expected one of 2 alternatives, got object with \"type\"",
                        "/side: required but absent, expected number");
    }

    @Test
    void anUnknownDiscriminatorListsTheKnownOnes() {
        assertThat(messages(SHAPES, Map.of("type", "triangle")))
                .contains("/type: expected one of \"circle\", \"square\", got string \"triangle\"");
    }

    @Test
    void anAbsentDiscriminatorIsNamed() {
        assertThat(messages(SHAPES, Map.of())).contains("/type: required but absent, expected \"circle\"");
    }

    @Test
    void moreThanOneMatch() {
        assertThat(messages("{\"oneOf\":[{\"type\":\"number\"},{\"type\":\"integer\"},{\"type\":\"string\"}]}", 1))
                .containsExactly(
                        "(root): expected exactly one of the alternatives to match, got a value that 2 of them match");
    }

    @Test
    void nullableObjectReportsTheObject() {
        String schema = "{\"properties\":{\"p\":{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"object\",\"properties\":"
                + "{\"x\":{\"type\":\"integer\"}}}]}}}";
        assertThat(messages(schema, Map.of("p", Map.of("x", "s"))))
                .containsExactly(
                        "/p: expected one of 2 alternatives, got object with \"x\"",
                        "/p/x: expected integer, got string \"s\"");
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("p", null);
        assertThat(messages(schema, withNull)).isEmpty();
    }

    @Test
    void unionsInListsPointAtTheItem() {
        String schema = "{\"items\":{\"anyOf\":[{\"type\":\"string\"},{\"type\":\"integer\"}]}}";
        assertThat(JsonSchema.parse(schema).validate(Arrays.asList("a", true, 1, null)))
                .extracting(Violation::pointer)
                .containsExactly("/1", "/3");
    }

    @Test
    void unionsInUnions() {
        String schema = "{\"anyOf\":[{\"type\":\"null\"},{\"type\":\"array\",\"items\":{\"oneOf\":[{\"type\":\"null\"},"
                + "{\"type\":\"object\",\"required\":[\"k\"]}]}}]}";
        assertThat(messages(schema, List.of(Map.of())))
                .containsExactly(
                        "(root): expected one of 2 alternatives, got array of 1 item",
                        "/0: expected one of 2 alternatives, got empty object",
                        "/0/k: required but absent, expected a value");
    }

    @Test
    void aMemberNamedLikeAKeywordIsNoUnion() {
        String schema =
                "{\"properties\":{\"anyOf\":{\"items\":{\"type\":\"integer\"}},\"oneOf\":{\"type\":\"string\"}}}";
        assertThat(JsonSchema.parse(schema).validate(Map.of("anyOf", List.of("x"), "oneOf", 1)))
                .extracting(Violation::pointer)
                .containsExactlyInAnyOrder("/anyOf/0", "/oneOf");
    }

    @Test
    void unionInsideReferencesPatternsAndConditions() {
        String schema =
                "{\"$ref\":\"#/$defs/P\",\"$defs\":{\"P\":{\"patternProperties\":{\"^a\":{\"if\":{\"type\":\"string\"},"
                        + "\"else\":{\"anyOf\":[{\"type\":\"integer\"},{\"type\":\"boolean\"}]}}}}}}";
        assertThat(messages(schema, Map.of("a1", List.of())))
                .containsExactly("/a1: expected integer or boolean, got empty array");
    }
}
