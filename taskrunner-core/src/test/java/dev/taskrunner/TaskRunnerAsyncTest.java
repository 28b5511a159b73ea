package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Runners that give futures, override hooks, or are started and stopped. */
class TaskRunnerAsyncTest {
    private final TaskContext context = TaskContext.forCaller("alice");
    private final TaskInput nothing = TaskInput.of(null);

    /** A runner whose future the test completes. */
    private static final class Later extends TaskRunner {
        private final @Nullable CompletionStage<TaskResult> stage;

        Later(TaskSpec spec, @Nullable CompletionStage<TaskResult> stage) {
            super(spec);
            this.stage = stage;
        }

        @Override
        public TaskResult ask(TaskContext context, TaskInput input) {
            throw new AssertionError("askAsync is overridden, so this is never called");
        }

        @Override
        @SuppressWarnings("NullAway") // one test gives null on purpose
        protected CompletionStage<TaskResult> askAsync(TaskContext context, TaskInput input) {
            return stage;
        }
    }

    private final CompletableFuture<TaskResult> work = new CompletableFuture<>();
    private final TaskRunner later = new Later(TaskSpec.builder("later").build(), work);

    @Test
    void theAnswerWaitsForTheStage() {
        CompletableFuture<TaskResult> answer = later.run(context, nothing);
        assertThat(answer).isNotDone();
        work.complete(TaskResult.of("done"));
        assertThat(answer.join().asText()).isEqualTo("done");
    }

    @Test
    void aStageOfNullIsAnEmptyAnswer() {
        work.complete(null);
        assertThat(later.run(context, nothing).join()).isEqualTo(TaskResult.empty());
    }

    @Test
    void asyncResultsAreValidatedToo() {
        TaskSpec strict =
                TaskSpec.builder("later").outputSchema("{\"type\":\"string\"}").build();
        CompletableFuture<TaskResult> answer = new Later(strict, work).run(context, nothing);
        work.complete(TaskResult.of(5));
        assertThat(Outcome.failure(answer).code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
    }

    @Test
    void failingStagesAreMappedLikeExceptions() {
        TaskException own = new TaskException(ErrorCode.DENIED, "no");
        work.completeExceptionally(new CompletionException(own));
        assertThat(Outcome.failure(later.run(context, nothing))).isSameAs(own);

        CompletableFuture<TaskResult> broken = CompletableFuture.failedFuture(new IllegalStateException("s3cret"));
        TaskException failure = Outcome.failure(new Later(TaskSpec.builder("x").build(), broken).run(context, nothing));
        assertThat(failure.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(failure.text()).doesNotContain("s3cret");
    }

    @Test
    void aStageThatCancelsItselfIsCancelled() {
        CompletableFuture<TaskResult> answer = later.run(context, nothing);
        work.cancel(true);
        assertThat(Outcome.failure(answer).code()).isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    void aRunnerWithoutAStageFails() {
        TaskRunner none = new Later(TaskSpec.builder("none").build(), null);
        assertThat(Outcome.failure(none.run(context, nothing)).code()).isEqualTo(ErrorCode.FAILED);
        assertThatCode(() -> context.cancellation().cancel(new TaskException(ErrorCode.CANCELLED, "x")))
                .doesNotThrowAnyException();
    }

    @Test
    void cancellationCancelsTheFutureAndTellsTheReason() {
        CompletableFuture<TaskResult> answer = later.run(context, nothing);
        context.cancellation().cancel(new TaskException(ErrorCode.TIMED_OUT, "over"));
        assertThat(work).isCancelled();
        TaskException failure = Outcome.failure(answer);
        assertThat(failure.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(failure.text()).isEqualTo("over");
        assertThat(failure).hasCauseInstanceOf(CancellationException.class);
    }

    @Test
    void whatEndedIsNotCancelledAnyMore() {
        later.run(context, nothing);
        work.complete(TaskResult.empty());
        CompletableFuture<TaskResult> next = new CompletableFuture<>();
        new Later(TaskSpec.builder("next").build(), next).run(context, nothing);
        context.cancellation().cancel(new TaskException(ErrorCode.CANCELLED, "x"));
        assertThat(work).isCompletedWithValue(TaskResult.empty());
        assertThat(next).isCancelled();
    }

    @Test
    void hooksThatAreOverriddenAreCalled() {
        List<String> calls = new ArrayList<>();
        TaskRunner picky = new TaskRunner(TaskSpec.builder("picky").build()) {
            @Override
            public TaskResult ask(TaskContext context, TaskInput input) {
                calls.add("ask");
                return TaskResult.of("answer");
            }

            @Override
            public void validateArguments(TaskInput input) {
                calls.add("arguments " + input.toJson());
            }

            @Override
            public void validateResponse(TaskResult result) {
                calls.add("response " + result.asText());
                throw new TaskException(ErrorCode.INVALID_RESPONSE, "too dull");
            }
        };
        TaskInput input = TaskInput.of(Map.of("x", 1));
        assertThat(Outcome.failure(picky.run(context, input)).text()).isEqualTo("too dull");
        assertThat(calls).containsExactly("arguments {\"x\":1}", "ask", "response answer");
    }

    @Test
    void aHookThatFailsIsMappedToo() {
        TaskRunner broken = new TaskRunner(TaskSpec.builder("broken").build()) {
            @Override
            public TaskResult ask(TaskContext context, TaskInput input) {
                throw new AssertionError("not reached");
            }

            @Override
            public void validateArguments(TaskInput input) {
                throw new IllegalStateException("s3cret");
            }
        };
        TaskException failure = Outcome.failure(broken.run(context, nothing));
        assertThat(failure.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(failure.text()).doesNotContain("s3cret");
    }

    /** Remembers whether it was closed. */
    private static final class Place implements Registration {
        private int closed;

        @Override
        public String name() {
            return "place";
        }

        @Override
        public void close() {
            closed++;
        }
    }

    @Test
    void startServesAndStopTakesBackEverywhere() {
        TaskRunner runner = TaskRunner.of(TaskSpec.builder("r").build(), (call, input) -> TaskResult.empty());
        List<Place> places = List.of(new Place(), new Place(), new Place());
        TaskHost host = served -> {
            assertThat(served).isSameAs(runner);
            served.served(places.get(0));
            return places.get(0);
        };
        runner.start(host);
        runner.served(places.get(1));
        runner.served(places.get(2));
        runner.withdrawn(places.get(2));
        runner.stop();
        runner.stop();
        assertThat(places).extracting(place -> place.closed).containsExactly(1, 1, 0);
    }

    @Test
    void stopWithoutStartDoesNothing() {
        assertThatCode(later::stop).doesNotThrowAnyException();
        assertThat(later.initChatContext().messages()).isEmpty();
    }
}
