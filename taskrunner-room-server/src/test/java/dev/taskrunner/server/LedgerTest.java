package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    @TempDir
    private Path folder;

    private LedgerFile file() {
        return new LedgerFile(folder.resolve("ledger.mv"));
    }

    /** Commits in another way. */
    private record Committing(LedgerFile file, java.util.function.Consumer<MVStore> how) implements Ledger.Keeper {
        @Override
        public MVStore open() {
            return file.open();
        }

        @Override
        public void commit(MVStore store) {
            how.accept(store);
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

    @Test
    @DisplayName("What was acknowledged is there when the ledger is opened again")
    void lasts() throws Exception {
        try (Ledger ledger = new Ledger(file())) {
            assertThat(join(put(ledger, "a", "1"))).isEqualTo("null");
        }
        try (Ledger ledger = new Ledger(file())) {
            assertThat(join(put(ledger, "a", "2"))).isEqualTo("1");
        }
    }

    @Test
    @DisplayName("Closing does what waits first")
    void closeFinishes() throws Exception {
        Ledger ledger = Ledger.inMemory();
        List<CompletableFuture<String>> all = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(put(ledger, "a", String.valueOf(i)));
        }
        ledger.close();
        assertThat(join(all.get(99))).isEqualTo("98");
        assertThatThrownBy(() -> join(put(ledger, "a", "x"))).hasRootCauseMessage("the room server is shutting down");
    }

    @Test
    @DisplayName("Work that waits together is committed together, and acknowledged after the commit only")
    void batches() throws Exception {
        AtomicInteger commits = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        List<String> order = new CopyOnWriteArrayList<>();
        try (Ledger ledger = new Ledger(new Committing(file(), store -> {
            commits.incrementAndGet();
            order.add("commit");
            store.commit();
        }))) {
            ledger.submit(
                    () -> {
                        await(go);
                        return () -> {};
                    },
                    problem -> order.add("failed"));
            CompletableFuture<String> last = new CompletableFuture<>();
            for (int i = 0; i < 50; i++) {
                last = put(ledger, "k" + i, "v").thenApply(old -> {
                    order.add("done");
                    return old;
                });
            }
            go.countDown();
            join(last);
            assertThat(order.get(0)).isEqualTo("commit");
            assertThat(order).filteredOn("done"::equals).hasSize(50);
            assertThat(commits.get()).isLessThanOrEqualTo(2);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Ledger.Keeper onADisk(AtomicBoolean full) {
        return new Committing(file(), store -> {
            if (full.get()) {
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
            store.commit();
        });
    }

    @Test
    @DisplayName("A full disk fails the work of that commit, in words; then the ledger goes on with what is on disk")
    void fullDisk() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        AtomicInteger reopened = new AtomicInteger();
        try (Ledger ledger = new Ledger(onADisk(full))) {
            ledger.onReopened(reopened::incrementAndGet);
            join(put(ledger, "a", "1"));
            full.set(true);
            assertThatThrownBy(() -> put(ledger, "a", "2").join())
                    .isInstanceOf(CompletionException.class)
                    .hasRootCauseMessage("nothing was stored: the server's disk is full");
            full.set(false);
            assertThat(join(put(ledger, "a", "3"))).isEqualTo("1");
            assertThat(reopened).hasValue(1);
        }
    }

    private static Ledger.Work failing(RuntimeException failure) {
        return () -> {
            throw failure;
        };
    }

    @Test
    @DisplayName("Failing work fails alone, and what it says is passed on only if it is meant to be seen")
    void failingWork() throws Exception {
        try (Ledger ledger = Ledger.inMemory()) {
            CompletableFuture<TaskException> seen = new CompletableFuture<>();
            CompletableFuture<TaskException> hidden = new CompletableFuture<>();
            ledger.submit(failing(new TaskException(ErrorCode.DENIED, "no")), seen::complete);
            ledger.submit(failing(new IllegalStateException("/secret/path")), hidden::complete);
            assertThat(join(put(ledger, "a", "1"))).isEqualTo("null");
            assertThat(seen.join().code()).isEqualTo(ErrorCode.DENIED);
            assertThat(hidden.join().text()).doesNotContain("secret");
        }
    }

    @Test
    @DisplayName("What waits is bounded in bytes; more is refused as busy")
    void bounded() {
        CountDownLatch go = new CountDownLatch(1);
        try (Ledger ledger = Ledger.inMemory()) {
            ledger.submit(
                    () -> {
                        await(go);
                        return () -> {};
                    },
                    problem -> {});
            CompletableFuture<TaskException> refused = new CompletableFuture<>();
            ledger.submit(200L << 20, () -> () -> {}, problem -> {});
            ledger.submit(200L << 20, () -> () -> {}, refused::complete);
            assertThat(refused.join().code()).isEqualTo(ErrorCode.AGENT_BUSY);
            go.countDown();
        }
    }

    @Test
    @DisplayName("A single piece of work is done, however much it holds: nothing else waits")
    void singleLarge() throws Exception {
        CompletableFuture<String> done = new CompletableFuture<>();
        try (Ledger ledger = Ledger.inMemory()) {
            ledger.submit(1L << 40, () -> () -> done.complete("done"), done::completeExceptionally);
            assertThat(join(done)).isEqualTo("done");
        }
    }

    @Test
    @DisplayName("A file that has grown much is made small again, with all that is in it, while work goes on")
    void tidies() throws Exception {
        AtomicInteger reopened = new AtomicInteger();
        Path path = folder.resolve("ledger.mv");
        try (Ledger ledger = new Ledger(new LedgerFile(path, 1 << 20))) {
            ledger.onReopened(reopened::incrementAndGet);
            for (int i = 0; i < 400; i++) {
                join(put(ledger, "k" + i % 10, "v" + i));
            }
            assertThat(reopened.get()).isPositive();
            assertThat(join(put(ledger, "k9", "last"))).isEqualTo("v399");
        }
        assertThat(Files.size(path)).isLessThan(3 << 20);
        try (Ledger ledger = new Ledger(new LedgerFile(path))) {
            assertThat(join(put(ledger, "k8", "x"))).isEqualTo("v398");
            assertThat(join(put(ledger, "k9", "x"))).isEqualTo("last");
        }
    }
}
