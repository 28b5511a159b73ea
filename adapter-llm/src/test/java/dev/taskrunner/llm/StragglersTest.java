package dev.taskrunner.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.taskrunner.Cancellation;
import dev.taskrunner.ChatContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that ignore interrupts go on when nobody waits any more: how many may, over all asks of a runner. */
@Timeout(60)
class StragglersTest {
    private final Semaphore permits = new Semaphore(0);
    private final Semaphore atWork = new Semaphore(0);
    private final AtomicInteger ended = new AtomicInteger();

    @AfterEach
    void letAllEnd() {
        permits.release(1000);
    }

    private final class DeafModel implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            atWork.release();
            permits.acquireUninterruptibly();
            ended.incrementAndGet();
            return ChatResponse.builder().aiMessage(AiMessage.from("done")).build();
        }
    }

    private static TaskContext within(LlmTaskRunner runner, Duration time) {
        return Contexts.builder()
                .deadline(Clock.systemUTC().instant().plus(time), Clock.systemUTC())
                .task(new ChatContext(), runner.spec().toolkits());
    }

    private static TaskException failure(LlmTaskRunner runner, Duration time) {
        return Contexts.failure(runner, within(runner, time), Contexts.prompt("go"));
    }

    @Test
    @DisplayName(
            "a model's: beyond the bound asks are refused at once and in words; when they have ended, work goes on")
    void boundsDeafModels() {
        LlmTaskRunner runner = LlmTaskRunner.builder("helper", new DeafModel())
                .maxStragglers(3)
                .build();
        for (int i = 0; i < 3; i++) {
            giveUp(runner);
        }
        TaskException refusal = failure(runner, Duration.ofSeconds(50));
        assertThat(refusal.code()).isEqualTo(ErrorCode.AGENT_BUSY);
        assertThat(refusal.text()).contains("3 calls", "ignore interrupts");
        permits.release(3);
        org.awaitility.Awaitility.await().until(() -> ended.get() == 3);
        permits.release();
        org.awaitility.Awaitility.await().until(() -> succeeds(runner));
    }

    private static boolean succeeds(LlmTaskRunner runner) {
        try {
            TaskContext context = within(runner, Duration.ofSeconds(50));
            return Contexts.ask(runner, context, Contexts.prompt("go")).asText().equals("done");
        } catch (TaskException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.AGENT_BUSY);
            return false;
        }
    }

    /** Asks, and gives up once the model or the tool is at work. */
    private void giveUp(LlmTaskRunner runner) {
        Cancellation cancellation = new Cancellation();
        TaskContext context = Contexts.builder()
                .cancellation(cancellation)
                .task(new ChatContext(), runner.spec().toolkits());
        CompletableFuture<TaskException> failure =
                CompletableFuture.supplyAsync(() -> Contexts.failure(runner, context, Contexts.prompt("go")));
        atWork.acquireUninterruptibly();
        cancellation.cancel(new TaskException(ErrorCode.CANCELLED, "the caller gave up"));
        assertThat(failure.join().code()).isEqualTo(ErrorCode.CANCELLED);
    }

    private LlmTaskRunner withTool(ScriptedChatModel model, boolean isDeaf) {
        Tool tool = Tool.of("wait", "Waits", JsonSchema.any(), (context, input) -> {
            atWork.release();
            if (isDeaf) {
                permits.acquireUninterruptibly();
            } else {
                permits.acquire();
            }
            return TaskResult.empty();
        });
        return LlmTaskRunner.builder("helper", model)
                .toolkits(Toolkit.of("own", tool))
                .maxStragglers(1)
                .build();
    }

    @Test
    @DisplayName("a tool's count like a model's")
    void boundsDeafTools() {
        ScriptedChatModel model = new ScriptedChatModel().toolCall("wait", "{}").text("never");
        LlmTaskRunner runner = withTool(model, true);
        giveUp(runner);
        assertThat(failure(runner, Duration.ofSeconds(50)).code()).isEqualTo(ErrorCode.AGENT_BUSY);
        assertThat(model.remaining()).isEqualTo(1);
    }

    @Test
    @DisplayName("those that end when they are interrupted do not count")
    void forgetsTheObedient() {
        LlmTaskRunner runner =
                withTool(new ScriptedChatModel().toolCall("wait", "{}").text("done"), false);
        giveUp(runner);
        org.awaitility.Awaitility.await().until(() -> succeeds(runner));
    }

    @Test
    @DisplayName("a bound is at least one")
    void refusesNoBound() {
        LlmBuilder<LlmTaskRunner> builder = LlmTaskRunner.builder("helper", new DeafModel());
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxStragglers(0))
                .withMessage("maxStragglers is at least 1, not 0");
    }
}
