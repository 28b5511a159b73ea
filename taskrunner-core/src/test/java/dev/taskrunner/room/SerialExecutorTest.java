package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Outcome;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SerialExecutorTest {
    /** What was handed to the executor below and has not run. */
    private final Queue<Runnable> below = new ArrayDeque<>();

    private final List<Integer> ran = new ArrayList<>();

    @Test
    void oneAfterTheOtherInOrder() {
        SerialExecutor serial = new SerialExecutor(below::add, 10);
        for (int i = 0; i < 5; i++) {
            int number = i;
            assertThat(serial.offer(() -> ran.add(number))).isTrue();
        }
        assertThat(below).hasSize(1);
        below.remove().run();
        assertThat(ran).containsExactly(0, 1, 2, 3, 4);
        serial.execute(() -> ran.add(5));
        assertThat(below).hasSize(1);
        below.remove().run();
        assertThat(ran).endsWith(5);
    }

    @Test
    void whatIsAddedByATaskRunsAfterIt() {
        SerialExecutor serial = new SerialExecutor(below::add, 10);
        serial.execute(() -> {
            serial.execute(() -> ran.add(2));
            ran.add(1);
        });
        below.remove().run();
        assertThat(ran).containsExactly(1, 2);
        assertThat(below).isEmpty();
    }

    @Test
    void itIsBounded() {
        SerialExecutor serial = new SerialExecutor(below::add, 2);
        assertThat(serial.offer(() -> ran.add(1))).isTrue();
        assertThat(serial.offer(() -> ran.add(2))).isTrue();
        assertThat(serial.offer(() -> ran.add(3))).isFalse();
        serial.execute(() -> ran.add(4));
        assertThat(ran).containsExactly(4);
        below.remove().run();
        assertThat(ran).containsExactly(4, 1, 2);
        assertThat(serial.offer(() -> ran.add(5))).isTrue();
    }

    @Test
    void whatFailsDoesNotStopTheRest() {
        SerialExecutor serial = new SerialExecutor(Runnable::run, 10);
        serial.execute(() -> {
            throw new IllegalStateException("a listener that fails");
        });
        serial.execute(() -> {
            throw new AssertionError("a listener that fails worse");
        });
        serial.execute(() -> ran.add(1));
        assertThat(ran).containsExactly(1);
    }

    @Test
    void anExecutorThatRefusesDoesNotStopItForGood() {
        AtomicInteger refusals = new AtomicInteger(1);
        SerialExecutor serial = new SerialExecutor(
                task -> {
                    if (refusals.getAndDecrement() > 0) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                10);
        serial.execute(() -> ran.add(1));
        serial.execute(() -> ran.add(2));
        assertThat(ran).containsExactly(1, 2);
    }

    @Test
    void fromManyThreadsNoneIsLostAndNoTwoRunAtOnce() {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            SerialExecutor serial = new SerialExecutor(pool, 100_000);
            AtomicInteger inside = new AtomicInteger();
            List<Integer> seen = new ArrayList<>();
            List<CompletableFuture<Void>> offered = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                int base = thread * 1000;
                offered.add(CompletableFuture.runAsync(() -> {
                    for (int i = 0; i < 1000; i++) {
                        int number = base + i;
                        serial.execute(() -> {
                            assertThat(inside.incrementAndGet()).isEqualTo(1);
                            seen.add(number);
                            inside.decrementAndGet();
                        });
                    }
                }));
            }
            offered.forEach(CompletableFuture::join);
            CompletableFuture<Void> last = new CompletableFuture<>();
            serial.execute(() -> last.complete(null));
            Outcome.value(last);
            assertThat(seen).hasSize(8000).doesNotHaveDuplicates();
            for (int thread = 0; thread < 8; thread++) {
                int number = thread;
                assertThat(seen.stream().filter(value -> value / 1000 == number).toList())
                        .isSorted();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
