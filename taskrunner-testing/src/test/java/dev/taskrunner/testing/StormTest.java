package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many runners that ask each other at random, in circles too: it ends, within the budget, and everybody is answered. */
@Timeout(120)
class StormTest {
    private static final int RUNNERS = 20;
    private static final int BUDGET = 100;
    private static final int DEPTH = 8;
    private static final int FAN_OUT = 3;

    @RegisterExtension
    final RoomExtension rooms = RoomExtension.builder()
            .server(options -> options.maxDelegatedCalls(BUDGET).maxDelegationDepth(DEPTH))
            .build();

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger worked = new AtomicInteger();
    private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

    /** What an ask came to; the code is null for an answer. */
    private record Outcome(ErrorCode code) {}

    private static String name(int number) {
        return "runner-" + number;
    }

    /** Asks some others, whoever they are, all at once, and counts what comes of it. */
    private TaskResult work(TaskContext context, Random random) {
        worked.incrementAndGet();
        assertThat(context.delegation().depth()).isLessThanOrEqualTo(DEPTH);
        List<CompletableFuture<TaskResult>> nested = new ArrayList<>();
        for (int i = 0; i < FAN_OUT; i++) {
            asked.incrementAndGet();
            nested.add(context.agents().askAsync(name(random.nextInt(RUNNERS)), Map.of()));
        }
        nested.forEach(one -> outcomes.add(outcome(one)));
        return TaskResult.of(context.delegation().depth());
    }

    private static Outcome outcome(CompletableFuture<TaskResult> answer) {
        try {
            answer.get(60, TimeUnit.SECONDS);
            return new Outcome(null);
        } catch (Exception e) {
            TaskException failure = Failure.of(answer);
            return new Outcome(failure.code());
        }
    }

    private void serve(RoomFixture fixture) {
        for (int i = 0; i < RUNNERS; i++) {
            Random random = new Random(i);
            fixture.room(name(i)).serve(Runners.of(name(i), (context, input) -> work(context, random)));
        }
    }

    @Test
    @DisplayName("a storm of 20 runners: at most the budget's number of asks for each root, every ask answered")
    void ends(RoomFixture fixture, @As("alice") Room alice) {
        serve(fixture);
        int roots = 3;
        List<CompletableFuture<TaskResult>> answers = new ArrayList<>();
        for (int i = 0; i < roots; i++) {
            answers.add(alice.agents().askAsync(name(i), Map.of(), AskOptions.timeout(Duration.ofMinutes(1))));
        }
        answers.forEach(answer -> assertThat(outcome(answer).code()).isNull());
        assertThat(worked.get()).isEqualTo(roots * BUDGET);
        assertThat(outcomes).hasSize(asked.get()).hasSize(worked.get() * FAN_OUT);
        Map<ErrorCode, Integer> refusals = new EnumMap<>(ErrorCode.class);
        outcomes.stream().filter(one -> one.code() != null).forEach(one -> refusals.merge(one.code(), 1, Integer::sum));
        assertThat(refusals).containsOnlyKeys(ErrorCode.DELEGATION_REFUSED);
        assertThat(outcomes.stream().filter(one -> one.code() == null).count()).isEqualTo(roots * (BUDGET - 1L));
    }

    @Test
    @DisplayName("a storm whose caller gives up ends at once: every runner is interrupted, nobody is left waiting")
    void isCancelled(RoomFixture fixture, @As("alice") Room alice) {
        Gate gate = new Gate();
        for (int i = 0; i < RUNNERS; i++) {
            int next = i + 1;
            fixture.room(name(i)).serve(Runners.of(name(i), (context, input) -> {
                if (context.delegation().depth() == DEPTH) {
                    gate.pass();
                }
                List<CompletableFuture<TaskResult>> two = List.of(
                        context.agents().askAsync(name(next % RUNNERS), Map.of()),
                        context.agents().askAsync(name((next + 1) % RUNNERS), Map.of()));
                two.forEach(one -> outcomes.add(outcome(one)));
                worked.incrementAndGet();
                return TaskResult.empty();
            }));
        }
        CompletableFuture<TaskResult> answer = alice.agents().askAsync(name(0), Map.of());
        assertThat(gate.awaitArrivals(1)).isTrue();
        answer.cancel(true);
        assertThat(gate.awaitInterrupts(1)).isTrue();
        assertThat(Eventually.holds(() -> fixture.recorded().entries().stream()
                                .filter(entry -> entry.type().equals("agent.cancel"))
                                .count()
                        > DEPTH))
                .isTrue();
    }
}
