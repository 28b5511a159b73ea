package dev.taskrunner.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How a worker works, and what makes no sense. */
class WorkerOptionsTest {
    private static final Duration AGES = Duration.ofSeconds(Long.MAX_VALUE);

    static Stream<Consumer<WorkerOptions.Builder>> senseless() {
        Duration negative = Duration.ofMillis(-1);
        return Stream.of(
                builder -> builder.concurrency(-1),
                builder -> builder.lease(negative),
                builder -> builder.lease(AGES),
                builder -> builder.maxAttempts(Integer.MIN_VALUE),
                builder -> builder.backOff(negative, Duration.ZERO),
                builder -> builder.backOff(Duration.ZERO, AGES),
                builder -> builder.gracePeriod(negative),
                builder -> builder.gracePeriod(AGES));
    }

    @ParameterizedTest
    @DisplayName("What makes no sense is refused at once, and changes nothing")
    @MethodSource("senseless")
    void refused(Consumer<WorkerOptions.Builder> change) {
        WorkerOptions.Builder builder = WorkerOptions.builder();
        assertThatIllegalArgumentException().isThrownBy(() -> change.accept(builder));
        WorkerOptions built = builder.build();
        assertThat(built.concurrency()).isEqualTo(1);
        assertThat(built.lease()).isEqualTo(Duration.ofSeconds(30));
        assertThat(built.maxAttempts()).isEqualTo(5);
        assertThat(built.gracePeriod()).isEqualTo(Duration.ofSeconds(5));
        assertThat(built.backOff(1)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    @DisplayName("The least and the greatest that make sense are taken")
    void edges() {
        Duration longest = Duration.ofDays(36_525);
        WorkerOptions options = WorkerOptions.builder()
                .concurrency(256)
                .maxAttempts(0)
                .lease(longest)
                .gracePeriod(longest)
                .backOff(Duration.ZERO, longest)
                .build();
        assertThat(options.concurrency()).isEqualTo(256);
        assertThat(options.maxAttempts()).isZero();
        assertThat(options.gracePeriod().toNanos()).isPositive();
        assertThat(options.lease().toNanos()).isPositive();
        assertThat(options.backOff(Integer.MAX_VALUE)).isZero();
    }

    @ParameterizedTest
    @DisplayName("A pause doubles from the shortest, never beyond the longest, never below zero")
    @CsvSource({
        "-5, 3, 10, 3",
        "0, 3, 10, 3",
        "1, 3, 10, 3",
        "2, 3, 10, 6",
        "3, 3, 10, 10",
        "63, 3, 10, 10",
        "64, 1, 9000000000, 9000000000",
        "2147483647, 0, 10, 0",
        "5, 7, 7, 7"
    })
    void backOff(int attempts, long shortest, long longest, long expected) {
        WorkerOptions options = WorkerOptions.builder()
                .backOff(Duration.ofMillis(shortest), Duration.ofMillis(longest))
                .build();
        assertThat(options.backOff(attempts)).isEqualTo(Duration.ofMillis(expected));
    }

    @Test
    @DisplayName("A worker that was closed before it began ends at once, and does not begin")
    void closedBefore() {
        TaskRunner runner = TaskRunner.of(TaskSpec.builder("r").build(), (context, input) -> TaskResult.empty());
        Worker worker = Worker.of("q", runner);
        assertThat(worker.ended()).isNotDone();
        worker.ended().cancel(true);
        worker.close();
        worker.close();
        assertThat(worker.ended()).isCompleted();
        assertThatIllegalStateException().isThrownBy(() -> worker.start(null));
    }
}
