package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualTimerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private final ManualTimer timer = new ManualTimer(Instant.EPOCH);
    private final List<String> done = new ArrayList<>();

    private void at(int seconds, String what) {
        timer.schedule(
                Duration.ofSeconds(seconds),
                () -> done.add(what + "@" + timer.clock().instant().getEpochSecond()));
    }

    @Test
    void runsWhatIsDueInOrderAndNothingElse() {
        at(3, "c");
        at(1, "a");
        at(1, "b");
        at(4, "d");
        timer.advance(Duration.ofSeconds(3));
        assertThat(done).containsExactly("a@1", "b@1", "c@3");
        assertThat(timer.pending()).containsExactly(SECOND);
    }

    @Test
    void standsStillUntilTurned() {
        assertThat(timer.clock().instant()).isEqualTo(Instant.EPOCH);
        timer.advance(SECOND);
        assertThat(timer.clock().instant()).isEqualTo(Instant.ofEpochSecond(1));
        assertThat(timer.clock().withZone(ZoneId.of("Asia/Tokyo")).instant()).isEqualTo(Instant.ofEpochSecond(1));
    }

    @Test
    void runsWhatTasksScheduleWhenItIsDueByThen() {
        timer.schedule(SECOND, () -> {
            at(1, "soon");
            at(5, "later");
        });
        timer.advance(Duration.ofSeconds(2));
        assertThat(done).containsExactly("soon@2");
    }

    @Test
    void runsOnTheCallingThread() {
        List<Thread> threads = new ArrayList<>();
        timer.schedule(Duration.ZERO, () -> threads.add(Thread.currentThread()));
        assertThat(threads).isEmpty();
        timer.advance(Duration.ZERO);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void takesBack() {
        Runnable forget = timer.schedule(SECOND, () -> done.add("no"));
        forget.run();
        timer.advance(SECOND);
        forget.run();
        assertThat(done).isEmpty();
    }

    @Test
    void waitsForWhatIsScheduled() throws Exception {
        assertThat(timer.awaitPending(SECOND, Duration.ZERO)).isFalse();
        at(2, "x");
        assertThat(timer.awaitPending(SECOND, Duration.ZERO)).isFalse();
        Thread other = new Thread(() -> at(1, "y"));
        other.start();
        assertThat(timer.awaitPending(SECOND, Duration.ofSeconds(20))).isTrue();
        other.join();
    }

    @Test
    void doesNotRunBackwards() {
        assertThatThrownBy(() -> timer.advance(SECOND.negated())).isInstanceOf(IllegalArgumentException.class);
    }
}
