package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SchemaRowsTest {

    @Test
    void hasNoRowsForNoArguments() throws IOException {
        assertThat(rows("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}"))
                .isEmpty();
    }

    @Test
    void namesNestedMembersByDottedPath() throws IOException {
        assertThat(rows("""
                {"type":"object","required":["who"],"properties":{
                  "who":{"type":"object","description":"somebody","properties":{"name":{"type":"string","minLength":1}},
                         "required":["name"]}}}"""))
                .containsExactly(
                        new SchemaRows.Row("who", "object", true, "somebody", ""),
                        new SchemaRows.Row("who.name", "string", true, "", "minLength 1"));
    }

    @Test
    void looksIntoArrays() throws IOException {
        assertThat(rows("""
                {"type":"object","properties":{
                  "tags":{"type":"array","items":{"type":"string"},"maxItems":3},
                  "codes":{"type":"array","items":{"type":"string","pattern":"^a"}},
                  "items":{"type":"array","items":{"type":"object","properties":{"n":{"type":["integer","null"]}}}}}}"""))
                .containsExactly(
                        new SchemaRows.Row("tags", "string[]", false, "", "maxItems 3"),
                        new SchemaRows.Row("codes", "string[]", false, "", ""),
                        new SchemaRows.Row("codes[]", "string", true, "", "pattern \"^a\""),
                        new SchemaRows.Row("items", "object[]", false, "", ""),
                        new SchemaRows.Row("items[].n", "integer | null", false, "", ""));
    }

    @Test
    void followsReferences() throws IOException {
        assertThat(rows("""
                {"type":"object","properties":{"p":{"$ref":"#/$defs/P","description":"where"}},
                 "$defs":{"P":{"type":"object","description":"point","properties":{"x":{"type":"number","minimum":0}}}}}"""))
                .containsExactly(
                        new SchemaRows.Row("p", "object", false, "where", ""),
                        new SchemaRows.Row("p.x", "number", false, "", "minimum 0"));
    }

    @Test
    void namesChoices() throws IOException {
        assertThat(rows("""
                {"type":"object","properties":{
                  "v":{"anyOf":[{"type":"string"},{"type":"array","items":{"oneOf":[{"type":"integer"},{"type":"null"}]}}]},
                  "c":{"enum":["a",1,null],"default":"a"},"any":{},"yes":true}}"""))
                .containsExactly(
                        new SchemaRows.Row("v", "string | (integer | null)[]", false, "", ""),
                        new SchemaRows.Row("c", "any", false, "", "one of \"a\" | 1 | null, default \"a\""),
                        new SchemaRows.Row("any", "any", false, "", ""),
                        new SchemaRows.Row("yes", "any", false, "", ""));
    }

    @Test
    void showsSchemasOfOtherThings() throws IOException {
        assertThat(rows("{\"type\":\"string\",\"format\":\"date\"}"))
                .containsExactly(new SchemaRows.Row("(whole)", "string", true, "", "format \"date\""));
        assertThat(rows("{\"type\":\"object\"}"))
                .containsExactly(new SchemaRows.Row("*", "any", false, "further members of any name", ""));
    }

    @Test
    void endsWithSchemasThatDoNot() throws IOException {
        List<SchemaRows.Row> tree = rows("""
                {"type":"object","properties":{"l":{"$ref":"#"},"r":{"$ref":"#"}}}""");
        assertThat(tree).hasSizeLessThanOrEqualTo(500);
        assertThat(rows("{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/properties/a\"}}}"))
                .hasSize(1);
        assertThat(rows("{\"$ref\":\"#/nowhere\"}")).hasSize(1);
        assertThat(rows("{\"anyOf\":[{\"$ref\":\"#\"},{\"$ref\":\"#\"},{\"$ref\":\"#\"}]}"))
                .hasSize(1);
    }

    private static List<SchemaRows.Row> rows(String schema) throws IOException {
        Map<?, ?> map = new ObjectMapper().readValue(schema, Map.class);
        return SchemaRows.of(map);
    }
}
