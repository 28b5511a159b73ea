package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.h2.mvstore.MVStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues on a disk that is full at the worst moment: who was told of a failure gets nothing later, and nothing is lost. */
class QueueFailuresTest {
    private final ManualTimer timer = new ManualTimer();
    private final AtomicBoolean full = new AtomicBoolean();
    private final AtomicInteger commits = new AtomicInteger();
    private final BlockingQueue<Message> answers = new LinkedBlockingQueue<>();
    private final RoomServerOptions options = RoomServerOptions.builder()
            .timer(timer)
            .quota(RoomQuota.defaults().withQueues(10_000, 5))
            .build();

    @TempDir
    private Path folder;

    private ServerCore core;
    private DataFolder data;
    private RoomData room;
    private Session session;

    private record Disk(LedgerFile file, AtomicBoolean full, AtomicInteger commits) implements Ledger.Keeper {
        @Override
        public MVStore open() {
            return file.open();
        }

        @Override
        public void commit(MVStore store) {
            if (full.get()) {
                throw new UncheckedIOException(new IOException("No space left on device"));
            }
            file.commit(store);
            commits.incrementAndGet();
        }

        @Override
        public boolean isWasteful(MVStore store) {
            return true;
        }

        @Override
        public MVStore tidy(MVStore store) {
            return file.tidy(store);
        }
    }

    @BeforeEach
    void open() {
        Ledger ledger = new Ledger(new Disk(new LedgerFile(folder.resolve("ledger.mv")), full, commits));
        core = new ServerCore(options, "a secret of enough bytes, really");
        data = new DataFolder(options, null, null, ledger);
        room = data.room("demo");
        session = session();
    }

    private Session session() {
        Link link = new Link() {
            @Override
            public void send(Message message) {
                answers.add(message);
            }

            @Override
            public void close(int code, String reason) {
                throw new AssertionError("nothing is closed here");
            }
        };
        RoomModel model = new RoomModel("demo", options, room, null);
        return new Session(
                model, ParticipantToken.builder("alice").build(), ApiScope.full(), link, core.generations.classic);
    }

    @AfterEach
    void close() {
        full.set(false);
        data.close();
        core.close();
    }

    private Body next() throws InterruptedException {
        Message message = answers.poll(15, TimeUnit.SECONDS);
        assertThat(message).as("an answer").isNotNull();
        return WireClient.body(message);
    }

    private void run(Consumer<QueueBook> step) {
        Reply reply = Reply.to(session, 1);
        room.queues.submit(0, reply, book -> {
            step.accept(book);
            book.answer(reply::empty);
        });
    }

    private void send(Object message) {
        run(book -> book.send("q", true, RawJson.of(message)));
    }

    private void receive(long id, boolean create, @Nullable Duration patience, Lease.@Nullable Terms terms) {
        Reply reply = Reply.to(session, id);
        Taker taker = new Taker(reply, terms);
        room.queues.submit(0, reply, book -> book.take("q", create, patience, taker));
    }

    private Body receiveNow() throws InterruptedException {
        receive(9, false, Duration.ZERO, null);
        return next();
    }

    @Test
    @DisplayName("A waiting receiver that was told of a full disk gets no message later: the next one does")
    void failedWait() throws Exception {
        full.set(true);
        receive(2, true, null, null); // makes the queue, which cannot be stored
        assertThat(WireClient.error(next())).contains("disk is full");
        full.set(false);
        send("precious");
        assertThat(next().json().string("type")).isEqualTo("empty");
        assertThat(receiveNow().json().string("text")).isEqualTo("precious");
    }

    @Test
    @DisplayName("A message that could not be stored is told to both, and is not there afterwards")
    void failedSend() throws Exception {
        send(1);
        receive(2, false, null, null);
        next();
        next();
        receive(3, false, null, null);
        full.set(true);
        send("lost");
        assertThat(WireClient.error(next())).contains("nothing was stored");
        assertThat(WireClient.error(next())).contains("nothing was stored");
        full.set(false);
        assertThat(receiveNow().json().string("type")).isEqualTo("empty");
    }

    @Test
    @DisplayName("A message that was stored stays when handing it out cannot be stored, for good or on loan")
    void failedReceive() throws Exception {
        send("kept");
        next();
        for (Lease.Terms terms : new Lease.Terms[] {null, new Lease.Terms(1_000, 1, "dead")}) {
            full.set(true);
            receive(2, false, null, terms);
            assertThat(WireClient.error(next())).contains("disk is full");
            full.set(false);
            run(book -> {}); // opens the ledger again
            next();
        }
        timer.advance(Duration.ofMinutes(1)); // the lease that never was does not end
        assertThat(receiveNow().json().string("text")).isEqualTo("kept");
    }

    /** Lets things wait together, so that they fail together. */
    private CountDownLatch holdLedger() {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch go = holdLedger(began);
        assertThat(released(began)).isTrue();
        return go;
    }

    private CountDownLatch holdLedger(CountDownLatch began) {
        CountDownLatch go = new CountDownLatch(1);
        room.ledger.submit(
                () -> {
                    began.countDown();
                    assertThat(released(go)).isTrue();
                    return () -> {};
                },
                problem -> {});
        return go;
    }

    private static boolean released(CountDownLatch go) {
        try {
            return go.await(15, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("Whose patience ends while the disk is full is answered nevertheless")
    void patience() throws Exception {
        receive(2, true, Duration.ofSeconds(5), null);
        run(book -> {});
        next();
        CountDownLatch go = holdLedger();
        full.set(true);
        timer.advance(Duration.ofSeconds(5));
        send(1);
        go.countDown();
        assertThat(WireClient.error(next())).contains("disk is full");
        assertThat(WireClient.error(next())).contains("disk is full");
    }

    @Test
    @DisplayName("A lease that ends while the disk is full ends a little later")
    void leaseEnds() throws Exception {
        send("kept");
        next();
        receive(2, false, null, new Lease.Terms(1_000, 0, "dead"));
        next();
        CountDownLatch go = holdLedger();
        full.set(true);
        timer.advance(Duration.ofSeconds(1));
        send("lost");
        go.countDown();
        assertThat(WireClient.error(next())).contains("disk is full");
        full.set(false);
        run(book -> {});
        next();
        timer.advance(Duration.ofSeconds(2));
        assertThat(receiveNow().json().string("text")).isEqualTo("kept");
        assertThat(receiveNow().json().string("type")).isEqualTo("empty");
    }

    @Test
    @DisplayName("A message that is refused makes no queue")
    void refusedMakesNone() throws Exception {
        for (int i = 0; i < 5; i++) {
            send(i);
            next();
        }
        run(book -> book.send("another", true, RawJson.of(1)));
        assertThat(WireClient.code(next())).isEqualTo("too_large");
        run(book -> book.send("q", true, RawJson.of("x".repeat(10_001))));
        assertThat(WireClient.code(next())).isEqualTo("too_large");
        run(book -> book.send("third", false, RawJson.of(1)));
        assertThat(WireClient.code(next())).isEqualTo("not_found");
        run(book -> assertThat(book.list()).hasSize(1));
        assertThat(next().json().string("type")).isEqualTo("empty");
    }

    /** Somebody takes the next message and is gone before it can be given; while the ledger is held. */
    private void takeInVain() {
        Session away = session();
        Reply reply = Reply.to(away, 1);
        Taker taker = new Taker(reply, null);
        room.queues.submit(0, reply, book -> book.take("q", false, null, taker));
        room.queues.submit(0, reply, book -> away.gone = true);
    }

    @Test
    @DisplayName(
            "What comes back since its receiver left never goes to a new queue that happens to have the old one's name")
    void comesBackToItsOwnQueueOnly() throws Exception {
        CountDownLatch go = holdLedger();
        send("old");
        takeInVain();
        run(book -> book.close("q"));
        send("new");
        go.countDown();
        for (int i = 0; i < 3; i++) {
            assertThat(next().json().string("type")).isEqualTo("empty");
        }
        assertThat(receiveNow().json().string("text")).isEqualTo("new");
        assertThat(receiveNow().json().string("type")).isEqualTo("empty");
    }

    @Test
    @DisplayName(
            "What comes back since its receiver left is where it was, but not in a queue that was drained meanwhile")
    void comesBackUnlessDrained() throws Exception {
        CountDownLatch first = holdLedger();
        send("first");
        takeInVain();
        first.countDown();
        next();
        receive(9, false, null, null);
        assertThat(next().json().string("text")).isEqualTo("first");
        CountDownLatch go = holdLedger();
        send("old");
        takeInVain();
        run(book -> book.drain("q"));
        go.countDown();
        next();
        next();
        assertThat(receiveNow().json().string("type")).isEqualTo("empty");
    }

    /** Commits until the next one makes the ledger begin again, with a smaller file. */
    private void almostTidied() throws InterruptedException {
        while (commits.get() % 64 != 63) {
            run(book -> {
                book.send("w", true, RawJson.of(1));
                book.drain("w");
            });
            next();
        }
    }

    @Test
    @DisplayName(
            "What comes back since its receiver left does not come to a queue drained since the ledger began again")
    void comesBackUnlessDrainedAfterwards() throws Exception {
        send("old");
        next();
        almostTidied();
        CountDownLatch first = holdLedger();
        takeInVain();
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch second = holdLedger(began);
        first.countDown();
        assertThat(released(began)).isTrue();
        run(book -> book.drain("q"));
        second.countDown();
        next();
        assertThat(commits.get() % 64).isNotEqualTo(63);
        assertThat(receiveNow().json().string("type")).isEqualTo("empty");
    }
}
