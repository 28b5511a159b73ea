package dev.taskrunner.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Speaks the provider's HTTP over a real socket: answers in the order in which they were set, and remembers the requests. */
final class ProviderServer implements AutoCloseable {
    static final String KEY = "sk-test-7b1f";
    static final ObjectMapper JSON = new ObjectMapper();

    private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());
    private int steps;

    ProviderServer() {
        server.start();
    }

    String url() {
        return server.baseUrl() + "/v1";
    }

    OpenAiChatModel.OpenAiChatModelBuilder model() {
        return OpenAiChatModel.builder()
                .baseUrl(url())
                .apiKey(KEY)
                .modelName("gpt-test")
                .timeout(Duration.ofSeconds(50))
                .maxRetries(0);
    }

    /** One that is given schemas, strictly. */
    OpenAiChatModel strictModel() {
        return model().supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .strictJsonSchema(true)
                .build();
    }

    OpenAiStreamingChatModel streamingModel() {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(url())
                .apiKey(KEY)
                .modelName("gpt-test")
                .timeout(Duration.ofSeconds(50))
                .build();
    }

    /** Next, answers with this. */
    ProviderServer then(ResponseDefinitionBuilder response) {
        String now = steps == 0 ? Scenario.STARTED : "step-" + steps;
        steps++;
        server.stubFor(post(urlEqualTo("/v1/chat/completions"))
                .inScenario("script")
                .whenScenarioStateIs(now)
                .willSetStateTo("step-" + steps)
                .willReturn(response));
        return this;
    }

    /** Always answers with this. */
    ProviderServer always(ResponseDefinitionBuilder response) {
        server.stubFor(post(urlEqualTo("/v1/chat/completions")).willReturn(response));
        return this;
    }

    ProviderServer text(String text) {
        return then(ok(message().put("content", text), "stop"));
    }

    /** Next, asks for tools: pairs of name and arguments. */
    ProviderServer calls(String... namesAndArguments) {
        return then(callResponse(namesAndArguments));
    }

    static ResponseDefinitionBuilder callResponse(String... namesAndArguments) {
        ObjectNode message = message();
        message.putNull("content");
        ArrayNode calls = message.putArray("tool_calls");
        for (int i = 0; i < namesAndArguments.length; i += 2) {
            ObjectNode call = calls.addObject().put("id", "call_" + (i / 2 + 1)).put("type", "function");
            call.putObject("function").put("name", namesAndArguments[i]).put("arguments", namesAndArguments[i + 1]);
        }
        return ok(message, "tool_calls");
    }

    static ObjectNode message() {
        return JSON.createObjectNode().put("role", "assistant");
    }

    static ResponseDefinitionBuilder ok(ObjectNode message, String finish) {
        ObjectNode body = JSON.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1)
                .put("model", "gpt-test-2026");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0).put("finish_reason", finish);
        choice.set("message", message);
        body.putObject("usage")
                .put("prompt_tokens", 10)
                .put("completion_tokens", 5)
                .put("total_tokens", 15);
        return aResponse().withHeader("Content-Type", "application/json").withBody(body.toString());
    }

    static ResponseDefinitionBuilder error(int status, String code, String message) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("message", message).put("code", code).put("type", "error");
        return aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body.toString());
    }

    /** The bodies of the requests so far, in order, byte for byte but for the client's blanks and line breaks. */
    List<String> bodies() {
        return server.findAll(postRequestedFor(urlEqualTo("/v1/chat/completions"))).stream()
                .sorted(Comparator.comparing(request -> request.getLoggedDate()))
                .map(request -> read(request.getBodyAsString()).toString())
                .toList();
    }

    /** The requests so far, in order. */
    List<JsonNode> requests() {
        return bodies().stream().map(ProviderServer::read).toList();
    }

    static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
