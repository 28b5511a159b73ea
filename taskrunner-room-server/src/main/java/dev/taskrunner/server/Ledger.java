package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that changes what rooms keep, and the maps it is kept in.
 *
 * <p>Owner: the server's {@link DataFolder}. Any thread hands work over, in bounded number and bytes; the ledger's own thread does
 * it in that order, alone, so that whatever only works here needs no lock. Pieces of work that wait together are committed and
 * synced together; only then what they return is run, which is where answers are sent. So what was answered survives a crash.
 * When a commit fails, all work of that batch fails, and the ledger begins again with what is on disk. Never calls out under a
 * lock, for it has none.
 */
final class Ledger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final int MAX_WAITING = 65_536;
    private static final long MAX_WAITING_BYTES =
            Math.min(256L << 20, Runtime.getRuntime().maxMemory() / 8);
    private static final int MAX_BATCH = 1_024;
    private static final int TIDY_EVERY = 64; // commits
    private static final int CLOSE_SECONDS = 10;

    /** A piece of work. It checks first and changes then, since a failure does not take changes back. */
    @FunctionalInterface
    interface Work {
        /** Does it, and returns what is to be run when the changes are on disk. */
        Runnable run();
    }

    /** A piece of work and what to do when it fails. */
    private record Entry(Work work, Consumer<TaskException> failed, long bytes) {}

    /** Where the maps are, and what makes changes last; a seam for tests of full disks. */
    interface Keeper {
        MVStore open();

        void commit(MVStore store);

        /** Whether it takes much more than it holds. */
        default boolean isWasteful(MVStore store) {
            return false;
        }

        /** Makes it as small as what it holds; the maps are others then. */
        default MVStore tidy(MVStore store) {
            return store;
        }
    }

    private final Keeper keeper;
    private final LinkedBlockingQueue<Entry> waiting = new LinkedBlockingQueue<>(MAX_WAITING);
    private final AtomicLong waitingBytes = new AtomicLong();
    private final List<Runnable> reopened = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::work, "taskrunner-ledger");
    private volatile boolean closing;
    private @Nullable MVStore store; // only the ledger's thread, once that has started
    private int commits; // only the ledger's thread

    Ledger(Keeper keeper) {
        this.keeper = keeper;
        store = keeper.open();
        thread.setDaemon(true);
        thread.start();
    }

    /** A ledger that forgets everything when it is closed. */
    static Ledger inMemory() {
        return new Ledger(new Keeper() {
            @Override
            public MVStore open() {
                return new MVStore.Builder().autoCommitDisabled().open();
            }

            @Override
            public void commit(MVStore kept) {
                kept.commit();
            }
        });
    }

    /** Hands over work that holds next to nothing. */
    void submit(Work work, Consumer<TaskException> failed) {
        submit(0, work, failed);
    }

    /**
     * Hands over work.
     *
     * @param bytes what it holds in memory
     * @param failed hears why when it fails, on the ledger's thread, or here when too much waits
     */
    void submit(long bytes, Work work, Consumer<TaskException> failed) {
        long waits = waitingBytes.addAndGet(bytes);
        boolean fits = waits <= MAX_WAITING_BYTES || waits == bytes; // a single large one always fits
        if (!fits || closing || !waiting.offer(new Entry(work, failed, bytes))) {
            waitingBytes.addAndGet(-bytes);
            failed.accept(
                    closing
                            ? new TaskException(ErrorCode.CONNECTION_LOST, "the room server is shutting down")
                            : new TaskException(
                                    ErrorCode.AGENT_BUSY, "the room server's disk cannot keep up; try later"));
        }
    }

    /** A step for after the ledger had to begin again: what was read from it before is not true any more. */
    void onReopened(Runnable step) {
        reopened.add(step);
    }

    /** On the ledger's thread: a map by name, made when it is not there. */
    <K, V> MVMap<K, V> map(String name) {
        return current().openMap(name);
    }

    /** On the ledger's thread: whether there is such a map. */
    boolean has(String name) {
        return current().hasMap(name);
    }

    /** On the ledger's thread: takes a map away with all that is in it. */
    void remove(String name) {
        current().removeMap(name);
    }

    private MVStore current() {
        MVStore open = store;
        if (open == null) {
            open = keeper.open();
            store = open;
            LOG.info("The ledger was opened again");
            reopened.forEach(Runnable::run);
        }
        return open;
    }

    private void work() {
        List<Entry> batch = new ArrayList<>();
        while (!closing || !waiting.isEmpty()) {
            try {
                Entry first = waiting.poll(1, TimeUnit.SECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, MAX_BATCH - 1);
                    doAll(batch);
                }
            } catch (InterruptedException e) {
                LOG.debug("The ledger is closed by an interrupt", e);
                closing = true;
            } finally {
                batch.forEach(entry -> waitingBytes.addAndGet(-entry.bytes()));
                batch.clear();
            }
        }
        MVStore open = store;
        if (open != null) {
            open.close();
        }
    }

    private void doAll(List<Entry> batch) {
        List<Entry> done = new ArrayList<>();
        List<Runnable> afterwards = new ArrayList<>();
        for (Entry entry : batch) {
            try {
                current();
                afterwards.add(entry.work().run());
                done.add(entry);
            } catch (TaskException e) {
                safely(() -> entry.failed().accept(e));
            } catch (RuntimeException | Error e) { // whoever waits must hear it, and the thread must live on
                TaskException problem = DiskProblems.failure("the room server could not do that", e);
                safely(() -> entry.failed().accept(problem));
            }
        }
        try {
            commit();
        } catch (RuntimeException | Error e) {
            TaskException problem = DiskProblems.failure("nothing was stored", e);
            done.forEach(entry -> safely(() -> entry.failed().accept(problem)));
            beginAgain();
            return;
        }
        afterwards.forEach(Ledger::safely);
    }

    private void commit() {
        MVStore open = store;
        if (open == null || !open.hasUnsavedChanges()) {
            return;
        }
        keeper.commit(open);
        if (++commits % TIDY_EVERY == 0 && keeper.isWasteful(open)) {
            tidy(open);
        }
    }

    /** What was committed stays so when this fails: the ledger is opened again as it was. */
    private void tidy(MVStore open) {
        store = null;
        try {
            store = keeper.tidy(open);
        } catch (RuntimeException | Error e) {
            LOG.warn("The ledger stays as large as it is: {}", DiskProblems.reason(e), e);
            safely(open::closeImmediately);
            return;
        }
        reopened.forEach(Runnable::run);
    }

    private void beginAgain() {
        MVStore broken = store;
        store = null;
        if (broken != null) {
            safely(broken::closeImmediately);
        }
    }

    private static void safely(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | Error e) {
            LOG.error("A step after a commit failed", e);
        }
    }

    /** Does what waits, and closes the maps. */
    @Override
    public void close() {
        closing = true;
        waiting.offer(new Entry(() -> () -> {}, problem -> {}, 0)); // wakes it up
        try {
            thread.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("The ledger did not end within {} s", CLOSE_SECONDS);
        }
    }
}
