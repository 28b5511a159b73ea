package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.MessageStream;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runners that die, callers that leave, listeners that do not keep up, and the ends of lives. */
@ExtendWith(RoomExtension.class)
@InMemoryRooms
@Timeout(60)
class PartingTest {
    private static final Map<String, Object> ONE_AND_TWO = Map.of("a", 1, "b", 2);

    @Test
    @DisplayName("§13-34 a runner that is killed in mid-task: its caller hears so at once, the others notice nothing")
    void runnerIsKilled(RoomFixture rooms, @As("alice") Room alice, @As("healthy") Room healthy) {
        Gate gate = new Gate();
        Cable cable = new Cable(rooms.transport());
        Room host = rooms.connect(rooms.options("host").transport(cable).reconnect(false));
        host.serve(Runners.waiting("host", gate));
        healthy.serve(Runners.add("healthy"));
        CompletableFuture<TaskResult> answer = alice.agents().askAsync("host", Map.of());
        assertThat(gate.awaitArrivals(1)).isTrue();
        cable.cut();
        assertThat(Failure.of(answer).code()).isEqualTo(ErrorCode.AGENT_LEFT);
        assertThat(alice.agents().list()).extracting(TaskSpec::name).containsExactly("healthy");
        assertThat(alice.agents().ask("healthy", ONE_AND_TWO).asMap()).containsEntry("sum", 3);
    }

    @Test
    @DisplayName("a runner whose executor is full of stuck tasks can still be cancelled, and its caller is answered")
    void cancelsOnAFullExecutor(RoomFixture rooms, @As("alice") Room alice) throws Exception {
        ExecutorService one = Executors.newSingleThreadExecutor();
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Room host = rooms.connect(rooms.options("stuck").executor(one));
        host.serve(TaskRunner.of(TaskSpec.builder("stuck").build(), (context, input) -> {
            started.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return TaskResult.empty();
        }));
        CompletableFuture<TaskResult> answer = alice.agents().askAsync("stuck", Map.of());
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        answer.cancel(true);
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        one.shutdown();
    }

    @Test
    @DisplayName("a caller that leaves in mid-task: the runner is cancelled and interrupted, others are served on")
    void callerLeaves(RoomFixture rooms, @As("host") Room host, @As("bob") Room bob) {
        Gate gate = new Gate();
        host.serve(Runners.waiting("host", gate));
        Cable cable = new Cable(rooms.transport());
        Room alice = rooms.connect(rooms.options("alice").transport(cable).reconnect(false));
        CompletableFuture<TaskResult> alices = alice.agents().askAsync("host", Map.of());
        CompletableFuture<TaskResult> bobs = bob.agents().askAsync("host", Map.of());
        assertThat(gate.awaitArrivals(2)).isTrue();
        cable.cut();
        assertThat(gate.awaitInterrupts(1))
                .as("the task of the one who left was interrupted")
                .isTrue();
        assertThat(Failure.of(alices).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        gate.open();
        assertThat(bobs.join().asText()).isEqualTo("through");
    }

    @Test
    @DisplayName("a listener that takes its time holds up neither requests nor asks of the same room")
    void slowListenerHoldsUpNothing(@As("alice") Room alice, @As("bob") Room bob) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        alice.serve(Runners.add("alice"));
        alice.messaging().onMessage(message -> {
            reached.countDown();
            await(release);
        });
        alice.messaging().enable();
        bob.messaging().send(alice.participantId(), "note", Map.of());
        bob.messaging().send(alice.participantId(), "note", Map.of());
        assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(alice.agents().list()).hasSize(1);
        assertThat(bob.agents().ask("alice", ONE_AND_TWO).asMap()).containsEntry("sum", 3);
        release.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    @DisplayName("a listener that falls far behind loses its connection, with a reason; the sender notices nothing")
    void slowListenerIsBounded(RoomFixture rooms, @As("alice") Room alice, @As("bob") Room bob) throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        alice.messaging().onMessage(message -> await(release));
        alice.messaging().enable();
        bob.messaging().enable();
        String id = alice.participantId();
        AtomicInteger left = new AtomicInteger(20_000);
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> sending = new java.util.ArrayList<>();
            for (int i = 0; i < 8; i++) {
                sending.add(senders.submit(() -> {
                    while (left.getAndDecrement() > 0) {
                        bob.messaging().broadcast("note", Map.of());
                    }
                }));
            }
            for (Future<?> one : sending) {
                one.get(50, TimeUnit.SECONDS);
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(Eventually.holds(() -> !alice.participantId().equals(id)))
                .as("alice was thrown out and came back")
                .isTrue();
        assertThat(rooms.transcript()).contains("1008 messages come faster than they are handled");
        release.countDown();
        assertThat(bob.isOpen()).isTrue();
    }

    @Test
    @DisplayName("serving one runner twice under one name in one room is refused, and the first goes on")
    void startsOnce(@As("host") Room host, @As("alice") Room alice) {
        TaskRunner runner = Runners.add("host");
        runner.start(host);
        assertThatThrownBy(() -> runner.start(host))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already started");
        assertThat(alice.agents().list()).hasSize(1);
        assertThat(alice.agents().ask("host", ONE_AND_TWO).asMap()).containsEntry("sum", 3);
    }

    @Test
    @DisplayName("stop never throws: not started, stopped already, the server gone, the room closed")
    void stopNeverThrows(RoomFixture rooms, @As("host") Room host) {
        TaskRunner runner = Runners.add("host");
        runner.stop();
        host.serve(runner);
        runner.stop();
        runner.stop();
        host.serve(runner);
        rooms.stopServer();
        long start = System.nanoTime();
        runner.stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        host.close();
        host.close();
        runner.stop();
    }

    @Test
    @DisplayName("a task that is done within the grace period is answered although its runner was stopped")
    void finishesWithinTheGracePeriod(RoomFixture rooms, @As("alice") Room alice) throws Exception {
        Gate gate = new Gate();
        Room host = rooms.connect(rooms.options("host").gracePeriod(Duration.ofSeconds(20)));
        TaskRunner runner = Runners.waiting("host", gate);
        host.serve(runner);
        CompletableFuture<TaskResult> answer = alice.agents().askAsync("host", Map.of());
        assertThat(gate.awaitArrivals(1)).isTrue();
        Thread stopping = new Thread(runner::stop);
        stopping.start();
        assertThat(Eventually.holds(() -> alice.agents().list().isEmpty()))
                .as("unregistered")
                .isTrue();
        assertThat(answer).isNotDone();
        gate.open();
        stopping.join();
        assertThat(answer.get(20, TimeUnit.SECONDS).asText()).isEqualTo("through");
    }

    @Test
    @DisplayName("closing a room settles everything that waits in it: asks and streams")
    void closingSettlesEverything(RoomFixture rooms, @As("host") Room host) throws Exception {
        Gate gate = new Gate();
        host.serve(Runners.waiting("host", gate));
        host.messaging().streams().onOpen(stream -> {});
        host.messaging().enable();
        Room alice = rooms.connect("alice");
        alice.messaging().enable();
        CompletableFuture<TaskResult> answer = alice.agents().askAsync("host", Map.of());
        MessageStream stream =
                alice.messaging().streams().open(host.participantId(), Map.of()).get(20, TimeUnit.SECONDS);
        assertThat(gate.awaitArrivals(1)).isTrue();
        alice.close();
        assertThat(Failure.of(answer).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(Failure.of(stream.ended()).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    }

    @Test
    @DisplayName("a room that is closed is not open, although the other side has not said farewell yet")
    void closedIsNotOpen(RoomFixture rooms) {
        Cable cable = new Cable(rooms.transport());
        Room room = rooms.connect(rooms.options("alice").transport(cable));
        assertThat(room.isOpen()).isTrue();
        cable.holdFarewells();
        room.close();
        assertThat(room.isOpen()).isFalse();
        assertThat(Failure.of(() -> room.agents().list()).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    }
}
