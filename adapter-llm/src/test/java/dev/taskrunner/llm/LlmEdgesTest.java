package dev.taskrunner.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.taskrunner.Attachment;
import dev.taskrunner.ChatContext;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runners around a model, at their edges. */
class LlmEdgesTest {
    private final ScriptedChatModel model = new ScriptedChatModel();

    private LlmBuilder<LlmTaskRunner> builder() {
        return LlmTaskRunner.builder("edge", model);
    }

    private List<ChatMessage> sent() {
        return model.requests().get(model.requests().size() - 1).messages();
    }

    private String told() {
        return ((ToolExecutionResultMessage) sent().get(sent().size() - 1)).text();
    }

    private static Tool tool(String name, Object answer) {
        return Tool.of(name, "Answers", JsonSchema.any(), (context, input) -> TaskResult.of(answer));
    }

    private static ToolExecutionRequest call(String name) {
        return ToolExecutionRequest.builder()
                .id(name)
                .name(name)
                .arguments("{}")
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{x}}", "{{prompt}} {{it}}", "${a} #{b} %s %n", "\u0000\u2028\uD83D\uDE00", "</system>"})
    void whatTheCallerSaysGoesOutAsItIs(String said) {
        model.text("{{y}}");
        TaskResult answer = Contexts.ask(builder().rule("Mind {{this}}").build(), Contexts.prompt(said));
        assertThat(sent()).containsExactly(SystemMessage.from("Mind {{this}}"), UserMessage.from(said));
        assertThat(answer.asText()).isEqualTo("{{y}}");
    }

    @Test
    void twoToolsOfOneNameAreRefusedByNameBeforeTheModelIsAsked() {
        Toolkit one = Toolkit.of("one", tool("look.up", 1));
        Toolkit two = Toolkit.of("two", tool("look_up", 2));
        TaskException refused = Contexts.failure(builder().toolkits(one, two).build(), Contexts.prompt("x"));
        assertThat(refused.text()).contains("look.up", "look_up", "rename");
        assertThat(model.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"söka", "files/read", "a.b.c", "with space", "日本"})
    void toolsOfOddNamesAreCalledAllTheSame(String name) {
        model.step(request -> ChatResponse.builder()
                        .aiMessage(AiMessage.from(
                                call(request.toolSpecifications().get(0).name())))
                        .build())
                .text("done");
        LlmTaskRunner runner =
                builder().toolkits(Toolkit.of("kit", tool(name, "found"))).build();
        assertThat(Contexts.ask(runner, Contexts.prompt("x")).asText()).isEqualTo("done");
        assertThat(model.requests().get(0).toolSpecifications().get(0).name()).matches("[a-zA-Z0-9_-]{1,64}");
        assertThat(told()).isEqualTo("found");
    }

    @Test
    void aToolThatAnswersNothingStillAnswersTheModel() {
        model.toolCall("quiet", "{}").text("done");
        LlmTaskRunner runner = builder()
                .toolkits(Toolkit.of(
                        "kit",
                        Tool.of("quiet", "Says nothing", JsonSchema.any(), (context, input) -> TaskResult.empty())))
                .build();
        assertThat(Contexts.ask(runner, Contexts.prompt("x")).asText()).isEqualTo("done");
        assertThat(told()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7", "{\"a\":1,", "not json", "{\"a\":\"one\",\"b\":2}", "{\"a\":1}"})
    void oddArgumentsAreWordsForTheModelAndNoCall(String arguments) {
        model.toolCall("add", arguments).text("sorry");
        LlmTaskRunner runner = builder().toolkits(Contexts.math()).build();
        TaskResult answer = Contexts.ask(runner, Contexts.prompt("add"));
        assertThat(answer.asText()).isEqualTo("sorry");
        assertThat(told()).startsWith("error: ");
        assertThat(answer.metadata()).containsEntry("model_calls", 2);
    }

    @ParameterizedTest
    @CsvSource({"5, 1", "10, 1", "11, 2", "20, 2"})
    void theBudgetOfTokensEndsALoop(long budget, int calls) {
        for (int i = 0; i < 4; i++) {
            model.step(request -> ChatResponse.builder()
                    .aiMessage(AiMessage.from(call("add")))
                    .tokenUsage(new TokenUsage(7, 3))
                    .build());
        }
        LlmTaskRunner runner =
                builder().toolkits(Contexts.math()).tokenBudget(budget).build();
        assertThat(Contexts.failure(runner, Contexts.prompt("x")).text()).contains(budget + " tokens");
        assertThat(model.requests()).hasSize(calls);
    }

    @Test
    void aModelThatDoesNotCountItsTokensIsBoundedByCalls() {
        for (int i = 0; i < 5; i++) {
            model.toolCall("add", "{\"a\":1,\"b\":2}");
        }
        LlmTaskRunner runner = builder()
                .toolkits(Contexts.math())
                .tokenBudget(1)
                .maxModelCalls(3)
                .build();
        TaskException spent = Contexts.failure(runner, Contexts.prompt("x"));
        assertThat(spent.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(spent.text()).contains("3 times");
        assertThat(model.requests()).hasSize(3);
    }

    @Test
    void withoutRoundsNoToolIsCalled() {
        model.toolCall("add", "{\"a\":1,\"b\":2}");
        LlmTaskRunner runner =
                builder().toolkits(Contexts.math()).maxToolRounds(0).build();
        assertThat(Contexts.failure(runner, Contexts.prompt("x")).text()).contains("0 rounds");
    }

    record Row(String name, Integer age, List<String> tags) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"Ada\",\"age\":36,\"tags\":[]}",
                "```json\n{\"name\":\"Ada\",\"age\":36,\"tags\":[]}\n```",
                "Here it is: {\"name\":\"Ada\",\"age\":36,\"tags\":[]} Enjoy!"
            })
    void jsonIsFoundInWhatTheModelWrites(String said) {
        model.text(said);
        LlmTaskRunner runner = builder().output(Row.class).build();
        assertThat(Contexts.ask(runner, Contexts.prompt("x")).as(Row.class)).isEqualTo(new Row("Ada", 36, List.of()));
        assertThat(model.remaining()).isZero();
    }

    @Test
    void aRepairTellsWhatWasWrongAndCountsAsACall() {
        model.text("{\"name\":5,\"age\":36,\"tags\":[1]}").text("{\"name\":\"Ada\",\"age\":36,\"tags\":[]}");
        TaskResult answer = Contexts.ask(builder().output(Row.class).build(), Contexts.prompt("x"));
        assertThat(((UserMessage) sent().get(sent().size() - 1)).singleText())
                .contains("/name", "/tags/0", "corrected JSON only");
        assertThat(answer.metadata()).containsEntry("model_calls", 2).containsEntry("tool_calls", 0);
    }

    @Test
    void toolsMayBeCalledBetweenTwoRepairs() {
        model.text("no json").toolCall("add", "{\"a\":1,\"b\":2}").text("{\"name\":\"Ada\",\"age\":3,\"tags\":[]}");
        LlmTaskRunner runner =
                builder().output(Row.class).toolkits(Contexts.math()).build();
        TaskResult answer = Contexts.ask(runner, Contexts.prompt("x"));
        assertThat(answer.as(Row.class).age()).isEqualTo(3);
        assertThat(answer.metadata()).containsEntry("tool_calls", 1);
    }

    @Test
    void aFailedRepairDoesNotSpoilTheNextAsk() {
        model.text("a").text("b").text("c").text("{\"name\":\"Ada\",\"age\":3,\"tags\":[]}");
        LlmTaskRunner runner = builder().output(Row.class).build();
        TaskException refused = Contexts.failure(runner, Contexts.prompt("x"));
        assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
        assertThat(Contexts.ask(runner, Contexts.prompt("x")).as(Row.class).name())
                .isEqualTo("Ada");
        assertThat(sent().toString()).doesNotContain("corrected JSON");
    }

    @Test
    void errorsOfTheProviderKeepTheirSecrets() {
        model.error(new AuthenticationException("key sk-123 is wrong")).error(new RateLimitException("org-77"));
        TaskException key = Contexts.failure(builder().build(), Contexts.prompt("x"));
        assertThat(key.text()).contains("API key").doesNotContain("sk-123");
        assertThat(key.isRetriable()).isFalse();
        TaskException rate = Contexts.failure(builder().build(), Contexts.prompt("x"));
        assertThat(rate.code()).isEqualTo(ErrorCode.RATE_LIMITED);
        assertThat(rate.text()).doesNotContain("org-77");
        assertThat(rate.isRetriable()).isTrue();
    }

    @Test
    void anAttachmentNeedsNoWords() {
        model.text("a text");
        LlmTaskRunner runner = builder().build();
        TaskContext context = Contexts.builder()
                .attachment(Attachment.of("only words".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .task(new ChatContext(), List.of());
        assertThat(Contexts.ask(runner, context, Contexts.prompt(" ")).asText()).isEqualTo("a text");
        assertThat(sent().toString()).contains("only words");
        TaskContext empty =
                Contexts.builder().attachment(Attachment.of(new byte[0])).task(new ChatContext(), List.of());
        assertThat(Contexts.failure(runner, empty, Contexts.prompt(" ")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
    }

    @Test
    void linksAndListsOfToolsAreTextForTheModel() {
        model.toolCalls(call("link"), call("list")).text("done");
        LlmTaskRunner runner = builder()
                .toolkits(Toolkit.of(
                        "kit",
                        tool("link", new Content.Link("page", "https://example.com/p")),
                        tool("list", List.of(1, "two"))))
                .build();
        Contexts.ask(runner, Contexts.prompt("x"));
        assertThat(sent().toString()).contains("https://example.com/p", "[1,");
    }

    @Test
    void asksAtOnceDoNotMix() throws Exception {
        LlmTaskRunner runner = builder().output(Row.class).build();
        List<CompletableFuture<Row>> answers = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 24; i++) {
            String name = "n" + i;
            model.step(LlmEdgesTest::echo);
            answers.add(CompletableFuture.supplyAsync(
                    () -> Contexts.ask(runner, Contexts.prompt(name)).as(Row.class), threads));
        }
        for (int i = 0; i < 24; i++) {
            assertThat(answers.get(i).get(30, TimeUnit.SECONDS).name()).isEqualTo("n" + i);
        }
        threads.shutdownNow();
    }

    private static ChatResponse echo(dev.langchain4j.model.chat.request.ChatRequest request) {
        List<ChatMessage> messages = request.messages();
        String said = ((UserMessage) messages.get(messages.size() - 1)).singleText();
        String json = "{\"name\":\"" + said + "\",\"age\":1,\"tags\":[]}";
        return ChatResponse.builder().aiMessage(AiMessage.from(json)).build();
    }

    @ParameterizedTest
    @CsvSource({"maxModelCalls, 0", "maxToolRounds, -1", "tokenBudget, 0", "maxParallelTools, 0"})
    void limitsThatMakeNoSenseAreRefused(String limit, int value) {
        LlmBuilder<LlmTaskRunner> builder = builder();
        assertThatThrownBy(() -> set(builder, limit, value)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void set(LlmBuilder<LlmTaskRunner> builder, String limit, int value) {
        switch (limit) {
            case "maxModelCalls" -> builder.maxModelCalls(value).build();
            case "maxToolRounds" -> builder.maxToolRounds(value).build();
            case "tokenBudget" -> builder.tokenBudget(value).build();
            default -> builder.maxParallelTools(value).build();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"string\"} | \"yes\" | \"yes\"",
                "{\"type\":\"array\",\"items\":{\"type\":\"integer\"}} | [1,2] | [1,2]",
                "{\"enum\":[\"a\",\"b\"]} | \"b\" | \"b\"",
                "{\"type\":\"boolean\"} | false | false",
                "{\"type\":[\"number\",\"null\"]} | 2.5 | 2.5",
                "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"integer\"}} | {\"x\":1} | {\"x\":1}"
            })
    void callersMayAskForAnyKindOfJson(String schema, String said, String answer) {
        model.text(said);
        DynamicLlmTaskRunner runner =
                DynamicLlmTaskRunner.builder("dynamic", model).build();
        Map<String, Object> arguments = new LinkedHashMap<>(Contexts.prompt("x"));
        arguments.put("output_schema", JsonSchema.parse(schema).asMap());
        assertThat(Contexts.ask(runner, arguments).toJson()).isEqualTo(answer);
    }
}
