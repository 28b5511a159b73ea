package dev.taskrunner.llm;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ModelAnswers;
import dev.taskrunner.testing.model.ModelServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The deadline is never exceeded by more than a second, measured where the ask was made, whatever keeps the runner. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class DeadlineTest {
    private static final Duration DEADLINE = Duration.ofMillis(800);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NO_END = 100_000;

    private final ModelServer provider = new ModelServer();
    private final Semaphore deaf = new Semaphore(0);

    @AfterEach
    void end() {
        deaf.release(1000);
        provider.close();
    }

    /** What keeps the runner. */
    private record Trouble(String name, Setting setting) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Sets the provider up and begins a runner. */
    private interface Setting {
        LlmBuilder<LlmTaskRunner> begin(DeadlineTest test);
    }

    static Stream<Trouble> troubles() {
        return Stream.of(
                new Trouble(
                        "a provider that never answers",
                        test -> test.plain(aResponse().withFixedDelay(50_000))),
                new Trouble("a provider that drips", test -> test.plain(dripping(ModelAnswers.text("x".repeat(500))))),
                new Trouble(
                        "a stream that says nothing",
                        test -> test.streaming(aResponse().withFixedDelay(50_000))),
                new Trouble("a stream that drips", test -> test.streaming(dripping(ModelAnswers.stream(pieces())))),
                new Trouble("a provider that is down and asked again and again", DeadlineTest::persistent),
                new Trouble("answers that match never", DeadlineTest::repairing),
                new Trouble("tools without end", DeadlineTest::looping),
                new Trouble("a tool that ignores interrupts", DeadlineTest::deafTool),
                new Trouble("a model that ignores interrupts", DeadlineTest::deafModel));
    }

    private static ResponseDefinitionBuilder dripping(ResponseDefinitionBuilder answer) {
        return answer.withChunkedDribbleDelay(100, 50_000);
    }

    private static String[] pieces() {
        return Stream.generate(() -> "piece ").limit(100).toArray(String[]::new);
    }

    private LlmBuilder<LlmTaskRunner> plain(ResponseDefinitionBuilder answer) {
        provider.always(answer);
        return LlmTaskRunner.builder("helper", provider.model().build());
    }

    private LlmBuilder<LlmTaskRunner> streaming(ResponseDefinitionBuilder answer) {
        provider.always(answer);
        return LlmTaskRunner.builder("helper", provider.streamingModel().build());
    }

    private LlmBuilder<LlmTaskRunner> persistent() {
        provider.always(ModelAnswers.error(503, "busy", "come again"));
        return LlmTaskRunner.builder(
                "helper", provider.model().maxRetries(NO_END).build());
    }

    private LlmBuilder<LlmTaskRunner> repairing() {
        return plain(ModelAnswers.text("no JSON").withFixedDelay(350)).outputSchema("{\"type\":\"object\"}");
    }

    private LlmBuilder<LlmTaskRunner> looping() {
        return plain(ModelAnswers.calls("add", "{\"a\":1,\"b\":2}"))
                .toolkits(Contexts.math())
                .maxToolRounds(NO_END)
                .maxModelCalls(NO_END);
    }

    private LlmBuilder<LlmTaskRunner> deafTool() {
        Tool tool = Tool.of("wait", "Waits", JsonSchema.any(), (context, input) -> {
            deaf.acquireUninterruptibly();
            return TaskResult.empty();
        });
        return plain(ModelAnswers.calls("wait", "{}")).toolkits(Toolkit.of("own", tool));
    }

    private LlmBuilder<LlmTaskRunner> deafModel() {
        return LlmTaskRunner.builder("helper", new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                deaf.acquireUninterruptibly();
                throw new IllegalStateException("too late for anybody");
            }
        });
    }

    private static void assertInTime(Room caller, AskOptions options) {
        long begun = System.nanoTime();
        CompletableFuture<Long> bareTimer = CompletableFuture.supplyAsync(
                System::nanoTime, CompletableFuture.delayedExecutor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS));
        TaskException late = catchThrowableOfType(
                TaskException.class, () -> caller.agents().ask("helper", Contexts.prompt("go"), options));
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(late.code()).isEqualTo(ErrorCode.TIMED_OUT);
        // What a bare timer was late meanwhile is this machine's doing; all else is ours.
        Duration stall = Duration.ofNanos(bareTimer.join() - begun).minus(DEADLINE);
        assertThat(taken)
                .isGreaterThanOrEqualTo(DEADLINE)
                .isLessThan(DEADLINE.plus(stall).plusSeconds(1));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    @DisplayName("the caller's deadline")
    void ofTheCaller(Trouble trouble, @As("host") Room host, @As("caller") Room caller) {
        host.serve(trouble.setting().begin(this).build());
        assertInTime(caller, AskOptions.timeout(DEADLINE));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    @DisplayName("the runner's own timeout, for a caller who has patience")
    void ofTheRunner(Trouble trouble, @As("host") Room host, @As("caller") Room caller) {
        host.serve(trouble.setting().begin(this).timeout(DEADLINE).build());
        assertInTime(caller, AskOptions.timeout(PATIENCE));
    }
}
