package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A pool under mixed load: short tasks beside some that block, fail or are interrupted. */
@Timeout(120)
class GrowingPoolLoadTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final AtomicInteger deaths = new AtomicInteger();
    private final GrowingPool pool = new GrowingPool(2, Duration.ofMillis(50), task -> {
        Thread thread = new Thread(task, "growing");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((one, error) -> deaths.incrementAndGet());
        return thread;
    });

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertRuns(int tasks) throws InterruptedException {
        CountDownLatch ran = new CountDownLatch(tasks);
        for (int i = 0; i < tasks; i++) {
            pool.execute(ran::countDown);
        }
        assertThat(ran.await(LONG.toSeconds(), TimeUnit.SECONDS)).as("all ran").isTrue();
    }

    @Test
    @DisplayName("Short tasks run although more tasks block than there were threads")
    void shortBesideBlocking() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        for (int i = 0; i < 10; i++) {
            pool.execute(() -> await(gate));
            assertRuns(20);
        }
        assertThat(pool.getActiveCount()).isGreaterThanOrEqualTo(10);
        gate.countDown();
    }

    @Test
    @DisplayName("Tasks that wait for tasks submitted later end, beside a stream of short ones")
    void mixed() {
        CompletableFuture<?>[] all = new CompletableFuture<?>[200];
        for (int i = 0; i < all.length; i++) {
            boolean nests = i % 4 == 0;
            all[i] = CompletableFuture.runAsync(
                    () -> {
                        if (nests) {
                            CompletableFuture.runAsync(() -> {}, pool).join();
                        }
                    },
                    pool);
        }
        assertThat(CompletableFuture.allOf(all)).succeedsWithin(LONG);
    }

    @Test
    @DisplayName("Tasks that fail cost their thread at most, and no other task")
    void failing() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        pool.execute(() -> await(gate));
        for (int i = 0; i < 30; i++) {
            pool.execute(() -> {
                throw new IllegalStateException("on purpose");
            });
        }
        assertRuns(30);
        gate.countDown();
        Awaitility.await().atMost(LONG).until(() -> deaths.get() == 30);
        assertRuns(5);
    }

    @Test
    @DisplayName("After each burst the pool shrinks, and the next burst finds it awake")
    void bursts() throws InterruptedException {
        for (int burst = 0; burst < 3; burst++) {
            CountDownLatch allThere = new CountDownLatch(15);
            for (int i = 0; i < 15; i++) {
                pool.execute(() -> {
                    allThere.countDown();
                    await(allThere);
                });
            }
            assertThat(allThere.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
            Awaitility.await().atMost(LONG).until(() -> pool.getPoolSize() == 0);
            assertThat(pool.watcher().isAlive()).isTrue();
        }
    }

    @Test
    @DisplayName("Blocked tasks that outlast the watcher's patience do not keep later ones from running")
    void blockedWhileAsleep() throws InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch started = new CountDownLatch(6);
        for (int i = 0; i < 6; i++) {
            pool.execute(() -> {
                started.countDown();
                await(gate);
            });
        }
        assertThat(started.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        Awaitility.await().atMost(LONG).until(() -> pool.watcher().getState() == Thread.State.WAITING);
        assertRuns(10);
        gate.countDown();
    }

    @Test
    @DisplayName("Ending at once interrupts what blocks, gives back what waits, and takes no more")
    void shutdownNow() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(2);
        CountDownLatch interrupted = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            pool.execute(() -> {
                started.countDown();
                await(new CountDownLatch(1));
                interrupted.countDown();
            });
        }
        assertThat(started.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        List<Runnable> waiting = new ArrayList<>(pool.shutdownNow());
        assertThat(waiting).isEmpty();
        assertThat(interrupted.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> pool.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        pool.watcher().join(LONG.toMillis());
        assertThat(pool.watcher().isAlive()).isFalse();
    }

    @Test
    @DisplayName("A pool that was never used ends, and its watcher with it")
    void unused() throws InterruptedException {
        pool.shutdown();
        assertThat(pool.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        pool.watcher().join(LONG.toMillis());
        assertThat(pool.watcher().isAlive()).isFalse();
    }
}
