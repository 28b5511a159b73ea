package dev.taskrunner.langchain4j;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the provider says over HTTP, for LangChain4j's own client. */
final class OpenAi {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final String PATH = "/v1/chat/completions";

    private final WireMockExtension server;

    OpenAi(WireMockExtension server) {
        this.server = server;
    }

    OpenAiChatModel.OpenAiChatModelBuilder model() {
        return OpenAiChatModel.builder()
                .baseUrl(server.baseUrl() + "/v1")
                .apiKey("sk-test-key")
                .modelName("gpt-4o-mini")
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20));
    }

    OpenAiStreamingChatModel streaming() {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(server.baseUrl() + "/v1")
                .apiKey("sk-test-key")
                .modelName("gpt-4o-mini")
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    /** Always answers so. */
    void answers(ResponseDefinitionBuilder response) {
        server.stubFor(post(PATH).willReturn(response));
    }

    /** Answers so, one after the other. */
    void answersInTurn(ResponseDefinitionBuilder... responses) {
        for (int i = 0; i < responses.length; i++) {
            server.stubFor(post(PATH)
                    .inScenario("turns")
                    .whenScenarioStateIs(i == 0 ? Scenario.STARTED : "turn " + i)
                    .willReturn(responses[i])
                    .willSetStateTo("turn " + (i + 1)));
        }
    }

    /** What was asked, in order. */
    List<JsonNode> requests() {
        List<JsonNode> bodies = new ArrayList<>();
        server.getAllServeEvents()
                .forEach(event -> bodies.add(0, tree(event.getRequest().getBodyAsString())));
        return bodies;
    }

    static ResponseDefinitionBuilder json(String body) {
        return aResponse().withHeader("Content-Type", "application/json").withBody(body);
    }

    static ResponseDefinitionBuilder says(String text) {
        return message(Map.of("role", "assistant", "content", text), "stop");
    }

    static ResponseDefinitionBuilder calls(String tool, String arguments) {
        Map<String, Object> function = Map.of("name", tool, "arguments", arguments);
        return message(
                Map.of(
                        "role",
                        "assistant",
                        "tool_calls",
                        List.of(Map.of("id", "call-1", "type", "function", "function", function))),
                "tool_calls");
    }

    private static ResponseDefinitionBuilder message(Map<String, Object> message, String reason) {
        return json(text(Map.of(
                "id",
                "x",
                "object",
                "chat.completion",
                "created",
                1,
                "model",
                "gpt-4o-mini",
                "choices",
                List.of(Map.of("index", 0, "finish_reason", reason, "message", message)),
                "usage",
                Map.of("prompt_tokens", 3, "completion_tokens", 4, "total_tokens", 7))));
    }

    static ResponseDefinitionBuilder error(int status, String code, String message) {
        return json(text(Map.of("error", Map.of("message", message, "type", "x", "code", code))))
                .withStatus(status);
    }

    /** Server-sent events, one for each piece; with or without the end that tells that all was said. */
    static ResponseDefinitionBuilder streams(boolean complete, String... pieces) {
        StringBuilder body = new StringBuilder();
        for (String piece : pieces) {
            body.append("data: ").append(chunk(Map.of("content", piece), null)).append("\n\n");
        }
        if (complete) {
            body.append("data: ").append(chunk(Map.of(), "stop")).append("\n\n").append("data: [DONE]\n\n");
        }
        return aResponse().withHeader("Content-Type", "text/event-stream").withBody(body.toString());
    }

    static String chunk(Map<String, Object> delta, @org.jspecify.annotations.Nullable String reason) {
        Map<String, Object> choice = new java.util.LinkedHashMap<>();
        choice.put("index", 0);
        choice.put("delta", delta);
        choice.put("finish_reason", reason);
        return text(Map.of(
                "id",
                "x",
                "object",
                "chat.completion.chunk",
                "created",
                1,
                "model",
                "gpt-4o-mini",
                "choices",
                List.of(choice)));
    }

    static String text(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
