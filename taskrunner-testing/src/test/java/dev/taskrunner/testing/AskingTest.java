package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Asks through a real room: who asks, how many at once, how far they are. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class AskingTest {
    private static final int MANY = 50;

    @Test
    @DisplayName("§13-35 50 asks run at once and are answered independently, in any order")
    void manyAtOnce(@As("host") Room host, @As("alice") Room alice) throws Exception {
        List<Gate> gates = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            gates.add(new Gate());
        }
        TaskSpec spec = TaskSpec.builder("host")
                .inputSchema("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}}}")
                .build();
        host.serve(TaskRunner.of(spec, (context, input) -> {
            int n = Runners.number(input.asMap().get("n"));
            gates.get(n).pass();
            return TaskResult.of("answer " + n);
        }));
        List<CompletableFuture<TaskResult>> answers = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            answers.add(alice.agents().askAsync("host", Map.of("n", i)));
        }
        for (Gate gate : gates) {
            assertThat(gate.awaitArrivals(1)).as("all run at once").isTrue();
        }
        for (int i = MANY - 1; i >= 0; i--) {
            assertThat(answers.get(i)).isNotDone();
            gates.get(i).open();
            assertThat(answers.get(i).get(20, TimeUnit.SECONDS).asText()).isEqualTo("answer " + i);
        }
    }

    @Test
    @DisplayName("maxConcurrentTasks holds, maxQueuedTasks wait, and more are refused as busy at once")
    void overloadIsRefused(@As("host") Room host, @As("alice") Room alice) throws Exception {
        Gate gate = new Gate();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TaskSpec spec =
                TaskSpec.builder("host").maxConcurrentTasks(2).maxQueuedTasks(3).build();
        host.serve(TaskRunner.of(spec, (context, input) -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            gate.pass();
            running.decrementAndGet();
            return TaskResult.of("done");
        }));
        List<CompletableFuture<TaskResult>> taken = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            taken.add(alice.agents().askAsync("host", Map.of()));
        }
        assertThat(gate.awaitArrivals(2)).isTrue();
        for (int i = 0; i < 3; i++) {
            TaskException busy = Failure.of(() -> alice.agents().ask("host", Map.of()));
            assertThat(busy.code()).isEqualTo(ErrorCode.AGENT_BUSY);
            assertThat(busy.isRetriable()).isTrue();
        }
        assertThat(gate.arrivals()).as("no more have begun").isZero();
        gate.open();
        for (CompletableFuture<TaskResult> answer : taken) {
            assertThat(answer.get(20, TimeUnit.SECONDS).asText()).isEqualTo("done");
        }
        assertThat(most.get()).isEqualTo(2);
        assertThat(alice.agents().ask("host", Map.of()).asText()).isEqualTo("done");
    }

    @Test
    @DisplayName("§13-40 caller and on-behalf-of are both resolved, with name, role and attributes")
    void bothAreResolved(@As("host") Room host, @As("alice") Room alice, @As("bob") Room bob) {
        AtomicReference<Participant> caller = new AtomicReference<>();
        AtomicReference<Participant> principal = new AtomicReference<>();
        host.serve(Runners.of("host", (context, input) -> {
            caller.set(context.caller());
            principal.set(context.onBehalfOf().orElse(null));
            return TaskResult.empty();
        }));
        alice.setAttributes(Map.of("team", "red"));
        bob.setAttributes(Map.of("team", "blue", "level", 3));
        bob.agents().list();
        alice.agents()
                .ask(
                        "host",
                        Map.of(),
                        AskOptions.builder().onBehalfOf(bob.participantId()).build());
        assertThat(caller.get().id()).isEqualTo(alice.participantId());
        assertThat(caller.get().name()).isEqualTo("alice");
        assertThat(caller.get().role()).isEqualTo("user");
        assertThat(caller.get().attributes()).containsEntry("team", "red");
        assertThat(principal.get().id()).isEqualTo(bob.participantId());
        assertThat(principal.get().name()).isEqualTo("bob");
        assertThat(principal.get().attributes()).containsEntry("team", "blue").containsEntry("level", 3);
        alice.agents().ask("host", Map.of());
        assertThat(principal.get()).isNull();
    }

    @Test
    @DisplayName("§13-33 an unknown runner, and an on-behalf-of that is not in the room, are refused promptly")
    void unknownNamesAreRefused(@As("host") Room host, @As("alice") Room alice) {
        Gate gate = new Gate();
        host.serve(Runners.waiting("host", gate));
        TaskException unknown = Failure.of(alice.agents().askAsync("nobody", Map.of()));
        assertThat(unknown.code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(unknown.text()).contains("nobody");
        AskOptions stranger = AskOptions.builder().onBehalfOf("no-such-id").build();
        TaskException refused = Failure.of(alice.agents().askAsync("host", Map.of(), stranger));
        assertThat(refused.code()).isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT);
        assertThat(gate.arrivals()).isZero();
    }

    @Test
    @DisplayName("progress reaches the caller in order and before the answer; without a listener it does no harm")
    void progressIsHeard(@As("host") Room host, @As("alice") Room alice) {
        host.serve(Runners.of("host", (context, input) -> {
            for (int i = 1; i <= 20; i++) {
                context.progress(i / 20.0);
            }
            context.progress("nearly");
            context.progress(new Progress(null, null, Map.of("part", 1)));
            return TaskResult.of("done");
        }));
        List<Progress> heard = new CopyOnWriteArrayList<>();
        TaskResult answer = alice.agents()
                .ask("host", Map.of(), AskOptions.builder().progress(heard::add).build());
        assertThat(answer.asText()).isEqualTo("done");
        assertThat(heard).hasSize(22);
        assertThat(heard.subList(0, 20))
                .extracting(Progress::fraction)
                .isSorted()
                .doesNotContainNull();
        assertThat(heard.get(20).text()).isEqualTo("nearly");
        assertThat(heard.get(21).data()).isEqualTo(Map.of("part", 1));
        assertThat(alice.agents().ask("host", Map.of()).asText()).isEqualTo("done");
    }

    @Test
    @DisplayName("a progress listener that throws or blocks harms nobody else's ask")
    void progressListenersAreKeptApart(@As("host") Room host, @As("alice") Room alice) throws Exception {
        Gate gate = new Gate();
        host.serve(Runners.of("host", (context, input) -> {
            context.progress("hello");
            return TaskResult.of("done");
        }));
        AskOptions blocking = AskOptions.builder()
                .progress(progress -> {
                    try {
                        gate.pass();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                })
                .build();
        CompletableFuture<TaskResult> slow = alice.agents().askAsync("host", Map.of(), blocking);
        assertThat(gate.awaitArrivals(1)).isTrue();
        AskOptions throwing = AskOptions.builder()
                .progress(progress -> {
                    throw new IllegalStateException("a listener of the test fails");
                })
                .build();
        assertThat(alice.agents().ask("host", Map.of(), throwing).asText()).isEqualTo("done");
        gate.open();
        assertThat(slow.get(20, TimeUnit.SECONDS).asText()).isEqualTo("done");
    }

    @Test
    @DisplayName("a deadline by the clock: the caller is told when it is over, and the runner is cancelled")
    void deadlineByTheClock(RoomFixture rooms, @As("host") Room host) throws Exception {
        Gate gate = new Gate();
        AtomicReference<Duration> left = new AtomicReference<>();
        host.serve(Runners.of("host", (context, input) -> {
            left.set(context.remaining().orElseThrow());
            gate.pass();
            return TaskResult.empty();
        }));
        ManualTimer timer = new ManualTimer();
        Room alice = rooms.connect(rooms.options("alice").timer(timer).pingInterval(Duration.ofDays(1)));
        CompletableFuture<TaskResult> answer =
                alice.agents().askAsync("host", Map.of(), AskOptions.timeout(Duration.ofMinutes(7)));
        assertThat(gate.awaitArrivals(1)).isTrue();
        assertThat(left.get()).isBetween(Duration.ofMinutes(6), Duration.ofMinutes(7));
        timer.advance(Duration.ofMinutes(7).minusMillis(1));
        assertThat(answer).isNotDone();
        timer.advance(Duration.ofMillis(1));
        assertThat(Failure.of(answer).code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(gate.awaitInterrupts(1)).isTrue();
    }

    @Test
    @DisplayName("two runners of one name share the load")
    void sameNameSharesTheLoad(@As("alice") Room alice, RoomFixture rooms) throws Exception {
        Gate gate = new Gate();
        Set<Integer> places = new HashSet<>();
        List<Integer> hits = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            places.add(number);
            rooms.connect("host").serve(Runners.of("host", (context, input) -> {
                hits.add(number);
                gate.pass();
                return TaskResult.of("done");
            }));
        }
        List<CompletableFuture<TaskResult>> answers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            answers.add(alice.agents().askAsync("host", Map.of()));
        }
        assertThat(gate.awaitArrivals(2)).isTrue();
        assertThat(hits).containsExactlyInAnyOrderElementsOf(places);
        gate.open();
        for (CompletableFuture<TaskResult> answer : answers) {
            assertThat(answer.get(20, TimeUnit.SECONDS).asText()).isEqualTo("done");
        }
    }
}
