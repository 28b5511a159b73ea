package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CancellationTest {
    private static final TaskException WHY = new TaskException(ErrorCode.TIMED_OUT, "over");

    private final Cancellation cancellation = new Cancellation();
    private final List<String> called = new ArrayList<>();

    @Test
    void nothingHappenedYet() {
        assertThat(cancellation.isCancelled()).isFalse();
        assertThat(cancellation.reason()).isNull();
        assertThatCode(cancellation::throwIfCancelled).doesNotThrowAnyException();
    }

    @Test
    void onlyTheFirstCancelCounts() {
        cancellation.onCancel(() -> called.add("once"));
        assertThat(cancellation.cancel(WHY)).isTrue();
        assertThat(cancellation.cancel(new TaskException(ErrorCode.CANCELLED, "again")))
                .isFalse();
        assertThat(called).containsExactly("once");
        assertThat(cancellation.reason()).isSameAs(WHY);
        assertThatThrownBy(cancellation::throwIfCancelled)
                .isInstanceOfSatisfying(
                        TaskException.class, thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.TIMED_OUT))
                .hasMessage("over")
                .hasCause(WHY)
                .isNotSameAs(WHY);
    }

    @Test
    void callbacksRunInOrderAndSeeTheReason() {
        cancellation.onCancel(() -> called.add("first " + cancellation.isCancelled()));
        cancellation.onCancel(() -> called.add("second"));
        cancellation.cancel(WHY);
        assertThat(called).containsExactly("first true", "second");
    }

    @Test
    void aLateCallbackRunsAtOnce() {
        cancellation.cancel(WHY);
        Runnable forget = cancellation.onCancel(() -> called.add("late"));
        assertThat(called).containsExactly("late");
        assertThatCode(forget::run).doesNotThrowAnyException();
    }

    @Test
    void aCallbackThatWasTakenBackIsNotCalled() {
        Runnable forget = cancellation.onCancel(() -> called.add("no"));
        cancellation.onCancel(() -> called.add("yes"));
        forget.run();
        forget.run();
        cancellation.cancel(WHY);
        forget.run();
        assertThat(called).containsExactly("yes");
    }

    @Test
    void takingBackIsPossibleWhileCallbacksRun() {
        List<Runnable> forget = new ArrayList<>();
        cancellation.onCancel(() -> forget.forEach(Runnable::run));
        forget.add(cancellation.onCancel(() -> called.add("second")));
        cancellation.cancel(WHY);
        assertThat(called).containsExactly("second");
    }

    @Test
    void aCallbackThatFailsKeepsNobodyElseFromBeingTold() {
        cancellation.onCancel(() -> {
            throw new IllegalStateException("broken callback");
        });
        cancellation.onCancel(() -> called.add("told"));
        assertThat(cancellation.cancel(WHY)).isTrue();
        assertThat(called).containsExactly("told");
        assertThatCode(() -> cancellation.onCancel(() -> {
                    throw new IllegalStateException("broken callback");
                }))
                .doesNotThrowAnyException();
    }

    @Test
    void underRacesEachCallbackRunsExactlyOnce() throws Exception {
        int threads = 8;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int round = 0; round < 300; round++) {
                Cancellation raced = new Cancellation();
                AtomicInteger calls = new AtomicInteger();
                AtomicInteger counted = new AtomicInteger();
                CyclicBarrier barrier = new CyclicBarrier(threads);
                List<CompletableFuture<Void>> done = new ArrayList<>();
                for (int i = 0; i < threads; i++) {
                    boolean cancels = i % 2 == 0;
                    done.add(CompletableFuture.runAsync(
                            () -> {
                                meet(barrier);
                                if (!cancels) {
                                    raced.onCancel(calls::incrementAndGet);
                                } else if (raced.cancel(WHY)) {
                                    counted.incrementAndGet();
                                }
                            },
                            pool));
                }
                done.forEach(CompletableFuture::join);
                assertThat(counted).hasValue(1);
                assertThat(calls).hasValue(threads / 2);
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
