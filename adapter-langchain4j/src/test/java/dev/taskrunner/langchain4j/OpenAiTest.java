package dev.taskrunner.langchain4j;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.service.AiServices;
import dev.langchain4j.service.TokenStream;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.taskrunner.AskOptions;
import dev.taskrunner.Cancellation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The real OpenAI client against the provider's HTTP. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(RoomExtension.class)
class OpenAiTest {
    private static final String SECRET = "sk-test-key and the prompt";

    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort())
            .build();

    private final OpenAi openAi = new OpenAi(SERVER);

    record Weather(String city, double celsius, List<String> notes) {}

    interface Assistant {
        String chat(String text);
    }

    interface Forecaster {
        @UserMessage("Weather in {{city}}?")
        Weather weather(@V("city") String city);
    }

    interface Streaming {
        TokenStream chat(String text);
    }

    private LangChain4jTaskRunner assistant() {
        return LangChain4jTaskRunner.of(
                "assistant", AiServices.create(Assistant.class, openAi.model().build()));
    }

    private LangChain4jTaskRunner streaming() {
        return LangChain4jTaskRunner.of(
                "streaming",
                AiServices.builder(Streaming.class)
                        .streamingChatModel(openAi.streaming())
                        .build());
    }

    @Test
    void anAskThroughARoom(@As("host") Room host, @As("caller") Room caller) {
        openAi.answers(OpenAi.says("Hi there"));
        host.serve(LangChain4jTaskRunner.of("model", openAi.model().build()));
        TaskResult result = caller.agents().ask("model", Map.of("prompt", "Hello"));
        assertThat(result.asText()).isEqualTo("Hi there");
        assertThat(result.metadata())
                .as("metadata travels with the answer")
                .containsEntry("token_usage", Map.of("input", 3, "output", 4, "total", 7))
                .containsEntry("finish_reason", "stop")
                .containsEntry("model", "gpt-4o-mini");
    }

    @Test
    void structuredOutputIsAskedForByTheAgentsOwnSchema() {
        openAi.answers(OpenAi.says("{\"city\":\"Oslo\",\"celsius\":3.5,\"notes\":[\"wet\"]}"));
        Forecaster agent = AiServices.create(
                Forecaster.class,
                openAi.model()
                        .strictJsonSchema(true)
                        .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                        .build());
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("weather", agent);
        assertThat(Asking.ask(runner, Map.of("city", "Oslo")).as(Weather.class))
                .isEqualTo(new Weather("Oslo", 3.5, List.of("wet")));
        assertThat(openAi.requests().get(0).at("/response_format/type").asText())
                .isEqualTo("json_schema");
    }

    @Test
    void toolsOfTheTaskAreCalledWithTheirOwnSchemas() {
        openAi.answersInTurn(OpenAi.calls("shop_order", "{\"item\":\"tea\"}"), OpenAi.says("ordered"));
        JsonSchema item =
                JsonSchema.parse("{\"type\":\"object\",\"properties\":{\"item\":{\"type\":\"string\",\"minLength\":2}},"
                        + "\"required\":[\"item\"],\"additionalProperties\":false}");
        Tool order = Tool.of(
                "shop.order",
                "orders",
                item,
                (context, input) -> TaskResult.of(
                        input.asMap().get("item") + " for " + context.caller().name()));
        Assistant agent = AiServices.builder(Assistant.class)
                .chatModel(openAi.model().build())
                .toolProvider(new TaskToolProvider())
                .build();
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of("assistant", agent);
        TaskResult result = Asking.ask(
                runner,
                Asking.from("alice").task(new dev.taskrunner.ChatContext(), List.of(Toolkit.of("shop", order))),
                Map.of("text", "tea please"));
        assertThat(result.asText()).isEqualTo("ordered");
        JsonNode function = openAi.requests().get(0).at("/tools/0/function");
        assertThat(function.path("name").asText()).isEqualTo("shop_order");
        assertThat(function.at("/parameters/properties/item"))
                .as("what LangChain4j has no words for is really sent")
                .isEqualTo(OpenAi.tree("{\"type\":\"string\",\"minLength\":2}"));
        JsonNode messages = openAi.requests().get(1).path("messages");
        assertThat(messages.get(messages.size() - 1).path("content").asText()).isEqualTo("tea for alice");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(OpenAi.error(401, "invalid_api_key", SECRET), ErrorCode.FAILED, "credentials"),
                Arguments.of(OpenAi.error(403, "denied", SECRET), ErrorCode.FAILED, "credentials"),
                Arguments.of(OpenAi.error(404, "model_not_found", SECRET), ErrorCode.FAILED, "no such model"),
                Arguments.of(
                        OpenAi.error(429, "rate_limit", SECRET + " Please try again in 20s.")
                                .withHeader("Retry-After", "20"),
                        ErrorCode.RATE_LIMITED,
                        "try again in 20 s"),
                Arguments.of(OpenAi.error(500, "server", SECRET), ErrorCode.UNAVAILABLE, "try again later"),
                Arguments.of(OpenAi.error(503, "overloaded", SECRET), ErrorCode.UNAVAILABLE, "try again later"),
                Arguments.of(
                        OpenAi.error(
                                400,
                                "context_length_exceeded",
                                "This model's maximum context length is 8192 " + SECRET),
                        ErrorCode.TOO_LARGE,
                        "send less"),
                Arguments.of(OpenAi.error(400, "content_filter", SECRET), ErrorCode.CONTENT_REFUSED, "filter"),
                Arguments.of(OpenAi.error(400, "bad", SECRET), ErrorCode.FAILED, "malformed"),
                Arguments.of(OpenAi.json("{\"choices\":[" + SECRET), ErrorCode.UNAVAILABLE, "cannot be read"),
                Arguments.of(OpenAi.json("{\"choices\":[]}"), ErrorCode.UNAVAILABLE, "try again later"),
                Arguments.of(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER), ErrorCode.UNAVAILABLE, "broke off"),
                Arguments.of(aResponse().withFault(Fault.EMPTY_RESPONSE), ErrorCode.UNAVAILABLE, "broke off"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void everyFailureHasItsCodeAndASafeText(ResponseDefinitionBuilder response, ErrorCode code, String text) {
        openAi.answers(response);
        TaskException failed = Asking.failure(assistant(), Map.of("text", "hi"));
        assertThat(failed.text()).contains(text).doesNotContain("sk-test", "prompt");
        assertThat(failed.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @MethodSource("failures")
    void streamsFailTheSameWay(ResponseDefinitionBuilder response, ErrorCode code, String text) {
        if (text.equals("cannot be read") || code == ErrorCode.UNAVAILABLE && text.equals("try again later")) {
            response.withStatus(500);
        }
        openAi.answers(response);
        TaskException failed = Asking.failure(streaming(), Map.of("text", "hi"));
        assertThat(failed.text()).doesNotContain("sk-test", "prompt");
        assertThat(failed.code()).isEqualTo(code);
    }

    @Test
    void aSlowModelIsTimedOut() {
        openAi.answers(OpenAi.says("late").withFixedDelay(30_000));
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of(
                "assistant",
                AiServices.create(
                        Assistant.class,
                        openAi.model().timeout(Duration.ofMillis(300)).build()));
        TaskException failed = Asking.failure(runner, Map.of("text", "hi"));
        assertThat(failed.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(failed.isRetriable()).isTrue();
    }

    @Test
    void theDeadlineStopsTheCallOfTheModel(@As("host") Room host, @As("caller") Room caller) {
        openAi.answers(OpenAi.says("late").withFixedDelay(30_000));
        host.serve(assistant());
        CompletableFuture<TaskResult> late =
                caller.agents().askAsync("assistant", Map.of("text", "hi"), AskOptions.timeout(Duration.ofMillis(500)));
        assertThat(late)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("no answer within");
    }

    @Test
    void nobodyThere() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        LangChain4jTaskRunner runner = LangChain4jTaskRunner.of(
                "model",
                openAi.model().baseUrl("http://127.0.0.1:" + port + "/v1").build());
        TaskException failed = Asking.failure(runner, Map.of("prompt", "hi"));
        assertThat(failed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failed.text()).doesNotContain(String.valueOf(port));
    }

    @Test
    void tokensAreProgressAndTheWholeIsTheAnswer() {
        openAi.answers(OpenAi.streams(true, "Bon", "jour"));
        List<String> tokens = new CopyOnWriteArrayList<>();
        TaskResult result = Asking.ask(
                streaming(),
                Asking.context(Asking.from("alice").progress(progress -> tokens.add(String.valueOf(progress.text())))),
                Map.of("text", "hi"));
        assertThat(result.asText()).isEqualTo("Bonjour");
        assertThat(tokens).containsExactly("Bon", "jour");
        assertThat(result.metadata()).containsEntry("finish_reason", "stop");
    }

    @Test
    void aStreamThatBreaksOffIsNoAnswer() {
        openAi.answers(OpenAi.streams(false, "Bon").withFault(Fault.RANDOM_DATA_THEN_CLOSE));
        assertThat(Asking.failure(streaming(), Map.of("text", "hi")).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void aStreamThatEndsTooEarlyIsNoAnswer() {
        openAi.answers(OpenAi.streams(false, "Bon"));
        TaskException failed = Asking.failure(streaming(), Map.of("text", "hi"));
        assertThat(failed.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failed.text()).contains("broke off");
    }

    @Test
    void aCancelStopsTheStream() {
        openAi.answers(
                OpenAi.streams(true, "a", "b", "c", "d", "e", "f", "g", "h").withChunkedDribbleDelay(8, 20_000));
        Cancellation cancellation = new Cancellation();
        CountDownLatch first = new CountDownLatch(1);
        CompletableFuture<TaskException> failure = CompletableFuture.supplyAsync(() -> Asking.failure(
                streaming(),
                Asking.context(Asking.from("alice").cancellation(cancellation).progress(progress -> first.countDown())),
                Map.of("text", "hi")));
        assertThat(awaits(first)).as("the first token came").isTrue();
        cancellation.cancel(new TaskException(ErrorCode.CANCELLED, "gave up"));
        assertThat(failure)
                .succeedsWithin(Duration.ofSeconds(15))
                .satisfies(failed -> assertThat(failed.text()).isEqualTo("gave up"));
    }

    private static boolean awaits(CountDownLatch latch) {
        try {
            return latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
