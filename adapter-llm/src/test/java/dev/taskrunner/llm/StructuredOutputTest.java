package dev.taskrunner.llm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.testing.model.ModelServer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Structured output against the provider's HTTP: what is sent, byte for byte, and what becomes of what comes. */
class StructuredOutputTest {
    private final ModelServer provider = new ModelServer();

    /** One that is given schemas, strictly. */
    private ChatModel strictModel() {
        return provider.model()
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .strictJsonSchema(true)
                .build();
    }

    record Article(String title, List<String> tags, Optional<Integer> year) {}

    @AfterEach
    void close() {
        provider.close();
    }

    private LlmTaskRunner writer() {
        return LlmTaskRunner.builder("writer", strictModel())
                .output(Article.class)
                .build();
    }

    @Test
    @DisplayName("a record's schema goes to the provider in its strict subset, byte for byte; no rule repeats it")
    void isNative() {
        provider.text("{\"title\":\"Tea\",\"tags\":[\"drink\"],\"year\":null}");
        TaskResult result = Contexts.ask(writer(), Contexts.prompt("tea"));
        assertThat(result.as(Article.class)).isEqualTo(new Article("Tea", List.of("drink"), Optional.empty()));
        assertThat(provider.bodies())
                .singleElement()
                .asString()
                .contains(
                        "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"answer\",\"strict\":true,"
                                + "\"schema\":{\"type\":\"object\",\"properties\":{\"title\":{\"type\":\"string\"},"
                                + "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}},"
                                + "\"year\":{\"type\":[\"integer\",\"null\"],\"minimum\":-2147483648,\"maximum\":2147483647}},"
                                + "\"required\":[\"title\",\"tags\",\"year\"],\"additionalProperties\":false}}}");
        assertThat(provider.requests().get(0).path("messages")).hasSize(1);
    }

    @Test
    @DisplayName("a list is wrapped for the provider and unwrapped for the caller")
    void wrapsLists() {
        provider.text("{\"value\":[1,2]}");
        LlmTaskRunner runner = LlmTaskRunner.builder("counter", strictModel())
                .outputSchema("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}")
                .build();
        assertThat(Contexts.ask(runner, Contexts.prompt("count")).toJson()).isEqualTo("[1,2]");
        assertThat(provider.bodies().get(0))
                .contains("\"schema\":{\"type\":\"object\",\"properties\":{\"value\":{\"type\":\"array\",\"items\":"
                        + "{\"type\":\"integer\"}}},\"required\":[\"value\"],\"additionalProperties\":false}");
    }

    @Test
    @DisplayName("a schema that the strict subset cannot say is prompted, even with a model that takes schemas")
    void promptsWhatIsNotStrict() {
        provider.text("{\"a\":\"b\"}");
        LlmTaskRunner runner = LlmTaskRunner.builder("mapper", strictModel())
                .outputSchema("{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}")
                .build();
        assertThat(Contexts.ask(runner, Contexts.prompt("map")).asMap()).isEqualTo(Map.of("a", "b"));
        assertThat(provider.bodies().get(0)).doesNotContain("response_format");
        assertThat(provider.requests()
                        .get(0)
                        .path("messages")
                        .path(0)
                        .path("content")
                        .asText())
                .contains("{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}");
    }

    @Test
    @DisplayName("a model that takes no schemas is prompted with the schema, and may answer in a code fence")
    void isPrompted() {
        provider.text("Sure!\n```json\n{\"title\":\"Tea\",\"tags\":[]}\n```");
        LlmTaskRunner runner = LlmTaskRunner.builder("writer", provider.model().build())
                .rule("Be brief")
                .output(Article.class)
                .build();
        TaskResult result = Contexts.ask(runner, Contexts.prompt("tea"));
        assertThat(result.as(Article.class)).isEqualTo(new Article("Tea", List.of(), Optional.empty()));
        assertThat(provider.bodies().get(0)).doesNotContain("response_format");
        String system = provider.requests().get(0).at("/messages/0/content").asText();
        assertThat(system)
                .startsWith("Be brief\n\n")
                .contains(runner.spec().outputSchema().orElseThrow().toJson());
    }

    @Test
    @DisplayName("an answer that does not match goes back with the violations, and the repaired one is answered")
    void repairs() {
        provider.text("{\"title\":7,\"tags\":[]}").text("sorry").text("{\"title\":\"Tea\",\"tags\":[],\"year\":1}");
        assertThat(Contexts.ask(writer(), Contexts.prompt("tea"))
                        .as(Article.class)
                        .year())
                .hasValue(1);
        List<JsonNode> requests = provider.requests();
        assertThat(requests).hasSize(3);
        JsonNode second = requests.get(1).path("messages");
        assertThat(second.path(1).path("role").asText()).isEqualTo("assistant");
        assertThat(second.path(1).path("content").asText()).isEqualTo("{\"title\":7,\"tags\":[]}");
        assertThat(second.path(2).path("role").asText()).isEqualTo("user");
        assertThat(second.path(2).path("content").asText()).contains("/title: expected string");
        assertThat(requests.get(2).path("messages").path(4).path("content").asText())
                .contains("got text");
    }

    @Test
    @DisplayName("after two repairs the ask fails with the last violations")
    void givesUp() {
        provider.text("no")
                .text("{\"tags\":[]}")
                .text("{\"title\":7,\"tags\":[\"a\",2]}")
                .text("never asked for");
        TaskException error = Contexts.failure(writer(), Contexts.prompt("tea"));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(error.violations())
                .extracting(violation -> violation.pointer())
                .containsExactlyInAnyOrder("/title", "/tags/1");
        assertThat(provider.requests()).hasSize(3);
    }

    @Test
    @DisplayName("an empty text is asked for again, then refused")
    void refusesEmptyText() {
        provider.text("").text(" ").text("");
        LlmTaskRunner runner =
                LlmTaskRunner.builder("poet", provider.model().build()).build();
        TaskException error = Contexts.failure(runner, Contexts.prompt("a poem"));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(error.text()).isEqualTo("the model gave an empty answer");
        assertThat(provider.requests()).hasSize(3);
    }

    @Test
    @DisplayName("the way can be chosen, whatever the model says of itself")
    void isChosen() {
        provider.text("{\"title\":\"a\",\"tags\":[]}").text("{\"title\":\"a\",\"tags\":[],\"year\":null}");
        Contexts.ask(
                LlmTaskRunner.builder("w", strictModel())
                        .output(Article.class)
                        .structuredOutput(StructuredOutput.PROMPTED)
                        .build(),
                Contexts.prompt("x"));
        Contexts.ask(
                LlmTaskRunner.builder("w", provider.model().build())
                        .output(Article.class)
                        .structuredOutput(StructuredOutput.NATIVE)
                        .build(),
                Contexts.prompt("x"));
        assertThat(provider.bodies().get(0)).doesNotContain("response_format");
        assertThat(provider.bodies().get(1)).contains("\"strict\":false");
    }
}
