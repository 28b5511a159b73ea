package dev.taskrunner.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.testing.Gate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PiecesTest {

    private static void pass(Gate gate) {
        try {
            gate.pass();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatComesMeanwhileGoesAlongWithTheNextPiece() throws Exception {
        ExecutorService pool = Executors.newSingleThreadExecutor();
        Gate gate = new Gate();
        List<String> sent = new CopyOnWriteArrayList<>();
        Pieces pieces = new Pieces(pool, piece -> {
            pass(gate);
            sent.add(piece);
        });
        pieces.add("a");
        assertThat(gate.awaitArrivals(1)).isTrue();
        pieces.add("b");
        pieces.add("c");
        gate.open();
        pieces.flush();
        assertThat(sent).containsExactly("a", "bc");
        pool.shutdownNow();
    }

    @Test
    void whatCannotBeSentHoldsUpNobody() throws Exception {
        List<String> tried = new ArrayList<>();
        Pieces failing = new Pieces(Runnable::run, piece -> {
            tried.add(piece);
            throw new IllegalStateException("the room is gone");
        });
        for (int i = 0; i < 2; i++) {
            try {
                failing.add("a");
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("the room is gone");
            }
        }
        failing.flush();
        assertThat(tried).containsExactly("a", "a");
        Pieces closed = new Pieces(
                task -> {
                    throw new RejectedExecutionException("closed");
                },
                piece -> tried.add("never"));
        closed.add("b");
        closed.flush();
        assertThat(tried).hasSize(2);
    }
}
