package dev.taskrunner.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.testing.model.ModelAnswers;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Runners against the provider's HTTP: what is sent, and what becomes of each kind of answer. */
@Timeout(60)
class ProviderTest {
    private final ModelServer provider = new ModelServer();

    @AfterEach
    void close() {
        provider.close();
    }

    private LlmBuilder<LlmTaskRunner> builder() {
        return LlmTaskRunner.builder("helper", provider.model().build());
    }

    @Test
    @DisplayName("a prompt and a rule go out, byte for byte, and text comes back with the tokens it took")
    void asksPlainly() {
        provider.text("Green tea.");
        TaskResult result = Contexts.ask(builder().rule("Be brief").build(), Contexts.prompt("Which tea?"));
        assertThat(result.asText()).isEqualTo("Green tea.");
        assertThat(result.metadata())
                .containsEntry("token_usage", Map.of("input", 10, "output", 5, "total", 15))
                .containsEntry("finish_reason", "stop")
                .containsEntry("model", "gpt-test-2026")
                .containsEntry("model_calls", 1)
                .containsEntry("tool_calls", 0);
        assertThat(provider.bodies())
                .containsExactly("{\"model\":\"gpt-test\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief\"},"
                        + "{\"role\":\"user\",\"content\":\"Which tea?\"}],\"stream\":false}");
    }

    private TaskResult threeSums(List<String> progress) {
        provider.calls("add", "{\"a\":1,\"b\":2}", "add", "{\"a\":3,\"b\":4}")
                .calls("add", "{\"a\":3,\"b\":7}")
                .text("ten");
        LlmTaskRunner runner = builder().toolkits(Contexts.math()).build();
        TaskContext context = Contexts.builder()
                .progress(step -> progress.add(step.text()))
                .task(runner.initChatContext(), runner.spec().toolkits());
        return Contexts.ask(runner, context, Contexts.prompt("1+2+3+4"));
    }

    @Test
    @DisplayName("tools of several rounds, in parallel; each call is answered under its id")
    void runsTools() {
        TaskResult result = threeSums(new CopyOnWriteArrayList<>());
        assertThat(result.asText()).isEqualTo("ten");
        assertThat(result.metadata())
                .containsEntry("tool_calls", 3)
                .containsEntry("model_calls", 3)
                .containsEntry("token_usage", Map.of("input", 30, "output", 15, "total", 45));
        JsonNode last = provider.requests().get(2).path("messages");
        assertThat(last.path(2).path("tool_call_id").asText()).isEqualTo("call_1");
        assertThat(last.path(2).path("content").asText()).isEqualTo("3");
        assertThat(last.path(3).path("tool_call_id").asText()).isEqualTo("call_2");
        assertThat(last.path(3).path("content").asText()).isEqualTo("7");
        assertThat(last.path(5).path("content").asText()).isEqualTo("10");
    }

    @Test
    @DisplayName("each tool is sent once in each request, with its schema")
    void sendsTools() {
        threeSums(new CopyOnWriteArrayList<>());
        assertThat(provider.requests())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.path("tools")).hasSize(1));
        JsonNode function = provider.requests().get(0).path("tools").path(0).path("function");
        assertThat(function.path("name").asText()).isEqualTo("add");
        assertThat(function.path("description").asText()).isEqualTo("Adds two numbers");
        assertThat(function.path("parameters")
                        .path("properties")
                        .path("a")
                        .path("type")
                        .asText())
                .isEqualTo("integer");
    }

    @Test
    void reportsSteps() {
        List<String> progress = new CopyOnWriteArrayList<>();
        threeSums(progress);
        assertThat(String.join("; ", progress))
                .isEqualTo(
                        "asking the model; calling tool add; calling tool add; tool add answered; tool add answered; "
                                + "asking the model again (2); calling tool add; tool add answered; asking the model again (3)");
    }

    @Test
    @DisplayName("a model that never stops asking for tools is stopped at the bound")
    void stopsEndlessLoops() {
        provider.always(ModelAnswers.calls("add", "{\"a\":1,\"b\":2}"));
        LlmTaskRunner runner =
                builder().toolkits(Contexts.math()).maxToolRounds(3).build();
        TaskException error = Contexts.failure(runner, Contexts.prompt("add"));
        assertThat(error.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(error.text()).contains("3 rounds");
        assertThat(provider.requests()).hasSize(4);
    }

    @Test
    void keepsTheBudget() {
        provider.always(ModelAnswers.calls("add", "{\"a\":1,\"b\":2}"));
        LlmTaskRunner byTokens =
                builder().toolkits(Contexts.math()).tokenBudget(20).build();
        assertThat(Contexts.failure(byTokens, Contexts.prompt("add")).text()).contains("20 tokens");
        assertThat(provider.requests()).hasSize(2);
        LlmTaskRunner byCalls =
                builder().toolkits(Contexts.math()).maxModelCalls(1).build();
        assertThat(Contexts.failure(byCalls, Contexts.prompt("add")).text()).contains("asked 1 times");
        assertThat(provider.requests()).hasSize(3);
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(
                        ModelAnswers.error(401, "invalid_api_key", "Incorrect API key: sk-test"), ErrorCode.FAILED),
                Arguments.of(ModelAnswers.error(403, "forbidden", "no sk-test"), ErrorCode.FAILED),
                Arguments.of(ModelAnswers.error(404, "model_not_found", "no gpt sk-test"), ErrorCode.FAILED),
                Arguments.of(ModelAnswers.error(400, "bad", "bad sk-test"), ErrorCode.FAILED),
                Arguments.of(
                        ModelAnswers.error(400, "context_length_exceeded", "maximum context length, sk-test"),
                        ErrorCode.TOO_LARGE),
                Arguments.of(
                        ModelAnswers.error(400, "content_filter", "content_filter sk-test"), ErrorCode.CONTENT_REFUSED),
                Arguments.of(ModelAnswers.error(429, "rate", "too many, sk-test"), ErrorCode.RATE_LIMITED),
                Arguments.of(ModelAnswers.error(408, "timeout", "slow sk-test"), ErrorCode.TIMED_OUT),
                Arguments.of(ModelAnswers.error(500, "oops", "oops sk-test"), ErrorCode.UNAVAILABLE),
                Arguments.of(ModelAnswers.error(503, "busy", "busy sk-test"), ErrorCode.UNAVAILABLE),
                Arguments.of(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), ErrorCode.UNAVAILABLE),
                Arguments.of(aResponse().withBody("<html>sk-test</html>"), ErrorCode.UNAVAILABLE),
                Arguments.of(
                        ModelAnswers.of(ModelAnswers.message().put("content", "I"), "content_filter"),
                        ErrorCode.CONTENT_REFUSED));
    }

    @ParameterizedTest
    @MethodSource("failures")
    @DisplayName("each failure of the provider has its code, and its words stay here")
    void mapsFailures(ResponseDefinitionBuilder response, ErrorCode code) {
        provider.then(response);
        TaskException error = Contexts.failure(builder().build(), Contexts.prompt("a secret plan"));
        assertThat(error.code()).as(error.text()).isEqualTo(code);
        assertThat(error.text()).doesNotContain("sk-test", "secret plan", "http", "Exception");
    }

    @Test
    void mapsAProviderThatIsNotThere() {
        LlmTaskRunner runner = builder().build();
        provider.close();
        TaskException error = Contexts.failure(runner, Contexts.prompt("x"));
        assertThat(error.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    @DisplayName("the model that the caller chooses, of those on offer, and the parameters reach the request")
    void choosesTheModel() {
        provider.text("a").text("b").text("c");
        LlmTaskRunner runner = builder()
                .models("small", "large")
                .parameters(OpenAiChatRequestParameters.builder()
                        .temperature(0.25)
                        .seed(7)
                        .build())
                .build();
        Contexts.ask(runner, Map.of("prompt", "x", "model", "large"));
        Contexts.ask(runner, Contexts.prompt("x"));
        Contexts.ask(runner, ModelRequests.read("{\"prompt\":\"x\",\"model\":null}"));
        assertThat(provider.requests())
                .extracting(request -> request.path("model").asText())
                .containsExactly("large", "gpt-test", "gpt-test");
        assertThat(provider.requests()).allSatisfy(request -> {
            assertThat(request.path("temperature").asDouble()).isEqualTo(0.25);
            assertThat(request.path("seed").asInt()).isEqualTo(7);
        });
        TaskException other = Contexts.failure(runner, Map.of("prompt", "x", "model", "huge"));
        assertThat(other.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
    }

    @Test
    @DisplayName("a streaming model is asked for a stream; its pieces are progress, its tools run, its answer is whole")
    void streams() {
        String call = "{\"tool_calls\":[{\"index\":0,\"id\":\"call_9\",\"type\":\"function\","
                + "\"function\":{\"name\":\"add\",\"arguments\":\"{\\\"a\\\":1,\"}}]}";
        String rest = "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"\\\"b\\\":2}\"}}]}";
        provider.then(stream(event(call, null), event(rest, null), event("{}", "tool_calls")))
                .then(stream(
                        event("{\"content\":\"It is \"}", null),
                        event("{\"content\":\"3.\"}", null),
                        event("{}", "stop")));
        List<Object> deltas = new CopyOnWriteArrayList<>();
        LlmTaskRunner runner = LlmTaskRunner.builder(
                        "streamer", provider.streamingModel().build())
                .toolkits(Contexts.math())
                .build();
        TaskContext context = Contexts.builder()
                .progress((Progress step) -> {
                    if (step.data() != null) {
                        deltas.add(step.data());
                    }
                })
                .task(runner.initChatContext(), runner.spec().toolkits());
        assertThat(Contexts.ask(runner, context, Contexts.prompt("1+2")).asText())
                .isEqualTo("It is 3.");
        assertThat(deltas).containsExactly(Map.of("delta", "It is "), Map.of("delta", "3."));
        assertThat(provider.requests())
                .allSatisfy(request ->
                        assertThat(request.path("stream").asBoolean()).isTrue());
        assertThat(provider.requests()
                        .get(1)
                        .path("messages")
                        .path(2)
                        .path("content")
                        .asText())
                .isEqualTo("3");
    }

    private static ResponseDefinitionBuilder stream(String... events) {
        return aResponse()
                .withHeader("Content-Type", "text/event-stream")
                .withBody(String.join("", events) + "data: [DONE]\n\n");
    }

    private static String event(String delta, String finish) {
        String reason = finish == null ? "null" : "\"" + finish + "\"";
        return "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-test\","
                + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + reason + "}]}\n\n";
    }

    @Test
    void mapsFailuresOfStreams() {
        provider.then(ModelAnswers.error(429, "rate", "too many"));
        LlmTaskRunner runner = LlmTaskRunner.builder(
                        "streamer", provider.streamingModel().build())
                .build();
        assertThat(Contexts.failure(runner, Contexts.prompt("x")).code()).isEqualTo(ErrorCode.RATE_LIMITED);
    }

    @Test
    @DisplayName(
            "toolkits that the caller switches on are made with their configuration; unknown ones are refused by name")
    void configuresToolkits() {
        provider.calls("search", "{}").text("found");
        ConfigurableToolkit search = new ConfigurableToolkit(
                "web_search",
                dev.taskrunner.schema.JsonSchema.parse(
                        "{\"type\":\"object\",\"properties\":{\"name\":{\"const\":\"web_search\"},"
                                + "\"domain\":{\"$ref\":\"#/$defs/Domain\"}},\"required\":[\"name\"],"
                                + "\"$defs\":{\"Domain\":{\"type\":\"string\"}}}"),
                (context, config) -> Toolkit.of(
                        "web",
                        Tool.of(
                                "search",
                                "Searches " + config.asMap().get("domain"),
                                dev.taskrunner.schema.JsonSchema.noArguments(),
                                (tool, input) -> TaskResult.of("hit"))));
        LlmTaskRunner runner = builder().configurable(search).build();
        assertThat(runner.spec().inputSchema().asMap()).containsKey("$defs");
        Map<String, Object> config = Map.of("name", "web_search", "domain", "example.org");
        Contexts.ask(runner, Map.of("prompt", "x", "tools", List.of(config)));
        assertThat(provider.bodies().get(0)).contains("Searches example.org");
        TaskException error =
                Contexts.failure(runner, Map.of("prompt", "x", "tools", List.of(Map.of("name", "database"))));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(error.violations()).isNotEmpty();
        assertThat(provider.requests()).hasSize(2);
    }
}
