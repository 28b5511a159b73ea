package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Cancellation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WorkQueueTest {
    private final List<CompletableFuture<TaskResult>> working = new CopyOnWriteArrayList<>();
    private final List<Object> answers = new CopyOnWriteArrayList<>();

    /** A job whose work the test finishes. */
    private Job<String> job(String name) {
        return new Job<>(
                new Cancellation(),
                () -> new Job.Call<>(name, TaskInput.of(null)),
                (context, input) -> {
                    CompletableFuture<TaskResult> work = new CompletableFuture<>();
                    working.add(work);
                    return work.thenApply(done -> TaskResult.of(name));
                },
                (result, error) -> answers.add(result == null ? error.code() : result.asText()));
    }

    private void finish(int index) {
        working.get(index).complete(TaskResult.empty());
    }

    @Test
    void runsSomeLetsSomeWaitAndRefusesTheRest() {
        WorkQueue queue = new WorkQueue(Runnable::run, 2, 1);
        assertThat(queue.offer(job("a"))).isTrue();
        assertThat(queue.offer(job("b"))).isTrue();
        assertThat(queue.offer(job("c"))).isTrue();
        assertThat(queue.offer(job("d"))).isFalse();
        assertThat(working).hasSize(2);
        finish(1);
        assertThat(working).hasSize(3);
        assertThat(queue.offer(job("e"))).isTrue();
        assertThat(queue.offer(job("f"))).isFalse();
        finish(0);
        finish(2);
        finish(3);
        assertThat(answers).containsExactly("b", "a", "c", "e");
        assertThat(queue.offer(job("g"))).isTrue();
        assertThat(working).hasSize(5);
    }

    @Test
    void withoutAQueueWhatDoesNotRunIsRefused() {
        WorkQueue queue = new WorkQueue(Runnable::run, 1, 0);
        assertThat(queue.offer(job("a"))).isTrue();
        assertThat(queue.offer(job("b"))).isFalse();
        finish(0);
        assertThat(queue.offer(job("c"))).isTrue();
    }

    @Test
    void aJobThatWasCancelledWhileItWaitedGivesItsPlaceOn() {
        WorkQueue queue = new WorkQueue(Runnable::run, 1, 5);
        Job<String> second = job("b");
        queue.offer(job("a"));
        queue.offer(second);
        queue.offer(job("c"));
        second.cancel(new TaskException(ErrorCode.TIMED_OUT, "late"));
        finish(0);
        finish(1);
        assertThat(answers).containsExactly(ErrorCode.TIMED_OUT, "a", "c");
    }

    @Test
    void afterCloseNothingIsTakenAndWhatWaitsStillRuns() {
        WorkQueue queue = new WorkQueue(Runnable::run, 1, 5);
        queue.offer(job("a"));
        queue.offer(job("b"));
        queue.close();
        assertThat(queue.offer(job("c"))).isFalse();
        assertThat(queue.awaitIdle(0)).isFalse();
        finish(0);
        assertThat(queue.awaitIdle(0)).isFalse();
        finish(1);
        assertThat(queue.awaitIdle(0)).isTrue();
        assertThat(answers).containsExactly("a", "b");
    }

    @Test
    void anEmptyQueueIsIdleAtOnce() {
        WorkQueue queue = new WorkQueue(Runnable::run, 1, 5);
        queue.close();
        assertThat(queue.awaitIdle(60_000)).isTrue();
    }

    @Test
    void anInterruptEndsTheWaitAndStays() {
        WorkQueue queue = new WorkQueue(Runnable::run, 1, 5);
        queue.offer(job("a"));
        queue.close();
        Thread.currentThread().interrupt();
        try {
            assertThat(queue.awaitIdle(60_000)).isFalse();
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void anExecutorThatRefusesLosesNoPlace() {
        AtomicInteger refusals = new AtomicInteger();
        WorkQueue queue = new WorkQueue(
                task -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                1,
                5);
        refusals.set(1);
        assertThat(queue.offer(job("refused"))).isFalse();
        assertThat(queue.offer(job("a"))).isTrue();
        queue.offer(job("b"));
        queue.offer(job("c"));
        refusals.set(1);
        finish(0);
        assertThat(answers).containsExactlyInAnyOrder("a", ErrorCode.AGENT_BUSY);
        finish(1);
        assertThat(answers).containsExactlyInAnyOrder("a", ErrorCode.AGENT_BUSY, "c");
        queue.close();
        assertThat(queue.awaitIdle(0)).isTrue();
    }

    @Test
    void fromManyThreadsNoneIsLostAndTheBoundHolds() {
        ExecutorService pool = Executors.newCachedThreadPool();
        try {
            int bound = 4;
            WorkQueue queue = new WorkQueue(pool, bound, 50);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            AtomicInteger answered = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            List<CompletableFuture<Void>> offering = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                offering.add(CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; i < 1000; i++) {
                                if (!queue.offer(counting(running, most, answered))) {
                                    refused.incrementAndGet();
                                }
                            }
                        },
                        pool));
            }
            offering.forEach(Outcome::value);
            queue.close();
            assertThat(queue.awaitIdle(10_000)).isTrue();
            assertThat(answered.get() + refused.get()).isEqualTo(8000);
            assertThat(answered.get()).isPositive();
            assertThat(most.get()).isBetween(1, bound);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Job<String> counting(AtomicInteger running, AtomicInteger most, AtomicInteger answered) {
        return new Job<>(
                new Cancellation(),
                () -> new Job.Call<>("x", TaskInput.of(null)),
                (context, input) -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.yield();
                    running.decrementAndGet();
                    return CompletableFuture.completedFuture(TaskResult.empty());
                },
                (result, error) -> answered.incrementAndGet());
    }
}
