package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the ledger says and does when its disk fails where nobody waits for it. */
class LedgerFailuresTest {

    @TempDir
    private Path folder;

    /** A file that can fail at each step. */
    private final class Failing implements Ledger.Keeper {
        private final LedgerFile file = new LedgerFile(folder.resolve("ledger.mv"));
        private final List<String> failing = new CopyOnWriteArrayList<>();
        private final List<String> steps = new CopyOnWriteArrayList<>();

        private void step(String name) {
            steps.add(name);
            if (failing.contains(name)) {
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
        }

        @Override
        public MVStore open() {
            step("open");
            return file.open();
        }

        @Override
        public void commit(MVStore store) {
            step("commit");
            file.commit(store);
        }

        @Override
        public boolean isWasteful(MVStore store) {
            return true;
        }

        @Override
        public MVStore tidy(MVStore store) {
            step("tidy");
            return file.tidy(store);
        }
    }

    private static CompletableFuture<String> put(Ledger ledger, String key, String value) {
        CompletableFuture<String> done = new CompletableFuture<>();
        ledger.submit(
                () -> {
                    MVMap<String, String> map = ledger.map("m");
                    String old = map.put(key, value);
                    return () -> done.complete(String.valueOf(old));
                },
                done::completeExceptionally);
        return done;
    }

    private static String join(CompletableFuture<String> done) throws Exception {
        return done.get(20, TimeUnit.SECONDS);
    }

    private static void putInTurn(Ledger ledger, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            assertThat(join(put(ledger, "a", "v" + i))).isEqualTo(i == 0 ? "null" : "v" + (i - 1));
        }
    }

    @Test
    @DisplayName("No room to make the file smaller: what was committed is acknowledged, and the ledger goes on")
    void tidyFails() throws Exception {
        Failing keeper = new Failing();
        keeper.failing.add("tidy");
        List<String> reopened = new CopyOnWriteArrayList<>();
        try (Ledger ledger = new Ledger(keeper)) {
            ledger.onReopened(() -> reopened.add("again"));
            putInTurn(ledger, 0, 130);
            assertThat(keeper.steps).filteredOn("tidy"::equals).hasSize(2);
            assertThat(reopened).hasSize(2);
            keeper.failing.clear();
            putInTurn(ledger, 130, 200);
        }
        try (Ledger ledger = new Ledger(new LedgerFile(folder.resolve("ledger.mv")))) {
            assertThat(join(put(ledger, "a", "x"))).isEqualTo("v199");
        }
    }

    @Test
    @DisplayName("A ledger that cannot be opened again fails each piece of work until it can")
    void openFails() throws Exception {
        Failing keeper = new Failing();
        List<String> reopened = new CopyOnWriteArrayList<>();
        try (Ledger ledger = new Ledger(keeper)) {
            ledger.onReopened(() -> reopened.add("again"));
            join(put(ledger, "a", "1"));
            keeper.failing.addAll(List.of("open", "commit"));
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> join(put(ledger, "a", "2"))).hasMessageContaining("disk is full");
            }
            assertThat(reopened).isEmpty();
            keeper.failing.clear();
            assertThat(join(put(ledger, "a", "3"))).isEqualTo("1");
            assertThat(reopened).hasSize(1);
        }
    }

    /** A ledger in memory whose first commits end with an error. */
    private static Ledger dying(AtomicInteger times) {
        return new Ledger(new Ledger.Keeper() {
            @Override
            public MVStore open() {
                return new MVStore.Builder().autoCommitDisabled().open();
            }

            @Override
            public void commit(MVStore store) {
                if (times.getAndDecrement() > 0) {
                    throw new OutOfMemoryError("on purpose");
                }
                store.commit();
            }
        });
    }

    @Test
    @DisplayName("Memory that runs out in a commit: whoever waits hears it, and the next one is served")
    void errorInCommit() throws Exception {
        try (Ledger ledger = dying(new AtomicInteger(1))) {
            assertThatThrownBy(() -> join(put(ledger, "a", "1"))).hasMessageContaining("too little memory");
            assertThat(join(put(ledger, "a", "2"))).isEqualTo("null");
            assertThat(join(put(ledger, "a", "3"))).isEqualTo("2");
        }
    }

    @Test
    @DisplayName("An error in a piece of work, or in a listener, ends neither the thread nor the rest")
    void errorInWork() throws Exception {
        CompletableFuture<TaskException> told = new CompletableFuture<>();
        try (Ledger ledger = Ledger.inMemory()) {
            ledger.submit(
                    () -> {
                        throw new StackOverflowError("on purpose");
                    },
                    told::complete);
            ledger.submit(
                    () -> () -> {
                        throw new OutOfMemoryError("on purpose");
                    },
                    problem -> {});
            assertThat(told.get(20, TimeUnit.SECONDS).text()).contains("the room server could not do that");
            assertThat(join(put(ledger, "a", "1"))).isEqualTo("null");
        }
    }

    @Test
    @DisplayName("A ledger that cannot be opened at first is refused to whoever wants it")
    void neverOpens() {
        Failing keeper = new Failing();
        keeper.failing.add("open");
        assertThatThrownBy(() -> new Ledger(keeper)).hasMessageContaining("No space left");
    }

    @Test
    @DisplayName("Whoever fails when it hears an answer or an error keeps it from nobody else")
    void failingListeners() throws Exception {
        try (Ledger ledger = Ledger.inMemory()) {
            ledger.submit(
                    () -> () -> {
                        throw new IllegalStateException("an answer that fails");
                    },
                    problem -> {});
            ledger.submit(
                    () -> {
                        throw new TaskException(ErrorCode.DENIED, "no");
                    },
                    problem -> {
                        throw new IllegalStateException("an error handler that fails");
                    });
            assertThat(join(put(ledger, "a", "1"))).isEqualTo("null");
            assertThat(join(put(ledger, "a", "2"))).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("What waits is bounded in number too; what fits is done, and there is room again")
    void boundedInNumber() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        List<ErrorCode> refused = new ArrayList<>();
        try (Ledger ledger = Ledger.inMemory()) {
            ledger.submit(() -> waiting(go), problem -> {});
            for (int i = 0; i < 70_000; i++) {
                ledger.submit(() -> () -> {}, problem -> refused.add(problem.code()));
            }
            assertThat(refused).hasSizeBetween(1, 70_000 - 65_536).containsOnly(ErrorCode.AGENT_BUSY);
            go.countDown();
            RoomCase.eventually(() -> accepted(ledger));
        }
    }

    private static Runnable waiting(CountDownLatch go) {
        try {
            assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            return () -> {};
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean accepted(Ledger ledger) {
        return put(ledger, "a", "1").handle((old, problem) -> problem == null).join();
    }

    @Test
    @DisplayName("A closed ledger refuses, also what waited for nothing, and closing it again does no harm")
    void closed() {
        Ledger ledger = Ledger.inMemory();
        ledger.close();
        ledger.close();
        List<ErrorCode> refused = new ArrayList<>();
        ledger.submit(() -> () -> {}, problem -> refused.add(problem.code()));
        ledger.submit(10, () -> () -> {}, problem -> refused.add(problem.code()));
        assertThat(refused).containsExactly(ErrorCode.CONNECTION_LOST, ErrorCode.CONNECTION_LOST);
    }
}
