package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.TaskException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@link ItemQueue}: what came and was not read. */
@Timeout(60)
class ItemQueueTest {
    private static final Content ITEM = new Content.Text("x");

    private final ItemQueue queue = new ItemQueue();

    @Test
    @DisplayName("bounded in bytes, though a single item always fits, and there is place again once it is read")
    void bytes() {
        assertThat(queue.offer(ITEM, ItemQueue.MAX_BYTES + 1)).isTrue();
        assertThat(queue.offer(ITEM, 1)).isFalse();
        assertThat(queue.take()).isNotNull();
        assertThat(queue.offer(ITEM, ItemQueue.MAX_BYTES)).isTrue();
        assertThat(queue.offer(ITEM, 1)).isFalse();
    }

    @Test
    @DisplayName("bounded in items")
    void items() {
        for (int i = 0; i < ItemQueue.MAX_ITEMS; i++) {
            assertThat(queue.offer(ITEM, 1)).isTrue();
        }
        assertThat(queue.offer(ITEM, 1)).isFalse();
    }

    @Test
    @DisplayName("the first end counts, after what is there; what comes later is dropped")
    void end() {
        queue.offer(ITEM, 1);
        queue.end(new TaskException(ErrorCode.DENIED, "first"));
        queue.end(null);
        assertThat(queue.offer(ITEM, 1)).isTrue();
        assertThat(queue.take()).isNotNull();
        for (int i = 0; i < 2; i++) {
            assertThat(catchThrowableOfType(TaskException.class, queue::take).text())
                    .isEqualTo("first");
        }
    }

    @Test
    @DisplayName("a reader that waits is woken by an item, and by the end")
    void wakes() {
        CompletableFuture<Boolean> reader = CompletableFuture.supplyAsync(() -> queue.take() != null);
        queue.offer(ITEM, 1);
        assertThat(Outcome.value(reader)).isTrue();
        CompletableFuture<Boolean> last = CompletableFuture.supplyAsync(() -> queue.take() == null);
        queue.end(null);
        assertThat(Outcome.value(last)).isTrue();
    }

    @Test
    @DisplayName("a reader that is interrupted stops, and stays interrupted")
    void interrupted() {
        Thread.currentThread().interrupt();
        assertThat(catchThrowableOfType(TaskException.class, queue::take).code())
                .isEqualTo(ErrorCode.CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
    }
}
