package dev.taskrunner.testing.model;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import org.jspecify.annotations.Nullable;

/** What OpenAI's HTTP answers, for a {@link ModelServer}: to be changed, delayed or broken as a test needs. */
public final class ModelAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelAnswers() {}

    /**
     * A text.
     *
     * @param text the text
     * @return the response
     */
    public static ResponseDefinitionBuilder text(String text) {
        return of(message().put("content", text), "stop");
    }

    /**
     * A wish for tools, all at once.
     *
     * @param namesAndArguments pairs of a tool's name and its arguments as JSON
     * @return the response
     */
    public static ResponseDefinitionBuilder calls(String... namesAndArguments) {
        ObjectNode message = message();
        message.putNull("content");
        ArrayNode calls = message.putArray("tool_calls");
        for (int i = 0; i < namesAndArguments.length; i += 2) {
            addCall(calls, namesAndArguments[i], namesAndArguments[i + 1]);
        }
        return of(message, "tool_calls");
    }

    private static ObjectNode addCall(ArrayNode calls, String tool, String arguments) {
        ObjectNode call = calls.addObject();
        call.put("id", "call_" + calls.size()).put("type", "function");
        call.putObject("function").put("name", tool).put("arguments", arguments);
        return call;
    }

    /**
     * A failure of the provider.
     *
     * @param status the HTTP status
     * @param code the provider's code
     * @param message its words
     * @return the response
     */
    public static ResponseDefinitionBuilder error(int status, String code, String message) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("message", message).put("code", code).put("type", "error");
        return json(body).withStatus(status);
    }

    /**
     * An empty message of the model.
     *
     * @return the message, to be filled
     */
    public static ObjectNode message() {
        return JSON.createObjectNode().put("role", "assistant");
    }

    /**
     * Any message; it has cost 10 tokens in and 5 out.
     *
     * @param message the message
     * @param finish why the model stopped
     * @return the response
     */
    public static ResponseDefinitionBuilder of(ObjectNode message, String finish) {
        ObjectNode body = completion("chat.completion", "message", message, finish);
        ObjectNode usage = body.putObject("usage");
        usage.put("prompt_tokens", 10).put("completion_tokens", 5).put("total_tokens", 15);
        return json(body);
    }

    /**
     * A text bit by bit.
     *
     * @param pieces its pieces
     * @return the response
     */
    public static ResponseDefinitionBuilder stream(String... pieces) {
        StringBuilder body = new StringBuilder();
        for (String piece : pieces) {
            body.append(chunk(JSON.createObjectNode().put("content", piece), null));
        }
        return events(body.append(chunk(JSON.createObjectNode(), "stop")));
    }

    /**
     * A wish for a tool, as models say it that answer bit by bit.
     *
     * @param tool its name
     * @param arguments JSON
     * @return the response
     */
    public static ResponseDefinitionBuilder streamCall(String tool, String arguments) {
        ObjectNode delta = JSON.createObjectNode();
        addCall(delta.putArray("tool_calls"), tool, arguments).put("index", 0);
        return events(new StringBuilder(chunk(delta, null)).append(chunk(JSON.createObjectNode(), "tool_calls")));
    }

    private static ResponseDefinitionBuilder events(StringBuilder chunks) {
        return aResponse()
                .withHeader("Content-Type", "text/event-stream")
                .withBody(chunks.append("data: [DONE]\n\n").toString());
    }

    private static String chunk(ObjectNode delta, @Nullable String finish) {
        return "data: " + completion("chat.completion.chunk", "delta", delta, finish) + "\n\n";
    }

    private static ObjectNode completion(String kind, String member, ObjectNode value, @Nullable String finish) {
        ObjectNode body = JSON.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", kind)
                .put("created", 1)
                .put("model", "gpt-test-2026");
        ObjectNode choice = body.putArray("choices").addObject();
        choice.put("index", 0).put("finish_reason", finish).set(member, value);
        return body;
    }

    private static ResponseDefinitionBuilder json(ObjectNode body) {
        return aResponse().withHeader("Content-Type", "application/json").withBody(body.toString());
    }
}
