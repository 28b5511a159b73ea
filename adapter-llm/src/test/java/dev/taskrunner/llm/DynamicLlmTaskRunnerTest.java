package dev.taskrunner.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.taskrunner.Attachment;
import dev.taskrunner.ChatContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DynamicLlmTaskRunnerTest {
    private static final Map<String, Object> PERSON = Map.of(
            "type",
            "object",
            "properties",
            Map.of("name", Map.of("type", "string"), "age", Map.of("type", "integer")),
            "required",
            List.of("name"));

    private final ScriptedChatModel model = new ScriptedChatModel();

    private LlmBuilder<DynamicLlmTaskRunner> builder() {
        return DynamicLlmTaskRunner.builder("extractor", model);
    }

    private static Map<String, Object> ask(Object schema) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("prompt", "Ada, 36");
        arguments.put("output_schema", schema);
        return arguments;
    }

    @Test
    @DisplayName("takes a prompt and a schema, both required, and promises nothing itself")
    void hasASpec() {
        DynamicLlmTaskRunner runner = builder().build();
        assertThat(runner.spec().inputSchema().asMap()).containsEntry("required", List.of("prompt", "output_schema"));
        assertThat(runner.spec().outputSchema()).isEmpty();
        assertThatThrownBy(() -> builder().outputSchema("{\"type\":\"string\"}").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LlmTaskRunner");
    }

    @Test
    @DisplayName("the caller's schema is for the model and for the answer; rules, tools, attachments work")
    void usesTheCallersSchema() {
        model.toolCall("add", "{\"a\":30,\"b\":6}").text("{\"name\":\"Ada\",\"age\":36}");
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};
        DynamicLlmTaskRunner runner =
                builder().rule("Be exact").toolkits(Contexts.math()).build();
        TaskContext context = Contexts.builder()
                .attachment(Attachment.of(png))
                .task(new ChatContext(), runner.spec().toolkits());
        TaskResult result = Contexts.ask(runner, context, ask(PERSON));
        assertThat(result.asMap()).isEqualTo(Map.of("name", "Ada", "age", 36));
        var messages = model.requests().get(0).messages();
        assertThat(((SystemMessage) messages.get(0)).text())
                .startsWith("Be exact")
                .contains("\"age\"");
        assertThat(((UserMessage) messages.get(1)).contents().get(1)).isInstanceOf(ImageContent.class);
        assertThat(model.requests().get(0).toolSpecifications()).hasSize(1);
    }

    @Test
    @DisplayName(
            "with a model that takes schemas it goes to the provider; a null for what is optional is left out again")
    void isNative() {
        model.supporting(Capability.RESPONSE_FORMAT_JSON_SCHEMA).text("{\"name\":\"Ada\",\"age\":null}");
        TaskResult result = Contexts.ask(builder().build(), ask(PERSON));
        assertThat(result.asMap()).isEqualTo(Map.of("name", "Ada"));
        assertThat(model.requests().get(0).responseFormat().jsonSchema().rootElement())
                .isInstanceOfSatisfying(
                        JsonRawSchema.class,
                        raw -> assertThat(raw.schema()).contains("\"additionalProperties\":false"));
        assertThat(model.requests().get(0).messages()).hasSize(1);
    }

    @Test
    void repairsAndGivesUp() {
        model.text("{}").text("{\"name\":1}").text("{\"name\":2}").text("{\"name\":\"late\"}");
        TaskException error = Contexts.failure(builder().build(), ask(PERSON));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(error.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.pointer()).isEqualTo("/name"));
        assertThat(model.remaining()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"oops"} | type
            {"$ref":"https://example.org/a.json"} | example.org
            {"$ref":"file:///etc/passwd"} | outside
            {"$ref":"#/$defs/None"} | None
            {"$schema":"https://example.org/odd"} | $schema
            {"properties":7} | properties
            """)
    @DisplayName("what is no schema, or refers outside, is refused with its place, and the model is not asked")
    void refusesBadSchemas(String schema, String reason) {
        TaskException error = Contexts.failure(builder().build(), ask(ModelRequests.read(schema)));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(error.violations())
                .singleElement()
                .satisfies(violation -> assertThat(violation.pointer()).isEqualTo("/output_schema"));
        assertThat(error.text()).contains(reason);
        assertThat(model.requests()).isEmpty();
    }

    @Test
    @DisplayName("a schema that is too large, or nests too deep, is refused before it is read")
    void boundsSchemas() {
        TaskException large = Contexts.failure(builder().build(), ask(Map.of("description", "x".repeat(70_000))));
        assertThat(large.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(large.text()).contains("65536 characters");
        Map<String, Object> deep = Map.of("type", "string");
        for (int i = 0; i < 40; i++) {
            deep = Map.of("not", deep);
        }
        TaskException nested = Contexts.failure(builder().build(), ask(deep));
        assertThat(nested.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(nested.text()).contains("32 nested levels");
    }

    @Test
    @DisplayName("missing prompt, missing schema and a schema that is no object are three different errors")
    void distinguishesErrors() {
        DynamicLlmTaskRunner runner = builder().build();
        assertThat(Contexts.failure(runner, Map.of("output_schema", PERSON)).text())
                .contains("/prompt");
        assertThat(Contexts.failure(runner, Contexts.prompt("x")).text()).contains("/output_schema", "required");
        assertThat(Contexts.failure(runner, ask("text")).text()).contains("/output_schema: expected object");
    }
}
