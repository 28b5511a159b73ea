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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JobTest {
    private static final TaskException GAVE_UP = new TaskException(ErrorCode.CANCELLED, "gave up");
    private static final TaskException LATE = new TaskException(ErrorCode.TIMED_OUT, "late");

    private final Cancellation cancellation = new Cancellation();
    private final List<Object> answers = new ArrayList<>();
    private final AtomicInteger freed = new AtomicInteger();

    private Job<String> job(BiFunction<String, TaskInput, CompletableFuture<TaskResult>> work) {
        return job(() -> new Job.Call<>("context", TaskInput.of(null)), work);
    }

    private Job<String> job(
            Supplier<Job.Call<String>> prepare, BiFunction<String, TaskInput, CompletableFuture<TaskResult>> work) {
        Job<String> job =
                new Job<>(cancellation, prepare, work, (result, error) -> answers.add(error == null ? result : error));
        job.whenDone(freed::incrementAndGet, () -> {});
        return job;
    }

    private static CompletableFuture<TaskResult> done(String text) {
        return CompletableFuture.completedFuture(TaskResult.of(text));
    }

    @Test
    void answersWithTheResult() {
        job((context, input) -> done(context)).run();
        assertThat(answers).containsExactly(TaskResult.of("context"));
        assertThat(freed).hasValue(1);
    }

    @Test
    void thePlaceIsFreeOnlyWhenTheWorkIsDone() {
        CompletableFuture<TaskResult> work = new CompletableFuture<>();
        job((context, input) -> work).run();
        assertThat(answers).isEmpty();
        assertThat(freed).hasValue(0);
        work.complete(TaskResult.empty());
        assertThat(answers).containsExactly(TaskResult.empty());
        assertThat(freed).hasValue(1);
    }

    @Test
    void aTaskExceptionIsTheAnswer() {
        job((context, input) -> CompletableFuture.failedFuture(LATE)).run();
        job((context, input) -> {
                    throw GAVE_UP;
                })
                .run();
        assertThat(answers).containsExactly(LATE, GAVE_UP);
        assertThat(freed).hasValue(2);
    }

    private static List<Supplier<Job.Call<String>>> broken() {
        return List.of(
                () -> {
                    throw new IllegalStateException("s3cret");
                },
                () -> {
                    throw new StackOverflowError("s3cret");
                });
    }

    @Test
    void whateverElseGoesWrongIsAnsweredTooAndFreesThePlace() {
        for (Supplier<Job.Call<String>> prepare : broken()) {
            job(prepare, (context, input) -> done("not reached")).run();
        }
        job((context, input) -> CompletableFuture.failedFuture(new IllegalStateException("s3cret")))
                .run();
        assertThat(answers).hasSize(3).allSatisfy(answer -> {
            TaskException failure = (TaskException) answer;
            assertThat(failure.code()).isEqualTo(ErrorCode.FAILED);
            assertThat(failure.text()).doesNotContain("s3cret").contains("under id ");
        });
        assertThat(freed).hasValue(3);
    }

    @Test
    void anAnswerThatCannotBeSentFreesThePlace() {
        Job<String> job = new Job<>(
                cancellation,
                () -> new Job.Call<>("x", TaskInput.of(null)),
                (context, input) -> done("x"),
                (result, error) -> {
                    throw new IllegalStateException("cannot be sent");
                });
        job.whenDone(freed::incrementAndGet, () -> {});
        job.run();
        assertThat(freed).hasValue(1);
    }

    @Test
    void cancelledBeforeItRanItDoesNotRun() {
        Job<String> job = job((context, input) -> {
            throw new AssertionError("must not run");
        });
        job.cancel(LATE);
        job.run();
        assertThat(answers).containsExactly(LATE);
        assertThat(freed).hasValue(1);
    }

    @Test
    void cancelAnswersAtOnceAndWhatComesLaterIsDropped() {
        CompletableFuture<TaskResult> work = new CompletableFuture<>();
        Job<String> job = job((context, input) -> work);
        job.run();
        job.cancel(LATE);
        job.cancel(GAVE_UP);
        assertThat(answers).containsExactly(LATE);
        assertThat(freed).hasValue(0);
        work.complete(TaskResult.of("too late"));
        assertThat(answers).containsExactly(LATE);
        assertThat(freed).hasValue(1);
    }

    @Test
    void aCallbackThatFailsDoesNotKeepTheCallerWaiting() {
        Job<String> job = job((context, input) -> new CompletableFuture<>());
        cancellation.onCancel(() -> {
            throw new IllegalStateException("broken callback");
        });
        job.run();
        job.cancel(LATE);
        assertThat(answers).containsExactly(LATE);
    }

    @Test
    void whatTheCodeReturnsWhenItIsInterruptedIsNoResult() {
        CompletableFuture<TaskResult> work = new CompletableFuture<>();
        cancellation.onCancel(() -> work.complete(TaskResult.of("half done")));
        Job<String> job = job((context, input) -> work);
        job.run();
        job.cancel(LATE);
        assertThat(answers).containsExactly(LATE);
        assertThat(freed).hasValue(1);
    }

    @Test
    void codeThatCancelsItselfIsStillGivenUp() {
        Job<String> job = job((context, input) -> {
            cancellation.cancel(GAVE_UP);
            return new CompletableFuture<>();
        });
        job.run();
        assertThat(answers).isEmpty();
        job.cancel(LATE);
        assertThat(answers).containsExactly(LATE);
    }

    @Test
    void theDeadlineIsTakenBackWhenTheJobIsSettled() {
        List<String> forgotten = new ArrayList<>();
        Job<String> before = job((context, input) -> done("x"));
        before.deadline(() -> forgotten.add("before"));
        assertThat(forgotten).isEmpty();
        before.run();
        Job<String> after = job((context, input) -> done("x"));
        after.run();
        after.deadline(() -> forgotten.add("after"));
        assertThat(forgotten).containsExactly("before", "after");
    }

    @Test
    void theWorkingThreadIsInterruptedOnCancel() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        Job<String> job = job((context, input) -> {
            working.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
            return done("x");
        });
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            pool.execute(job);
            working.await();
            job.cancel(GAVE_UP);
            assertThat(Outcome.value(interrupted)).isTrue();
            assertThat(Outcome.value(CompletableFuture.supplyAsync(Thread::interrupted, pool)))
                    .isFalse();
        } finally {
            pool.shutdownNow();
        }
        assertThat(answers).containsExactly(GAVE_UP);
    }

    @Test
    void anInterruptNeverLeaksIntoTheNextJobOfTheThread() {
        Job<String> job = job((context, input) -> {
            Thread.currentThread().interrupt();
            return done("x");
        });
        job.run();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void underRacesOfCancelAndCompletionThereIsExactlyOneAnswer() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 500; round++) {
                AtomicInteger sent = new AtomicInteger();
                AtomicInteger free = new AtomicInteger();
                CyclicBarrier barrier = new CyclicBarrier(3);
                Job<String> raced = new Job<>(
                        new Cancellation(),
                        () -> new Job.Call<>("x", TaskInput.of(null)),
                        (context, input) -> done("x"),
                        (result, error) -> sent.incrementAndGet());
                raced.whenDone(free::incrementAndGet, () -> {});
                List<CompletableFuture<Boolean>> racers = List.of(
                        CompletableFuture.supplyAsync(() -> race(barrier, raced), pool),
                        CompletableFuture.supplyAsync(() -> race(barrier, () -> raced.cancel(LATE)), pool),
                        CompletableFuture.supplyAsync(() -> race(barrier, () -> raced.cancel(GAVE_UP)), pool));
                racers.forEach(racer ->
                        assertThat(Outcome.value(racer)).as("interrupt leaked").isFalse());
                assertThat(sent).hasValue(1);
                assertThat(free).hasValue(1);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** Runs when all are there; tells whether the thread is interrupted afterwards. */
    private static boolean race(CyclicBarrier barrier, Runnable action) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        action.run();
        return Thread.interrupted();
    }
}
