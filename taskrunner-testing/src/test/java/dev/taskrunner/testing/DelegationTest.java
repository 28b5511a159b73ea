package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Delegation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Runners that ask runners. */
@ExtendWith(RoomExtension.class)
@InMemoryRooms
@Timeout(60)
class DelegationTest {

    /** A runner that passes its task on to another. */
    private static TaskRunner passingOn(String name, String to) {
        return Runners.of(name, (context, input) -> context.agents().ask(to, Map.of()));
    }

    @Test
    @DisplayName("a nested ask inherits the deadline, the chain, the budget and for whom the work is done")
    void inherits(@As("front") Room front, @As("back") Room back, @As("alice") Room alice) {
        AtomicReference<TaskContext> seen = new AtomicReference<>();
        front.serve(passingOn("front", "back"));
        back.serve(Runners.of("back", (context, input) -> {
            seen.set(context);
            return TaskResult.of("from the back");
        }));
        TaskResult answer = alice.agents().ask("front", Map.of(), AskOptions.timeout(Duration.ofSeconds(40)));
        assertThat(answer.asText()).isEqualTo("from the back");
        TaskContext context = seen.get();
        assertThat(context.delegation().chain()).containsExactly("front", "back");
        assertThat(context.delegation().callsLeft()).isEqualTo(Delegation.DEFAULT_CALLS - 2);
        assertThat(context.remaining().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(40));
        assertThat(context.caller().name()).isEqualTo("front");
        assertThat(context.onBehalfOf().map(Participant::name)).contains("alice");
    }

    @Test
    @DisplayName("a cancelled ask cancels the asks that it led to")
    void cancelsTheWholeChain(@As("front") Room front, @As("back") Room back, @As("alice") Room alice) {
        Gate gate = new Gate();
        front.serve(passingOn("front", "back"));
        back.serve(Runners.waiting("back", gate));
        CompletableFuture<TaskResult> answer = alice.agents().askAsync("front", Map.of());
        assertThat(gate.awaitArrivals(1)).isTrue();
        answer.cancel(true);
        assertThat(gate.awaitInterrupts(1))
                .as("the runner at the end of the chain was interrupted")
                .isTrue();
    }

    @Test
    @DisplayName("the deadline of the first ask ends the whole chain")
    void deadlineEndsTheChain(@As("front") Room front, @As("back") Room back, @As("alice") Room alice) {
        Gate gate = new Gate();
        front.serve(passingOn("front", "back"));
        back.serve(Runners.waiting("back", gate));
        CompletableFuture<TaskResult> answer =
                alice.agents().askAsync("front", Map.of(), AskOptions.timeout(Duration.ofMillis(500)));
        assertThat(Failure.of(answer).code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(gate.awaitInterrupts(1)).isTrue();
    }

    @Test
    @DisplayName("an error of the last runner reaches the first caller with its code and text")
    void errorsTravelBack(@As("front") Room front, @As("back") Room back, @As("alice") Room alice) {
        front.serve(passingOn("front", "back"));
        back.serve(Runners.of("back", (context, input) -> {
            throw new TaskException(ErrorCode.DENIED, "not today");
        }));
        TaskException error = Failure.of(() -> alice.agents().ask("front", Map.of()));
        assertThat(error.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(error.text()).isEqualTo("not today");
    }

    @Test
    @DisplayName("a chain that is too deep is refused, in finite time")
    void depthIsLimited(@As("host") Room host, @As("alice") Room alice) {
        AtomicInteger depth = new AtomicInteger();
        host.serve(Runners.of("host", (context, input) -> {
            depth.accumulateAndGet(context.delegation().depth(), Math::max);
            return context.agents().ask("host", Map.of());
        }));
        TaskException refused = Failure.of(alice.agents().askAsync("host", Map.of()));
        assertThat(refused.code()).isEqualTo(ErrorCode.DELEGATION_REFUSED);
        assertThat(depth.get()).isBetween(8, 9);
    }

    @Test
    @DisplayName("a circle is refused when the runner forbids re-entry, and allowed when it does not")
    void circlesAreRefused(@As("strict") Room strict, @As("lax") Room lax, @As("alice") Room alice) {
        strict.serve(TaskRunner.of(
                TaskSpec.builder("strict").forbidReentry().build(),
                (context, input) -> context.agents().ask("lax", Map.of())));
        AtomicInteger laxCalls = new AtomicInteger();
        lax.serve(Runners.of("lax", (context, input) -> {
            laxCalls.incrementAndGet();
            List<String> chain = context.delegation().chain();
            return chain.size() > 3
                    ? TaskResult.of("enough")
                    : context.agents().ask(chain.size() > 1 ? "strict" : "lax", Map.of());
        }));
        TaskException refused = Failure.of(() -> alice.agents().ask("strict", Map.of()));
        assertThat(refused.code()).isEqualTo(ErrorCode.DELEGATION_REFUSED);
        assertThat(refused.text()).contains("strict");
        assertThat(laxCalls.get()).isEqualTo(1);
    }

    @Test
    @DisplayName("on one's own account a runner asks without chain and deadline of the task")
    void ownAccountStartsAnew(@As("front") Room front, @As("back") Room back, @As("alice") Room alice) {
        AtomicReference<List<String>> chain = new AtomicReference<>();
        front.serve(Runners.of("front", (context, input) -> front.agents().ask("back", Map.of())));
        back.serve(Runners.of("back", (context, input) -> {
            chain.set(context.delegation().chain());
            return TaskResult.empty();
        }));
        alice.agents().ask("front", Map.of());
        assertThat(chain.get()).containsExactly("back");
    }
}
