package dev.taskrunner.tools;

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
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A provider's HTTP over a real socket: answers in the order in which answers were set, and remembers what it was asked. */
public final class ModelServer implements AutoCloseable {
    private static final String PATH = "/v1/chat/completions";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());
    private int steps;

    public ModelServer() {
        server.start();
    }

    public OpenAiChatModel model() {
        return OpenAiChatModel.builder()
                .baseUrl(server.baseUrl() + "/v1")
                .apiKey("sk-test")
                .modelName("gpt-test")
                .timeout(Duration.ofSeconds(50))
                .maxRetries(0)
                .build();
    }

    public OpenAiStreamingChatModel streaming() {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(server.baseUrl() + "/v1")
                .apiKey("sk-test")
                .modelName("gpt-test")
                .timeout(Duration.ofSeconds(50))
                .build();
    }

    /** Next, answers with a text. */
    public ModelServer text(String text) {
        return then(answer(message().put("content", text), "stop"));
    }

    /** Next, answers with a text, after a while. */
    public ModelServer slowText(String text, Duration delay) {
        return then(answer(message().put("content", text), "stop").withFixedDelay((int) delay.toMillis()));
    }

    /** Next, asks for one tool call. */
    public ModelServer call(String tool, String arguments) {
        ObjectNode message = message();
        message.putNull("content");
        ArrayNode calls = message.putArray("tool_calls");
        addCall(calls, tool, arguments);
        return then(answer(message, "tool_calls"));
    }

    /** Next, asks for several tool calls at once, all with the same arguments. */
    public ModelServer calls(String arguments, String... tools) {
        ObjectNode message = message();
        message.putNull("content");
        ArrayNode calls = message.putArray("tool_calls");
        for (String tool : tools) {
            addCall(calls, tool, arguments);
        }
        return then(answer(message, "tool_calls"));
    }

    private static void addCall(ArrayNode calls, String tool, String arguments) {
        ObjectNode call = calls.addObject().put("id", "call_" + calls.size()).put("type", "function");
        call.putObject("function").put("name", tool).put("arguments", arguments);
    }

    /** Next, streams a text in these pieces. */
    public ModelServer stream(String... pieces) {
        StringBuilder body = new StringBuilder();
        for (String piece : pieces) {
            body.append(chunk(JSON.createObjectNode().put("content", piece), null));
        }
        body.append(chunk(JSON.createObjectNode(), "stop")).append("data: [DONE]\n\n");
        return then(aResponse().withHeader("Content-Type", "text/event-stream").withBody(body.toString()));
    }

    /** Next, streams one tool call. */
    public ModelServer streamCall(String tool, String arguments) {
        ObjectNode delta = JSON.createObjectNode();
        ObjectNode call = delta.putArray("tool_calls")
                .addObject()
                .put("index", 0)
                .put("id", "call_1")
                .put("type", "function");
        call.putObject("function").put("name", tool).put("arguments", arguments);
        String body = chunk(delta, null) + chunk(JSON.createObjectNode(), "tool_calls") + "data: [DONE]\n\n";
        return then(aResponse().withHeader("Content-Type", "text/event-stream").withBody(body));
    }

    private static String chunk(ObjectNode delta, String finish) {
        ObjectNode body = JSON.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion.chunk")
                .put("created", 1)
                .put("model", "gpt-test");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0).put("finish_reason", finish);
        choice.set("delta", delta);
        return "data: " + body + "\n\n";
    }

    /** Next, fails with an HTTP status. */
    public ModelServer fails(int status, String message) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("message", message).put("type", "error");
        return then(aResponse()
                .withStatus(status)
                .withHeader("Content-Type", "application/json")
                .withBody(body.toString()));
    }

    private static ObjectNode message() {
        return JSON.createObjectNode().put("role", "assistant");
    }

    private static ResponseDefinitionBuilder answer(ObjectNode message, String finish) {
        ObjectNode body = JSON.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1)
                .put("model", "gpt-test");
        ObjectNode choice = body.putArray("choices").addObject().put("index", 0).put("finish_reason", finish);
        choice.set("message", message);
        body.putObject("usage")
                .put("prompt_tokens", 10)
                .put("completion_tokens", 5)
                .put("total_tokens", 15);
        return aResponse().withHeader("Content-Type", "application/json").withBody(body.toString());
    }

    private synchronized ModelServer then(ResponseDefinitionBuilder response) {
        String now = steps == 0 ? Scenario.STARTED : "step-" + steps;
        steps++;
        server.stubFor(post(urlEqualTo(PATH))
                .inScenario("script")
                .whenScenarioStateIs(now)
                .willSetStateTo("step-" + steps)
                .willReturn(response));
        return this;
    }

    /** The requests so far, in order. */
    public List<JsonNode> requests() {
        return server.findAll(postRequestedFor(urlEqualTo(PATH))).stream()
                .sorted(Comparator.comparing(request -> request.getLoggedDate()))
                .map(request -> read(request.getBodyAsString()))
                .toList();
    }

    /** The latest request. */
    public JsonNode lastRequest() {
        List<JsonNode> all = requests();
        return all.get(all.size() - 1);
    }

    /** The tools in a request, by name. */
    public static List<String> tools(JsonNode request) {
        return request.path("tools").findValuesAsText("name");
    }

    /** What a request says a tool does. */
    public static String description(JsonNode request, String tool) {
        for (JsonNode one : request.path("tools")) {
            if (one.at("/function/name").asText().equals(tool)) {
                return one.at("/function/description").asText();
            }
        }
        throw new AssertionError("no tool " + tool + " in " + request);
    }

    /** The texts of a request's messages of a role, in order. */
    public static List<String> texts(JsonNode request, String role) {
        List<String> texts = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            if (message.path("role").asText().equals(role)) {
                texts.add(
                        message.path("content").isTextual()
                                ? message.path("content").asText()
                                : message.path("content").toString());
            }
        }
        return texts;
    }

    private static JsonNode read(String json) {
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
