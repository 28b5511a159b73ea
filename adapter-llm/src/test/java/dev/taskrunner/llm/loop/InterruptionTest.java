package dev.taskrunner.llm.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.taskrunner.CallContext;
import dev.taskrunner.Cancellation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.Gate;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens to a model and to tools that are at work when nobody waits any more. */
@Timeout(60)
class InterruptionTest {
    private static final TaskException GIVEN_UP = new TaskException(ErrorCode.CANCELLED, "the caller gave up");

    private final Gate gate = new Gate();
    private final Cancellation cancellation = new Cancellation();
    private final ExecutorService caller = Executors.newSingleThreadExecutor();

    @AfterEach
    void openAll() {
        gate.open();
        caller.shutdownNow();
    }

    private CallContext.Builder builder() {
        return CallContext.builder(new Participant("p", "alice", "user", Map.of()))
                .cancellation(cancellation);
    }

    private ToolContext within(Duration time) {
        return builder()
                .deadline(Clock.systemUTC().instant().plus(time), Clock.systemUTC())
                .tool();
    }

    private ChatModel blockingModel() {
        return new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                try {
                    gate.pass();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("interrupted", e);
                }
                return ChatResponse.builder().aiMessage(AiMessage.from("done")).build();
            }
        };
    }

    private Tool blockingTool() {
        return Tool.of("wait", "Waits", JsonSchema.any(), (context, input) -> {
            gate.pass();
            return TaskResult.of("done");
        });
    }

    private static ModelLoop loop(ChatModel model, Tool... tools) {
        return ModelLoop.builder(model)
                .toolkits(List.of(Toolkit.of("kit", tools)))
                .build();
    }

    private CompletableFuture<Throwable> failureOf(ModelLoop loop, ToolContext context) {
        return CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> loop.run(context, List.of(UserMessage.from("go")))), caller);
    }

    private static void assertCode(Throwable thrown, ErrorCode code) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        TaskException.class, error -> assertThat(error.code()).isEqualTo(code));
    }

    @Test
    @DisplayName("cancelling interrupts the model's call")
    void cancelsTheModel() throws Exception {
        CompletableFuture<Throwable> failure =
                failureOf(loop(blockingModel()), builder().tool());
        assertThat(gate.awaitArrivals(1)).isTrue();
        cancellation.cancel(GIVEN_UP);
        assertCode(failure.get(20, TimeUnit.SECONDS), ErrorCode.CANCELLED);
        assertThat(gate.awaitInterrupts(1)).isTrue();
    }

    @Test
    @DisplayName("cancelling interrupts every tool that runs, and the model is not asked again")
    void cancelsTools() throws Exception {
        ToolExecutionRequest one = ToolExecutionRequest.builder()
                .id("1")
                .name("wait")
                .arguments("{}")
                .build();
        ScriptedChatModel model = new ScriptedChatModel()
                .toolCalls(one, one.toBuilder().id("2").build())
                .text("never");
        CompletableFuture<Throwable> failure =
                failureOf(loop(model, blockingTool()), builder().tool());
        assertThat(gate.awaitArrivals(2)).isTrue();
        cancellation.cancel(GIVEN_UP);
        assertCode(failure.get(20, TimeUnit.SECONDS), ErrorCode.CANCELLED);
        assertThat(gate.awaitInterrupts(2)).isTrue();
        assertThat(model.remaining()).isEqualTo(1);
    }

    @Test
    @DisplayName("the deadline ends a model call and a tool, by interrupting them")
    void keepsTheDeadline() throws Exception {
        Throwable late =
                failureOf(loop(blockingModel()), within(Duration.ofMillis(200))).get(20, TimeUnit.SECONDS);
        assertCode(late, ErrorCode.TIMED_OUT);
        assertThat(gate.awaitInterrupts(1)).isTrue();
        ScriptedChatModel model = new ScriptedChatModel().toolCall("wait", "{}").text("never");
        assertCode(
                failureOf(loop(model, blockingTool()), within(Duration.ofSeconds(1)))
                        .get(20, TimeUnit.SECONDS),
                ErrorCode.TIMED_OUT);
        assertThat(gate.awaitInterrupts(1)).isTrue();
        assertThat(model.remaining()).isEqualTo(1);
    }

    @Test
    @DisplayName("a model that ignores the interrupt does not hold up the answer")
    void doesNotWaitForTheDeaf() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean returned = new AtomicBoolean();
        ChatModel deaf = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                while (end.getCount() > 0) {
                    Thread.onSpinWait();
                }
                returned.set(true);
                return ChatResponse.builder().aiMessage(AiMessage.from("late")).build();
            }
        };
        Throwable late = failureOf(loop(deaf), within(Duration.ofMillis(100))).get(20, TimeUnit.SECONDS);
        assertCode(late, ErrorCode.TIMED_OUT);
        assertThat(returned).isFalse();
        end.countDown();
    }

    @Test
    void doesNotStartWhenItIsTooLate() {
        ScriptedChatModel model = new ScriptedChatModel().text("never");
        assertCode(
                catchThrowable(() -> loop(model).run(within(Duration.ZERO), List.of(UserMessage.from("go")))),
                ErrorCode.TIMED_OUT);
        cancellation.cancel(GIVEN_UP);
        assertCode(
                catchThrowable(() -> loop(model).run(builder().tool(), List.of(UserMessage.from("go")))),
                ErrorCode.CANCELLED);
        assertThat(model.requests()).isEmpty();
    }

    @Test
    @DisplayName("an interrupt of the waiting thread interrupts the model")
    void passesTheInterruptOn() throws Exception {
        AtomicReference<Thread> waiting = new AtomicReference<>();
        CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(
                () -> {
                    waiting.set(Thread.currentThread());
                    return catchThrowable(
                            () -> loop(blockingModel()).run(builder().tool(), List.of(UserMessage.from("go"))));
                },
                caller);
        assertThat(gate.awaitArrivals(1)).isTrue();
        waiting.get().interrupt();
        assertThat(failure.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
        assertThat(gate.awaitInterrupts(1)).isTrue();
    }

    /** A model that streams one piece now and more when told to. */
    private static final class Stream implements StreamingChatModel, StreamingHandle {
        private final CountDownLatch begun = new CountDownLatch(1);
        private final AtomicBoolean cancelled = new AtomicBoolean();
        private volatile StreamingChatResponseHandler handler;

        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler to) {
            handler = to;
            piece("one");
            begun.countDown();
        }

        void piece(String text) {
            handler.onPartialResponse(new PartialResponse(text), new PartialResponseContext(this));
        }

        @Override
        public void cancel() {
            cancelled.set(true);
        }

        @Override
        public boolean isCancelled() {
            return cancelled.get();
        }
    }

    private static LoopListener textsInto(List<String> heard) {
        return new LoopListener() {
            @Override
            public void onText(String delta) {
                heard.add(delta);
            }
        };
    }

    @Test
    @DisplayName("cancelling ends a stream, and nothing of it is heard any more")
    void cancelsAStream() throws Exception {
        Stream stream = new Stream();
        List<String> heard = new ArrayList<>();
        ModelLoop loop = ModelLoop.builder(stream).listener(textsInto(heard)).build();
        CompletableFuture<Throwable> failure = failureOf(loop, builder().tool());
        assertThat(stream.begun.await(20, TimeUnit.SECONDS)).isTrue();
        cancellation.cancel(GIVEN_UP);
        assertCode(failure.get(20, TimeUnit.SECONDS), ErrorCode.CANCELLED);
        org.awaitility.Awaitility.await().untilTrue(stream.cancelled);
        stream.piece("two");
        assertThat(heard).containsExactly("one");
    }

    @Test
    @DisplayName("an executor of the user's that is full is no hang but a refusal")
    void refusesWithoutThreads() {
        ModelLoop loop = ModelLoop.builder(new ScriptedChatModel().text("never"))
                .executor(work -> {
                    throw new java.util.concurrent.RejectedExecutionException("full");
                })
                .build();
        assertCode(
                catchThrowable(() -> loop.run(builder().tool(), List.of(UserMessage.from("go")))),
                ErrorCode.AGENT_BUSY);
    }
}
