package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.Delegation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Budgets of asks, the tools that are required, the terms of leases: small values of a room. */
class AccountTest {
    private static final Duration AGES = Duration.ofSeconds(Long.MAX_VALUE);

    private static Tool tool(String name) {
        return Tool.of(name, name, JsonSchema.noArguments(), (context, input) -> TaskResult.empty());
    }

    @ParameterizedTest
    @DisplayName("A budget that is spent, or was never there, refuses and names the chain")
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void spent(int budget) {
        Delegation delegation = new Delegation(List.of("a", "b"), budget);
        Account account = new Account("task", delegation);
        assertThat(account.callsLeft()).isZero();
        TaskException error = catchThrowableOfType(TaskException.class, () -> account.spend(delegation));
        assertThat(error.code()).isEqualTo(ErrorCode.DELEGATION_REFUSED);
        assertThat(error.text()).contains("a -> b");
        assertThat(account.callsLeft()).isZero();
    }

    @Test
    @DisplayName("Many threads together spend no more than the budget")
    void threads() {
        Delegation delegation = new Delegation(List.of("a"), 100);
        Account account = new Account("task", delegation);
        AtomicInteger refused = new AtomicInteger();
        IntStream.range(0, 1000).parallel().forEach(i -> {
            try {
                account.spend(delegation);
            } catch (TaskException e) {
                refused.incrementAndGet();
            }
        });
        assertThat(refused).hasValue(900);
        assertThat(account.callsLeft()).isZero();
        assertThat(account.parent()).isEqualTo("task");
    }

    @Test
    @DisplayName("The required tools are those that are named, in that order; without names it is the toolkit itself")
    void picks() {
        Toolkit kit = Toolkit.of("kit", tool("one"), tool("two"), tool("three")).describedAs("Kit", "Of three");
        List<Toolkit> visible = List.of(Toolkit.of("other", tool("one")), kit);
        assertThat(RequiredTools.pick(RequiredToolkit.of("kit"), visible, "me")).isSameAs(kit);
        Toolkit picked = RequiredTools.pick(RequiredToolkit.of("kit", "three", "one"), visible, "me");
        assertThat(picked.tools()).extracting(Tool::name).containsExactly("three", "one");
        assertThat(picked.title()).isEqualTo("Kit");
        assertThat(picked.description()).isEqualTo("Of three");
    }

    @Test
    @DisplayName("What is required and missing is named with whoever requires it")
    void missing() {
        List<Toolkit> visible = List.of(Toolkit.of("kit", tool("one")));
        assertThatThrownBy(() -> RequiredTools.pick(RequiredToolkit.of("none"), visible, "me"))
                .hasMessage("toolkit 'none', which 'me' requires, is not in the room");
        assertThatThrownBy(() -> RequiredTools.pick(RequiredToolkit.of("kit", "one", "two"), visible, "me"))
                .hasMessage("tool 'two' of toolkit 'kit', which 'me' requires, is not in the room");
        assertThatThrownBy(() -> RequiredTools.pick(RequiredToolkit.of("KIT"), List.of(), "me"))
                .isInstanceOf(TaskException.class);
    }

    static Stream<Runnable> senseless() {
        LeaseOptions terms = LeaseOptions.defaults();
        return Stream.of(
                () -> terms.withLease(Duration.ZERO),
                () -> terms.withLease(Duration.ofMillis(-1)),
                () -> terms.withLease(AGES),
                () -> terms.withPatience(Duration.ofMillis(-1)),
                () -> terms.withPatience(AGES),
                () -> terms.withMaxAttempts(-1));
    }

    @ParameterizedTest
    @DisplayName("Terms that make no sense are refused when they are made, not when they are used")
    @MethodSource("senseless")
    void refusedTerms(Runnable making) {
        assertThatIllegalArgumentException().isThrownBy(making::run);
    }

    @Test
    @DisplayName("Each change of terms is a copy that keeps the rest")
    void copies() {
        LeaseOptions changed = LeaseOptions.defaults()
                .withLease(Duration.ofSeconds(1))
                .withPatience(Duration.ofSeconds(2))
                .withMaxAttempts(0)
                .withDeadLetters("graves");
        assertThat(changed)
                .isEqualTo(new LeaseOptions(Duration.ofSeconds(1), Duration.ofSeconds(2), 0, Optional.of("graves")));
        assertThat(LeaseOptions.defaults())
                .isEqualTo(new LeaseOptions(Duration.ofSeconds(30), Duration.ZERO, 5, Optional.empty()));
    }
}
