package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.wire.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutboxTest {
    private static final Message MESSAGE = Message.of(1, "t", ByteBuffer.allocate(2500));

    /** Says how much is queued as the test sets it. */
    private static final class Slow implements RoomTransport {
        private final List<List<ByteBuffer>> sent = new CopyOnWriteArrayList<>();
        private final AtomicLong queued = new AtomicLong();
        private final CountDownLatch looked = new CountDownLatch(2);
        private volatile boolean broken;

        @Override
        public void start(Listener listener) {
            throw new AssertionError("not started here");
        }

        @Override
        public void send(List<ByteBuffer> packets) throws IOException {
            if (broken) {
                throw new IOException("closed");
            }
            sent.add(packets);
        }

        @Override
        public long queuedBytes() {
            looked.countDown();
            return queued.get();
        }

        @Override
        public void ping() {
            throw new AssertionError("no pings here");
        }

        @Override
        public void close(int code, String reason) {
            broken = true;
        }

        /** Until the sender has looked a second time, which it does when about to wait. */
        void awaitSender() throws InterruptedException {
            assertThat(looked.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private final Slow transport = new Slow();

    private Outbox outbox(Duration patience) {
        return new Outbox(transport, 1000, patience);
    }

    @Test
    @DisplayName("§13-2, §13-5: a message is handed over whole")
    void wholeMessages() {
        outbox(Duration.ofSeconds(10)).send(MESSAGE);
        assertThat(transport.sent).hasSize(1);
        assertThat(transport.sent.get(0)).hasSize(4);
    }

    @Test
    void upToTheLimitNobodyWaits() {
        transport.queued.set(1000);
        outbox(Duration.ofSeconds(10)).send(MESSAGE);
        assertThat(transport.sent).hasSize(1);
    }

    @Test
    void beyondTheLimitTheSenderWaitsUntilItIsDrained() throws Exception {
        Outbox outbox = outbox(Duration.ofMinutes(1));
        transport.queued.set(1001);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> outbox.send(MESSAGE));
        transport.awaitSender();
        outbox.onDrained();
        assertThat(sending).isNotDone();
        transport.queued.set(0);
        outbox.onDrained();
        Outcome.value(sending);
        assertThat(transport.sent).hasSize(1);
    }

    @Test
    void patienceEnds() {
        transport.queued.set(1001);
        TaskException failure = catchThrowableOfType(
                TaskException.class, () -> outbox(Duration.ofMillis(1)).send(MESSAGE));
        assertThat(failure.code()).isEqualTo(ErrorCode.AGENT_BUSY);
        assertThat(failure.text()).contains("1000 bytes");
        assertThat(transport.sent).isEmpty();
    }

    @Test
    void theTransportsOwnThreadNeverWaits() {
        transport.queued.set(1001);
        outbox(Duration.ofMinutes(1)).sendNow(MESSAGE);
        assertThat(transport.sent).hasSize(1);
    }

    @Test
    void closingWakesWhoeverWaits() throws Exception {
        Outbox outbox = outbox(Duration.ofMinutes(1));
        transport.queued.set(1001);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> outbox.send(MESSAGE));
        transport.awaitSender();
        transport.close(1000, "");
        outbox.close();
        assertThat(Outcome.failure(sending).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    }

    @Test
    void anInterruptEndsTheWaitAndStays() {
        transport.queued.set(1001);
        Thread.currentThread().interrupt();
        try {
            TaskException failure = catchThrowableOfType(
                    TaskException.class, () -> outbox(Duration.ofMinutes(1)).send(MESSAGE));
            assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }
}
