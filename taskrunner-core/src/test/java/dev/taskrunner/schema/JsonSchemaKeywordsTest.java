package dev.taskrunner.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Every keyword: pointer, keyword, what was expected, what came")
class JsonSchemaKeywordsTest {

    private static List<Violation> validate(String schema, String json) {
        JsonSchema compiled = JsonSchema.parse(schema);
        Object value = SchemaJson.parse(json);
        List<Violation> violations = compiled.validate(value);
        assertThat(compiled.isValid(value)).as("isValid agrees with validate").isEqualTo(violations.isEmpty());
        return violations;
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', emptyValue = "", textBlock = """
            # schema; value; pointer; keyword; expected; actual
            {"type":"integer"}; "x"; ``; type; integer; string "x"
            {"type":["integer","null"]}; true; ``; type; integer or null; boolean true
            {"type":"integer"}; 1.5; ``; type; integer; number 1.5
            {"type":"object"}; [1,2]; ``; type; object; array of 2 items
            {"type":"array"}; {"a":1}; ``; type; array; object with "a"
            {"type":"string"}; null; ``; type; string; null
            {"properties":{"a":{"type":"integer"}}}; {"a":"x"}; /a; type; integer; string "x"
            {"properties":{"b~/c":{"type":"integer"}}}; {"b~/c":"x"}; /b~0~1c; type; integer; string "x"
            {"items":{"type":"integer"}}; [1,"x"]; /1; type; integer; string "x"
            {"prefixItems":[{"type":"string"},{"type":"integer"}]}; ["a","b"]; /1; type; integer; string "b"
            {"prefixItems":[{}],"items":false}; [1,2]; /1; items; no item at this position; integer 2
            {"prefixItems":[{}],"unevaluatedItems":false}; [1,2]; /1; unevaluatedItems; no item at this position; integer 2
            {"required":["name"]}; {}; /name; required; a value; absent
            {"required":["n"],"properties":{"n":{"type":"string"}}}; {}; /n; required; string; absent
            {"required":["n"],"properties":{"n":{"enum":[1,2]}}}; {}; /n; required; one of 1, 2; absent
            {"required":["n"],"properties":{"n":{"const":"k"}}}; {}; /n; required; "k"; absent
            {"properties":{"a":{"required":["x/y"]}}}; {"a":{}}; /a/x~1y; required; a value; absent
            {"properties":{"a":{}},"additionalProperties":false}; {"q":1}; /q; additionalProperties; only the members "a"; integer 1
            {"additionalProperties":false}; {"q":1}; /q; additionalProperties; no such member; integer 1
            {"additionalProperties":{"type":"string"}}; {"q":1}; /q; type; string; integer 1
            {"patternProperties":{"^s":{"type":"string"}}}; {"s1":1}; /s1; type; string; integer 1
            {"properties":{"a":{}},"unevaluatedProperties":false}; {"q":1}; /q; unevaluatedProperties; only the members "a"; integer 1
            {"propertyNames":{"maxLength":2}}; {"abc":1}; /abc; propertyNames; a member name that fits: must be at most 2 characters long; name "abc"
            {"dependentRequired":{"a":["b"]}}; {"a":1}; /b; dependentRequired; a value, since "a" is present; absent
            {"dependentSchemas":{"a":{"required":["b"]}}}; {"a":1}; /b; required; a value; absent
            {"const":{"a":1}}; 3; ``; const; {"a":1}; integer 3
            {"const":null}; 3; ``; const; null; integer 3
            {"enum":["a",2,null]}; 3; ``; enum; one of "a", 2, null; integer 3
            {"minimum":1}; 0; ``; minimum; >= 1; integer 0
            {"maximum":1.5}; 2; ``; maximum; <= 1.5; integer 2
            {"exclusiveMinimum":1}; 1; ``; exclusiveMinimum; > 1; integer 1
            {"exclusiveMaximum":1}; 1; ``; exclusiveMaximum; < 1; integer 1
            {"multipleOf":0.1}; 0.25; ``; multipleOf; a multiple of 0.1; number 0.25
            {"minLength":3}; "ab"; ``; minLength; at least 3 characters; 2 characters: string "ab"
            {"maxLength":1}; "ab"; ``; maxLength; at most 1 character; 2 characters: string "ab"
            {"pattern":"^x"}; "ab"; ``; pattern; text that matches ^x; string "ab"
            {"minItems":2}; [1]; ``; minItems; at least 2 items; 1 item
            {"maxItems":1}; [1,2]; ``; maxItems; at most 1 item; 2 items
            {"uniqueItems":true}; [1,1]; ``; uniqueItems; items that all differ; array of 2 items
            {"contains":{"type":"string"}}; [1]; ``; contains; an item that matches {"type":"string"}; array of 1 item
            {"contains":{"type":"string"},"minContains":2}; ["a"]; ``; minContains; at least 2 items that match {"type":"string"}; array of 1 item
            {"contains":{"type":"string"},"maxContains":1}; ["a","b"]; ``; maxContains; at most 1 items that match {"type":"string"}; array of 2 items
            {"minProperties":2}; {"a":1}; ``; minProperties; at least 2 members; 1 member
            {"maxProperties":1}; {"a":1,"b":2}; ``; maxProperties; at most 1 member; 2 members
            {"not":{"type":"string"}}; "s"; ``; not; no match of {"type":"string"}; string "s"
            {"allOf":[{"type":"string"},{"minLength":3}]}; "s"; ``; minLength; at least 3 characters; 1 character: string "s"
            {"if":{"required":["a"]},"then":{"required":["b"]}}; {"a":1}; /b; required; a value; absent
            {"if":{"required":["a"]},"then":{},"else":{"required":["b"]}}; {}; /b; required; a value; absent
            {"properties":{"a":false}}; {"a":1}; /a; false; no value; integer 1
            false; 1; ``; false; no value; integer 1
            {"$ref":"#/$defs/a","$defs":{"a":{"type":"string"}}}; 1; ``; type; string; integer 1
            {"$ref":"#an","$defs":{"a":{"$anchor":"an","type":"string"}}}; 1; ``; type; string; integer 1
            {"$ref":"#/$defs/a%25b~1c","$defs":{"a%b/c":{"type":"string"}}}; 1; ``; type; string; integer 1
            {"$dynamicAnchor":"n","type":"object","properties":{"c":{"$dynamicRef":"#n"}}}; {"c":{"c":5}}; /c/c; type; object; integer 5
            {"$id":"https://example.com/s","$ref":"t","$defs":{"t":{"$id":"t","type":"string"}}}; 1; ``; type; string; integer 1
            {"$id":"urn:example:s","$ref":"#/$defs/t","$defs":{"t":{"type":"string"}}}; 1; ``; type; string; integer 1
            {"$ref":"https://json-schema.org/draft/2020-12/schema"}; 1; ``; type; object or boolean; integer 1
            """)
    void oneViolation(String schema, String value, String pointer, String keyword, String expected, String actual) {
        Violation violation = only(validate(schema, value), pointer, keyword, expected);
        assertThat(violation.actual()).isEqualTo(actual);
        assertThat(violation.message())
                .startsWith(violation.pointer().isEmpty() ? "(root): " : violation.pointer() + ": ")
                .contains(expected);
    }

    /** The one violation, which must be this. */
    private static Violation only(List<Violation> violations, String pointer, String keyword, String expected) {
        assertThat(violations).hasSize(1);
        Violation violation = violations.get(0);
        assertThat(violation.pointer()).isEqualTo(pointer == null ? "" : pointer);
        assertThat(violation.keyword()).isEqualTo(keyword);
        assertThat(violation.expected()).isEqualTo(expected);
        return violation;
    }

    @ParameterizedTest(name = "{0} refuses {2}, accepts {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            date-time; 2026-01-31T10:00:00Z; 2026-01-31
            date; 2026-01-31; 2026-02-30
            time; 10:00:00Z; 10:00
            duration; PT1H; 1 hour
            email; a@example.com; a
            hostname; example.com; -x-
            ipv4; 127.0.0.1; 127.0.0.256
            ipv6; ::1; 1
            uri; https://example.com/; not a uri
            uri-reference; /a; \\\\
            uuid; 123e4567-e89b-12d3-a456-426614174000; 123
            json-pointer; /a/0; a
            regex; ^a; (
            """)
    void formatsAreAsserted(String format, String good, String bad) {
        JsonSchema schema = JsonSchema.parse("{\"format\":\"" + format + "\"}");
        assertThat(schema.validate(good)).isEmpty();
        assertThat(schema.validate(bad)).singleElement().satisfies(violation -> {
            assertThat(violation.keyword()).isEqualTo("format");
            assertThat(violation.expected()).startsWith("format " + format);
        });
    }

    @ParameterizedTest(name = "{0} accepts {1}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            {"type":"integer"}; 1.0
            {"type":"number"}; 1
            {"format":"unknown-to-all"}; "x"
            {"type":"string","nullable":true,"x-note":[1]}; "x"
            {"type":"string","contentEncoding":"base64"}; "AQID"
            {"multipleOf":0.01}; 4.35
            {"pattern":"^[a-z]+$"}; "abc"
            {"pattern":"\\\\p{Letter}"}; "é"
            {"maxLength":1}; "😀"
            {"const":1}; 1.0
            {"uniqueItems":true}; [1,true,"1"]
            {"properties":{"$ref":{"type":"string"}}}; {"$ref":"x"}
            {"properties":{"default":{"type":"string"},"enum":{},"const":{}}}; {"default":"x"}
            {"enum":[{"$ref":"#/nowhere"}]}; {"$ref":"#/nowhere"}
            {"default":{"$ref":"http://example.com/"}}; 1
            true; 1
            {}; null
            {"unevaluatedProperties":false,"allOf":[{"properties":{"a":{}}}],"anyOf":[{"properties":{"b":{}}},{"required":["z"]}]}; {"a":1,"b":2}
            """)
    void noViolation(String schema, String value) {
        assertThat(validate(schema, value)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = ';', quoteCharacter = '`', emptyValue = "", textBlock = """
            {"$schema":"http://json-schema.org/draft-04/schema#","minimum":1,"exclusiveMinimum":true}; 1; ``; minimum; > 1
            {"$schema":"http://json-schema.org/draft-06/schema#","exclusiveMinimum":1}; 1; ``; exclusiveMinimum; > 1
            {"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/a","definitions":{"a":{"type":"string"}}}; 1; ``; type; string
            {"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"a":{"$id":"#x","type":"string"}},"allOf":[{"$ref":"#x"}]}; 1; ``; type; string
            {"$schema":"http://json-schema.org/draft-07/schema","dependencies":{"a":["b"]}}; {"a":1}; /b; dependencies; a value, since "a" is present
            {"$schema":"http://json-schema.org/draft-07/schema","items":[{}],"additionalItems":false}; [1,2]; /1; additionalItems; no item at this position
            {"$schema":"http://json-schema.org/draft-07/schema","items":[{"anyOf":[{"type":"string"},{"type":"null"}]}]}; [1]; /0; anyOf; string or null
            {"$schema":"https://json-schema.org/draft/2019-09/schema","items":[{"type":"string"}]}; [1]; /0; type; string
            {"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"type":"object","properties":{"c":{"$recursiveRef":"#"}}}; {"c":1}; /c; type; object
            {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"string"}; 1; ``; type; string
            {"$schema":"https://json-schema.org/draft/2020-12/schema#","type":"string"}; 1; ``; type; string
            """)
    void olderDialects(String schema, String value, String pointer, String keyword, String expected) {
        only(validate(schema, value), pointer, keyword, expected);
    }
}
