package dev.taskrunner.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Results that come later, or bit by bit. */
class AsyncShapesTest {
    record Item(int number) {}

    static class Service {
        final CompletableFuture<Item> pending = new CompletableFuture<>();
        final AtomicLong mostRequested = new AtomicLong();
        final AtomicBoolean cancelled = new AtomicBoolean();

        public CompletionStage<Item> later() {
            return pending;
        }

        public CompletableFuture<Optional<Item>> nothing() {
            return CompletableFuture.completedFuture(Optional.empty());
        }

        public CompletableFuture<Void> done() {
            return CompletableFuture.completedFuture(null);
        }

        public CompletableFuture<Item> failed() {
            return CompletableFuture.failedFuture(new IllegalStateException("secret"));
        }

        public Flow.Publisher<Item> count(int to) {
            return subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
                private int next;
                private boolean ended;

                @Override
                public void request(long n) {
                    mostRequested.accumulateAndGet(n, Math::max);
                    if (next < to) {
                        subscriber.onNext(new Item(next++));
                    } else if (to >= 0 && !ended) {
                        ended = true;
                        subscriber.onComplete();
                    }
                }

                @Override
                public void cancel() {
                    cancelled.set(true);
                }
            });
        }
    }

    private final Service service = new Service();

    @Test
    void futuresAreAwaitedWithoutAThread() {
        FunctionTaskRunner later = FunctionTaskRunner.of(service, "later");
        CompletableFuture<TaskResult> answer = later.run(TaskContext.forCaller("a"), TaskInput.of(null));
        assertThat(answer).isNotDone();
        service.pending.complete(new Item(3));
        assertThat(answer.join().as(Item.class)).isEqualTo(new Item(3));
        assertThat(later.spec()
                        .outputSchema()
                        .orElseThrow()
                        .as(JsonNode.class)
                        .at("/properties/number/type")
                        .asText())
                .isEqualTo("integer");
    }

    @Test
    void cancellingTheTaskCancelsTheFuture() {
        TaskContext context = TaskContext.forCaller("a");
        CompletableFuture<TaskResult> answer =
                FunctionTaskRunner.of(service, "later").run(context, TaskInput.of(null));
        context.cancellation().cancel(new TaskException(ErrorCode.CANCELLED, "gone"));
        assertThat(service.pending).isCancelled();
        assertThatThrownBy(answer::join)
                .cause()
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CANCELLED));
    }

    @Test
    void emptyAndFailedFutures() {
        assertThat(Promise.run(FunctionTaskRunner.of(service, "nothing"), "{}")).isEqualTo(TaskResult.empty());
        assertThat(Promise.run(FunctionTaskRunner.of(service, "done"), "{}")).isEqualTo(TaskResult.empty());
        assertThatThrownBy(() -> Promise.run(FunctionTaskRunner.of(service, "failed"), "{}"))
                .isInstanceOfSatisfying(TaskException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.FAILED);
                    assertThat(e.text()).doesNotContain("secret");
                });
    }

    @Test
    void itemsAreProgressAndTheirListIsTheResult() {
        List<Progress> heard = new ArrayList<>();
        TaskContext context = TaskContext.builder(new Participant("", "a", "user", Map.of()))
                .progress(heard::add)
                .task(new dev.taskrunner.ChatContext(), List.of());
        TaskResult result = FunctionTaskRunner.of(service, "count")
                .run(context, TaskInput.of(Map.of("to", 3)))
                .join();
        assertThat(result.toJson()).isEqualTo("[{\"number\":0},{\"number\":1},{\"number\":2}]");
        assertThat(heard).hasSize(3);
        assertThat(service.mostRequested).hasValue(1);
    }

    @Test
    void cancellingTheTaskCancelsTheSubscription() {
        TaskContext context = TaskContext.forCaller("a");
        CompletableFuture<TaskResult> answer =
                FunctionTaskRunner.of(service, "count").run(context, TaskInput.of(Map.of("to", -1)));
        assertThat(answer).isNotDone();
        context.cancellation().cancel(new TaskException(ErrorCode.TIMED_OUT, "late"));
        assertThat(service.cancelled).isTrue();
        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void lambdasMayGiveFutures() {
        FunctionTaskRunner runner = FunctionTaskRunner.of(
                "it",
                TypeToken.of(Item.class),
                new TypeToken<CompletableFuture<Item>>() {},
                in -> CompletableFuture.completedFuture(in));
        assertThat(Promise.run(runner, new Item(1)).as(Item.class)).isEqualTo(new Item(1));
    }
}
