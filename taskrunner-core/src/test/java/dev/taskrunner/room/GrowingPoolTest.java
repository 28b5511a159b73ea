package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GrowingPoolTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final GrowingPool pool = new GrowingPool(2, Duration.ofMillis(50), task -> {
        Thread thread = new Thread(task, "growing");
        thread.setDaemon(true);
        return thread;
    });

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    @Test
    void tasksThatWaitForEachOtherAllGetAThread() throws InterruptedException {
        int tasks = 100;
        CountDownLatch allThere = new CountDownLatch(tasks);
        CountDownLatch done = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            pool.execute(() -> {
                allThere.countDown();
                await(allThere);
                done.countDown();
            });
        }
        assertThat(done.await(LONG.toSeconds(), TimeUnit.SECONDS))
                .as("every task met all others")
                .isTrue();
    }

    @Test
    void tasksThatStartAndAwaitFurtherTasksNeverStarve() throws InterruptedException {
        CountDownLatch deepest = new CountDownLatch(1);
        nest(pool, 50, deepest);
        assertThat(deepest.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shortTasksShareTheFewThreads() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 20; i++) {
            CountDownLatch ran = new CountDownLatch(1);
            pool.execute(() -> {
                threads.add(Thread.currentThread());
                ran.countDown();
            });
            assertThat(ran.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        assertThat(threads).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void threadsThatBlockingTasksNeededGoWhenTheWorkIsDone() throws InterruptedException {
        CountDownLatch allThere = new CountDownLatch(20);
        for (int i = 0; i < 20; i++) {
            pool.execute(() -> {
                allThere.countDown();
                await(allThere);
            });
        }
        assertThat(allThere.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Awaitility.await().atMost(LONG).until(() -> pool.getPoolSize() == 0);
    }

    @Test
    void wakesAgainAfterAPause() throws InterruptedException {
        Awaitility.await().atMost(LONG).until(() -> pool.watcher().getState() == Thread.State.WAITING);
        tasksThatWaitForEachOtherAllGetAThread();
    }

    @Test
    void whatWasSubmittedBeforeAShutdownStillRunsAndTheWatcherEnds() throws InterruptedException {
        List<Integer> ran = new ArrayList<>();
        CountDownLatch gate = new CountDownLatch(1);
        for (int i = 0; i < 2; i++) {
            pool.execute(() -> await(gate));
        }
        pool.execute(() -> {
            ran.add(1);
            gate.countDown();
        });
        pool.shutdown();
        assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(ran).containsExactly(1);
        pool.watcher().join(LONG.toMillis());
        assertThat(pool.watcher().isAlive()).isFalse();
    }

    private static void nest(Executor executor, int depth, CountDownLatch deepest) {
        executor.execute(() -> {
            if (depth == 0) {
                deepest.countDown();
            } else {
                nest(executor, depth - 1, deepest);
                await(deepest);
            }
        });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
