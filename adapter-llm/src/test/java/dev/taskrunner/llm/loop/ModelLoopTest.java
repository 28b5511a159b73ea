package dev.taskrunner.llm.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModelLoopTest {
    private static final JsonSchema WORD = JsonSchema.parse(
            "{\"type\":\"object\",\"properties\":{\"word\":{\"type\":\"string\"}},\"required\":[\"word\"]}");

    private final ScriptedChatModel model = new ScriptedChatModel();
    private final ToolContext context =
            CallContext.builder(new Participant("p", "alice", "user", Map.of())).tool();

    private static Tool tool(String name, Tool.Handler code) {
        return Tool.of(name, "A tool", WORD, code);
    }

    private static Tool shout() {
        return tool(
                "shout",
                (context, input) ->
                        TaskResult.of(String.valueOf(input.asMap().get("word")).toUpperCase()));
    }

    private ModelLoop.Builder loop(Tool... tools) {
        return ModelLoop.builder(model).toolkits(List.of(Toolkit.of("kit", tools)));
    }

    private LoopResult run(ModelLoop.Builder loop) throws InterruptedException {
        return loop.build().run(context, List.of(UserMessage.from("go")));
    }

    private TaskException failure(ModelLoop.Builder loop) {
        return catchThrowableOfType(TaskException.class, () -> run(loop));
    }

    private static ToolExecutionRequest request(String id, String name, String arguments) {
        return ToolExecutionRequest.builder()
                .id(id)
                .name(name)
                .arguments(arguments)
                .build();
    }

    /** The answers of tools in a request of the model. */
    private List<String> toolAnswers(int request) {
        return model.requests().get(request).messages().stream()
                .filter(ToolExecutionResultMessage.class::isInstance)
                .map(message -> ((ToolExecutionResultMessage) message).text())
                .toList();
    }

    @Test
    void answersWithoutTools() throws InterruptedException {
        model.text("hello");
        LoopResult result = run(loop());
        assertThat(result.text()).isEqualTo("hello");
        assertThat(result.modelCalls()).isEqualTo(1);
        assertThat(result.toolCalls()).isZero();
        assertThat(result.messages()).containsExactly(UserMessage.from("go"), AiMessage.from("hello"));
        assertThat(model.requests().get(0).toolSpecifications()).isEmpty();
    }

    @Test
    @DisplayName("tools run in rounds, and the model sees each answer under the id of its call")
    void runsSeveralRounds() throws InterruptedException {
        model.toolCall("shout", "{\"word\":\"a\"}")
                .toolCall("shout", "{\"word\":\"b\"}")
                .text("AB");
        LoopResult result = run(loop(shout()));
        assertThat(result.text()).isEqualTo("AB");
        assertThat(result.modelCalls()).isEqualTo(3);
        assertThat(result.toolCalls()).isEqualTo(2);
        assertThat(toolAnswers(2)).containsExactly("A", "B");
        assertThat(result.messages()).hasSize(6);
        assertThat(result.messages().get(2))
                .isInstanceOfSatisfying(
                        ToolExecutionResultMessage.class,
                        message -> assertThat(message.id()).isEqualTo("call-1"));
    }

    @Test
    @DisplayName("the tools of one round run at once, and their answers keep the order of the calls")
    void runsToolsAtOnce() throws InterruptedException {
        CyclicBarrier both = new CyclicBarrier(2);
        Tool meet = tool("meet", (context, input) -> {
            both.await(20, TimeUnit.SECONDS);
            return TaskResult.of(input.asMap().get("word"));
        });
        model.toolCalls(request("1", "meet", "{\"word\":\"x\"}"), request("2", "meet", "{\"word\":\"y\"}"))
                .text("met");
        assertThat(run(loop(meet)).text()).isEqualTo("met");
        assertThat(toolAnswers(1)).containsExactly("x", "y");
    }

    private static LoopListener failures(List<String> into) {
        return new LoopListener() {
            @Override
            public void onToolResult(String tool, boolean isFailed) {
                into.add(tool + " " + isFailed);
            }
        };
    }

    @Test
    @DisplayName("what goes wrong with a tool is told to the model in safe words")
    void tellsTheModelOfErrors() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        Tool careful = tool("careful", (context, input) -> {
            calls.incrementAndGet();
            throw new TaskException(ErrorCode.DENIED, "not on a Sunday");
        });
        Tool leaky = tool("leaky", (context, input) -> {
            throw new IllegalStateException("password=4711");
        });
        model.toolCalls(
                        request("1", "careful", "{\"word\":7}"),
                        request("2", "careful", "{not json"),
                        request("3", "careful", "{\"word\":\"x\"}"),
                        request("4", "leaky", "{\"word\":\"x\"}"),
                        request("5", "missing", "{}"))
                .text("sorry");
        List<String> failed = new ArrayList<>();
        assertThat(run(loop(careful, leaky).listener(failures(failed))).text()).isEqualTo("sorry");
        assertThat(calls).hasValue(1);
        List<String> told = toolAnswers(1);
        assertThat(told).hasSize(5);
        assertThat(told.get(0)).contains("/word", "expected string");
        assertThat(told.get(1)).contains("not JSON");
        assertThat(told.get(2)).contains("not on a Sunday");
        assertThat(told.get(3)).doesNotContain("4711").contains("failed");
        assertThat(told.get(4)).contains("no such tool", "careful", "leaky");
        assertThat(failed)
                .containsExactly("careful true", "careful true", "careful true", "leaky true", "missing true");
    }

    @Test
    @DisplayName("names that providers refuse are mapped, and mapped back")
    void mapsNames() throws InterruptedException {
        Tool dotted = tool("strings.shout é", (context, input) -> TaskResult.of("heard"));
        model.toolCall("strings_shout__", "{\"word\":\"a\"}").text("ok");
        run(loop(dotted));
        assertThat(model.requests().get(0).toolSpecifications())
                .singleElement()
                .satisfies(specification -> assertThat(specification.name()).isEqualTo("strings_shout__"));
        assertThat(toolAnswers(1)).containsExactly("heard");
    }

    @Test
    @DisplayName("two tools of one name, or of one name for the model, are refused before the model is asked")
    void refusesCollisions() {
        ModelLoop.Builder twice =
                ModelLoop.builder(model).toolkits(List.of(Toolkit.of("one", shout()), Toolkit.of("two", shout())));
        assertThatThrownBy(twice::build)
                .isInstanceOf(TaskException.class)
                .hasMessageContainingAll("shout", "one", "two");
        ModelLoop.Builder same =
                loop(tool("a.b", (c, i) -> TaskResult.empty()), tool("a b", (c, i) -> TaskResult.empty()));
        assertThatThrownBy(same::build).isInstanceOf(TaskException.class).hasMessageContainingAll("a.b", "a b", "a_b");
        assertThat(model.requests()).isEmpty();
    }

    @Test
    void stopsAtTheLimitOfRounds() {
        for (int i = 0; i < 5; i++) {
            model.toolCall("shout", "{\"word\":\"a\"}");
        }
        TaskException error = failure(loop(shout()).limits(LoopLimits.DEFAULT.withMaxToolRounds(2)));
        assertThat(error.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(error.text()).contains("2 rounds");
        assertThat(model.requests()).hasSize(3);
    }

    @Test
    void stopsAtTheLimitOfModelCalls() {
        for (int i = 0; i < 5; i++) {
            model.toolCall("shout", "{\"word\":\"a\"}");
        }
        TaskException error = failure(loop(shout()).limits(LoopLimits.DEFAULT.withMaxModelCalls(3)));
        assertThat(error.text()).contains("asked 3 times");
        assertThat(model.requests()).hasSize(3);
    }

    @Test
    @DisplayName("once the tokens are used up the model is not asked again; the tokens of all requests count")
    void stopsAtTheLimitOfTokens() throws InterruptedException {
        for (int i = 0; i < 4; i++) {
            model.step(request -> ChatResponse.builder()
                    .aiMessage(AiMessage.from(request("1", "shout", "{\"word\":\"a\"}")))
                    .tokenUsage(new TokenUsage(30, 10))
                    .build());
        }
        TaskException error = failure(loop(shout()).limits(LoopLimits.DEFAULT.withMaxTokens(100)));
        assertThat(error.text()).contains("100 tokens").contains("120");
        assertThat(model.requests()).hasSize(3);
    }

    @Test
    void sumsUpTheTokens() throws InterruptedException {
        model.step(request -> ChatResponse.builder()
                        .aiMessage(AiMessage.from(request("1", "shout", "{\"word\":\"a\"}")))
                        .tokenUsage(new TokenUsage(30, 10))
                        .build())
                .step(request -> ChatResponse.builder()
                        .aiMessage(AiMessage.from("A"))
                        .tokenUsage(new TokenUsage(50, 1))
                        .build());
        assertThat(run(loop(shout())).tokens()).isEqualTo(new TokenUsage(80, 11, 91));
    }

    @Test
    @DisplayName("more tools in one round than allowed: the rest is not run, and the model is told")
    void boundsTheRound() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        Tool count = tool("count", (context, input) -> TaskResult.of(calls.incrementAndGet()));
        model.toolCalls(
                        request("1", "count", "{\"word\":\"a\"}"),
                        request("2", "count", "{\"word\":\"b\"}"),
                        request("3", "count", "{\"word\":\"c\"}"))
                .text("ok");
        LoopResult result = run(loop(count).limits(LoopLimits.DEFAULT.withMaxCallsPerRound(2)));
        assertThat(calls).hasValue(2);
        assertThat(result.toolCalls()).isEqualTo(2);
        assertThat(toolAnswers(1)).hasSize(3).last().asString().contains("at most 2 tools");
    }

    @Test
    @DisplayName("files from tools follow the answers of the round as one message")
    void passesFilesOn() throws InterruptedException {
        byte[] png = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0};
        Tool draw = tool(
                "draw",
                (context, input) -> TaskResult.of(new Content.File("cat.png", "image/png", Attachment.of(png))));
        model.toolCalls(request("1", "draw", "{\"word\":\"cat\"}"), request("2", "shout", "{\"word\":\"b\"}"))
                .text("a cat");
        run(loop(draw, shout()));
        List<ChatMessage> sent = model.requests().get(1).messages();
        assertThat(sent.subList(2, 4))
                .allSatisfy(message -> assertThat(message).isInstanceOf(ToolExecutionResultMessage.class));
        ImageContent image =
                (ImageContent) ((UserMessage) sent.get(4)).contents().get(1);
        assertThat(image.image().mimeType()).isEqualTo("image/png");
        assertThat(toolAnswers(1).get(0)).contains("cat.png");
    }

    @Test
    @DisplayName("the last look changes what is sent, not the conversation")
    void givesALastLook() throws InterruptedException {
        model.text("hi");
        List<Integer> numbers = new ArrayList<>();
        LoopListener listener = new LoopListener() {
            @Override
            public List<ChatMessage> beforeModelCall(int call, List<ChatMessage> messages) {
                numbers.add(call);
                List<ChatMessage> more = new ArrayList<>(messages);
                more.add(0, SystemMessage.from("shh"));
                return more;
            }
        };
        LoopResult result = run(loop().listener(listener));
        assertThat(numbers).containsExactly(1);
        assertThat(model.requests().get(0).messages()).hasSize(2);
        assertThat(result.messages()).hasSize(2).first().isInstanceOf(UserMessage.class);
    }

    @Test
    @DisplayName("a check sends answers back, at most as often as allowed")
    void checksAnswers() throws InterruptedException {
        model.text("no").text("still no").text("no!");
        List<Integer> repairs = new ArrayList<>();
        LoopListener listener = new LoopListener() {
            @Override
            public void onRepair(int number) {
                repairs.add(number);
            }
        };
        TaskException error = failure(loop().listener(listener).check(() -> new AnswerCheck() {
            @Override
            public String complaint(String text) {
                return "not '" + text + "'";
            }

            @Override
            public TaskException refusal() {
                return new TaskException(ErrorCode.INVALID_RESPONSE, "it only says no");
            }
        }));
        assertThat(error.text()).isEqualTo("it only says no");
        assertThat(repairs).containsExactly(1, 2);
        assertThat(model.requests().get(2).messages()).contains(UserMessage.from("not 'still no'"));
    }

    @Test
    void refusesFilteredAnswers() {
        model.step(request -> ChatResponse.builder()
                .aiMessage(AiMessage.from("I"))
                .finishReason(FinishReason.CONTENT_FILTER)
                .build());
        assertThat(failure(loop()).code()).isEqualTo(ErrorCode.CONTENT_REFUSED);
    }

    @Test
    @DisplayName("limits that make no sense are refused by name")
    void checksLimits() {
        assertThatThrownBy(() -> LoopLimits.DEFAULT.withMaxModelCalls(0)).hasMessageContaining("maxModelCalls");
        assertThatThrownBy(() -> LoopLimits.DEFAULT.withMaxToolRounds(-1)).hasMessageContaining("maxToolRounds");
        assertThatThrownBy(() -> LoopLimits.DEFAULT.withMaxTokens(0)).hasMessageContaining("maxTokens");
        assertThatThrownBy(() -> LoopLimits.DEFAULT.withMaxCallsPerRound(0)).hasMessageContaining("maxCallsPerRound");
    }

    @Test
    @DisplayName("a tool that the model made up is told so, also where there are none")
    void survivesInventedTools() throws InterruptedException {
        model.toolCall("anything", "").text("fine");
        assertThat(run(loop()).text()).isEqualTo("fine");
        assertThat(toolAnswers(1)).singleElement().asString().contains("no such tool");
    }
}
