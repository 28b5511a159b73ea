package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.TaskException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link StreamWindow}: how much of a stream may be on its way. */
@Timeout(60)
class StreamWindowTest {
    private final StreamWindow window = new StreamWindow(true);

    /** One more item, which must wait. */
    private CompletableFuture<Void> oneMore() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                window.acquire(1);
                done.complete(null);
            } catch (TaskException e) {
                done.completeExceptionally(e);
            }
        });
        thread.start();
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(done).as("there is a place already").isNotDone();
            Thread.onSpinWait();
        }
        return done;
    }

    private void fill() {
        for (int i = 0; i < StreamWindow.MAX_ITEMS; i++) {
            window.acquire(1);
        }
    }

    @Test
    @DisplayName("acknowledgements make place, until the other end tells what it reads; then only that counts")
    void credit() {
        fill();
        CompletableFuture<Void> second = oneMore();
        window.acknowledged();
        Outcome.value(second);
        window.read(1); // which is known already
        CompletableFuture<Void> third = oneMore();
        window.acknowledged();
        assertThat(third).isNotDone();
        window.read(2);
        Outcome.value(third);
    }

    @Test
    @DisplayName("bytes count too: one large item may overshoot, and the next waits")
    void bytes() {
        window.acquire(StreamWindow.MAX_BYTES - 1);
        window.acquire(10 * StreamWindow.MAX_BYTES);
        CompletableFuture<Void> next = oneMore();
        window.read(1);
        assertThat(next).isNotDone();
        window.read(2);
        Outcome.value(next);
    }

    @Test
    @DisplayName("the end wakes who waits, with its first reason; also without bounds")
    void end() {
        fill();
        CompletableFuture<Void> waiting = oneMore();
        window.end(new TaskException(ErrorCode.AGENT_LEFT, "gone"));
        window.end(new TaskException(ErrorCode.FAILED, "later"));
        assertThat(Outcome.failure(waiting).code()).isEqualTo(ErrorCode.AGENT_LEFT);
        StreamWindow unbounded = new StreamWindow(false);
        for (int i = 0; i < 10 * StreamWindow.MAX_ITEMS; i++) {
            unbounded.acquire(StreamWindow.MAX_BYTES);
        }
        unbounded.end(new TaskException(ErrorCode.CANCELLED, "over"));
        assertThat(catchThrowableOfType(TaskException.class, () -> unbounded.acquire(1))
                        .code())
                .isEqualTo(ErrorCode.CANCELLED);
    }

    @Test
    @DisplayName("who waits and is interrupted stops, and stays interrupted")
    void interrupted() {
        fill();
        Thread.currentThread().interrupt();
        TaskException failure = catchThrowableOfType(TaskException.class, () -> window.acquire(1));
        assertThat(failure.code()).isEqualTo(ErrorCode.CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
    }
}
