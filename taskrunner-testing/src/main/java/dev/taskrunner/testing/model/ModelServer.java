package dev.taskrunner.testing.model;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * A model provider over a real socket, for tests: speaks OpenAI's HTTP, answers in the order in which answers were set, and remembers
 * what it was asked. Needs {@code wiremock-standalone} and {@code langchain4j-open-ai}.
 *
 * <pre>{@code
 * try (ModelServer provider = new ModelServer()) {
 *     provider.calls("add", "{\"a\":1,\"b\":2}").text("3");
 *     ChatModel model = provider.model().build();
 * }
 * }</pre>
 *
 * <p>Safe for several threads; {@code this} guards the number of answers that are set.
 */
public final class ModelServer implements AutoCloseable {
    /** The key that the models send. */
    public static final String KEY = "sk-test-7b1f";

    private static final String PATH = "/v1/chat/completions";
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private final WireMockServer server = new WireMockServer(wireMockConfig().dynamicPort());
    private int steps;

    /** Starts it on a free port of this machine. */
    public ModelServer() {
        server.start();
    }

    /**
     * Where it is.
     *
     * @return what clients of OpenAI call the base URL
     */
    public String url() {
        return server.baseUrl() + "/v1";
    }

    /**
     * A model of LangChain4j that asks this server, and asks once.
     *
     * @return a builder, to add to
     */
    public OpenAiChatModel.OpenAiChatModelBuilder model() {
        return OpenAiChatModel.builder()
                .baseUrl(url())
                .apiKey(KEY)
                .modelName("gpt-test")
                .timeout(PATIENCE)
                .maxRetries(0);
    }

    /**
     * The same for answers bit by bit.
     *
     * @return a builder, to add to
     */
    public OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder streamingModel() {
        return OpenAiStreamingChatModel.builder()
                .baseUrl(url())
                .apiKey(KEY)
                .modelName("gpt-test")
                .timeout(PATIENCE);
    }

    /**
     * Next, answers with this.
     *
     * @param response any answer, faults and delays included; {@link ModelAnswers} has some
     * @return this
     */
    public synchronized ModelServer then(ResponseDefinitionBuilder response) {
        String now = steps == 0 ? Scenario.STARTED : "step-" + steps;
        steps++;
        server.stubFor(post(urlEqualTo(PATH))
                .inScenario("script")
                .whenScenarioStateIs(now)
                .willSetStateTo("step-" + steps)
                .willReturn(response));
        return this;
    }

    /**
     * From now on, always answers with this, whatever else was set.
     *
     * @param response any answer
     * @return this
     */
    public ModelServer always(ResponseDefinitionBuilder response) {
        server.stubFor(post(urlEqualTo(PATH)).willReturn(response));
        return this;
    }

    /**
     * Next, answers with a text.
     *
     * @param text the text
     * @return this
     */
    public ModelServer text(String text) {
        return then(ModelAnswers.text(text));
    }

    /**
     * Next, asks for tools, all at once.
     *
     * @param namesAndArguments pairs of a tool's name and its arguments as JSON
     * @return this
     */
    public ModelServer calls(String... namesAndArguments) {
        return then(ModelAnswers.calls(namesAndArguments));
    }

    /**
     * What was asked so far, byte for byte but for the client's blanks and line breaks.
     *
     * @return the bodies, in order
     */
    public List<String> bodies() {
        return requests().stream().map(JsonNode::toString).toList();
    }

    /**
     * What was asked so far.
     *
     * @return the bodies, in order
     */
    public List<JsonNode> requests() {
        return server.findAll(postRequestedFor(urlEqualTo(PATH))).stream()
                .sorted(Comparator.comparing(request -> request.getLoggedDate()))
                .map(request -> ModelRequests.read(request.getBodyAsString()))
                .toList();
    }

    /**
     * What was asked last.
     *
     * @return the body
     */
    public JsonNode lastRequest() {
        List<JsonNode> all = requests();
        return all.get(all.size() - 1);
    }

    /** Stops it. */
    @Override
    public void close() {
        server.stop();
    }
}
