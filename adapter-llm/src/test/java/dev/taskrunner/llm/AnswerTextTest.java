package dev.taskrunner.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.testing.model.ModelRequests;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of the text of an answer: the JSON in it, without nulls that say nothing. */
class AnswerTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":1}",
                " \n{\"a\":1}\n",
                "```json\n{\"a\":1}\n```",
                "```\n{\"a\":1}```",
                "Here you are:\n```json\n{\"a\":1}\n```\nAnything else?",
                "The answer is {\"a\":1}."
            })
    void findsTheObject(String text) {
        assertThat(JsonText.find(text)).hasValue(ModelRequests.read("{\"a\":1}"));
    }

    @Test
    void findsOtherValues() {
        assertThat(JsonText.find("[1,2]")).hasValue(ModelRequests.read("[1,2]"));
        assertThat(JsonText.find("Numbers: [1,2]")).hasValue(ModelRequests.read("[1,2]"));
        assertThat(JsonText.find("\"x\"")).hasValue(ModelRequests.read("\"x\""));
        assertThat(JsonText.find("null"))
                .hasValueSatisfying(value -> assertThat(value.isNull()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "I cannot do that.", "{\"a\":", "} {", "```json\nnothing\n```"})
    void findsNothing(String text) {
        assertThat(JsonText.find(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"name\":\"x\",\"age\":null} | {\"name\":\"x\"}",
                "{\"name\":\"x\",\"nick\":null} | {\"name\":\"x\",\"nick\":null}",
                "{\"name\":\"x\",\"any\":null} | {\"name\":\"x\",\"any\":null}",
                "{\"name\":\"x\",\"pick\":null,\"maybe\":null,\"one\":null} | {\"name\":\"x\",\"maybe\":null}",
                "{\"name\":null} | {}",
                "{\"name\":\"x\",\"friends\":[{\"name\":\"y\",\"age\":null}]} | {\"name\":\"x\",\"friends\":[{\"name\":\"y\"}]}",
                "{\"name\":\"x\",\"pet\":{\"name\":\"z\",\"age\":null,\"lives\":null}} | {\"name\":\"x\",\"pet\":{\"name\":\"z\"}}",
                "{\"name\":\"x\",\"unknown\":null} | {\"name\":\"x\",\"unknown\":null}",
                "7 | 7"
            })
    @DisplayName("a null where the schema allows none says that an optional property was left out")
    void removesNulls(String answer, String expected) {
        JsonNode schema = ModelRequests.read("""
                {"type":"object","required":["name"],"properties":{
                  "name":{"type":"string"},"age":{"type":"integer"},"nick":{"type":["string","null"]},"any":{},
                  "pick":{"enum":["null","b"]},"maybe":{"enum":["a",null]},"one":{"const":1},
                  "friends":{"type":"array","items":{"$ref":"#"}},
                  "pet":{"anyOf":[{"$ref":"#/$defs/Cat"},{"type":"boolean"}]}},
                 "$defs":{"Cat":{"type":"object","properties":{
                   "name":{"type":"string"},"age":{"type":"integer"},"lives":{"$ref":"#/$defs/Number"}}},
                   "Number":{"type":"number"}}}""");
        JsonNode value = ModelRequests.read(answer);
        OptionalNulls.remove(value, schema);
        assertThat(value).isEqualTo(ModelRequests.read(expected));
    }
}
