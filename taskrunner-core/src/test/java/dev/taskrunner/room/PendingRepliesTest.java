package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.Body;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PendingRepliesTest {
    private static final Body OK = ScriptedRoom.OK;
    private static final TaskException LOST = new TaskException(ErrorCode.CONNECTION_LOST, "gone");

    private final PendingReplies pending = new PendingReplies();

    @AfterEach
    void nothingIsLeftBehind() {
        // A timeout completes the future on a thread of its own, which tells others before it removes the entry.
        Awaitility.await().untilAsserted(() -> assertThat(pending.size()).isZero());
    }

    @Test
    void answersGoToWhoeverAsked() {
        CompletableFuture<Body> one = pending.add(1, null);
        CompletableFuture<Body> two = pending.add(2, null);
        assertThat(pending.complete(2, OK)).isTrue();
        assertThat(two).isCompletedWithValue(OK);
        assertThat(one).isNotDone();
        assertThat(pending.complete(1, OK)).isTrue();
    }

    @Test
    @DisplayName("§4.1: an answer to an id that does not wait is dropped")
    void staleAnswers() {
        assertThat(pending.complete(9, OK)).isFalse();
        CompletableFuture<Body> one = pending.add(1, null);
        pending.complete(1, OK);
        assertThat(pending.complete(1, Body.of(OK.json()))).isFalse();
        pending.fail(1, LOST);
        pending.fail(9, LOST);
        pending.progress(9, Progress.of("x"));
        assertThat(one.join()).isSameAs(OK);
    }

    @Test
    void whateverTheReasonTheEntryGoes() {
        pending.add(1, null).cancel(true);
        pending.add(2, null).completeExceptionally(LOST);
        pending.add(3, null)
                .orTimeout(1, TimeUnit.NANOSECONDS)
                .exceptionally(late -> OK)
                .join();
        pending.add(4, null).complete(OK);
        CompletableFuture<Body> five = pending.add(5, null);
        pending.fail(5, LOST);
        assertThat(Outcome.failure(five)).isSameAs(LOST);
    }

    @Test
    void progressGoesToTheListenerWhileItWaits() {
        List<Progress> heard = new ArrayList<>();
        pending.add(1, heard::add);
        pending.add(2, null);
        pending.progress(1, Progress.of("a"));
        pending.progress(2, Progress.of("b"));
        pending.complete(1, OK);
        pending.progress(1, Progress.of("late"));
        pending.complete(2, OK);
        assertThat(heard).containsExactly(Progress.of("a"));
    }

    @Test
    @DisplayName(
            "§13-24: all fail when the connection is lost, each with an exception of its own, and so does what comes later")
    void failAll() {
        CompletableFuture<Body> one = pending.add(1, null);
        CompletableFuture<Body> two = pending.add(2, null);
        pending.failAll(LOST);
        CompletableFuture<Body> late = pending.add(3, null);
        TaskException first = Outcome.failure(one);
        assertThat(first.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(first).isNotSameAs(LOST).isNotSameAs(Outcome.failure(two)).hasCause(LOST);
        assertThat(Outcome.failure(late).text()).isEqualTo("gone");
    }

    @Test
    void nobodyIsForgottenWhenTheConnectionIsLostMeanwhile() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(8);
        try {
            List<CompletableFuture<Body>> replies = new ArrayList<>();
            List<CompletableFuture<CompletableFuture<Body>>> adding = IntStream.range(0, 2000)
                    .mapToObj(id -> CompletableFuture.supplyAsync(() -> pending.add(id, null), pool))
                    .toList();
            CompletableFuture.runAsync(() -> pending.failAll(LOST), pool).join();
            adding.forEach(one -> replies.add(one.join()));
            replies.forEach(reply -> assertThat(Outcome.failure(reply).code()).isEqualTo(ErrorCode.CONNECTION_LOST));
        } finally {
            pool.shutdownNow();
        }
    }
}
