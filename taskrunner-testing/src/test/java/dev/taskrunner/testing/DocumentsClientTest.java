package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomDocument;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Documents of a room, as a Java program sees them. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class DocumentsClientTest {
    private static final String EMPTY = "\u0000\u0000";

    private final BlockingQueue<String> alices = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> bobs = new LinkedBlockingQueue<>();

    private static void into(BlockingQueue<String> heard, byte[] update) {
        heard.add(new String(update, StandardCharsets.ISO_8859_1));
    }

    private static byte[] update(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String next(BlockingQueue<String> heard) throws InterruptedException {
        String update = heard.poll(30, TimeUnit.SECONDS);
        assertThat(update).as("an update").isNotNull();
        return update;
    }

    @Test
    @DisplayName("§13-55 updates go to the others, once, and to those who come later")
    void relay(@As("alice") Room alice, @As("bob") Room bob) throws Exception {
        try (RoomDocument mine = alice.documents().open("a.note", update -> into(alices, update))) {
            assertThat(mine.path()).isEqualTo("a.note");
            assertThat(next(alices)).isEqualTo(EMPTY);
            mine.update(update("one"));
            try (RoomDocument theirs = bob.documents().open("a.note", update -> into(bobs, update))) {
                assertThat(next(bobs)).isEqualTo("one");
                mine.update(update("two"));
                assertThat(next(bobs)).isEqualTo("two");
                theirs.update(update("two"));
                theirs.update(update("three"));
                assertThat(next(alices)).isEqualTo("three");
            }
            mine.update(update("four"));
        }
        assertThat(alices).isEmpty();
        assertThat(bobs).isEmpty();
    }

    @Test
    @DisplayName("Twice open on one connection: both hear, and the last one that closes ends it")
    void twice(@As("alice") Room alice, @As("bob") Room bob) throws Exception {
        RoomDocument first = alice.documents().open("a.note", update -> into(alices, update));
        assertThat(next(alices)).isEqualTo(EMPTY);
        RoomDocument second = alice.documents().open("a.note", update -> into(bobs, update));
        assertThat(next(bobs)).isEqualTo(EMPTY);
        first.close();
        first.close();
        RoomDocument writer = bob.documents().open("a.note", update -> {});
        writer.update(update("one"));
        assertThat(next(bobs)).isEqualTo("one");
        second.close();
        writer.update(update("two"));
        assertThat(bob.agents().list()).isEmpty();
        assertThat(alice.agents().list()).isEmpty();
        assertThat(bobs).isEmpty();
    }

    @Test
    @DisplayName("After a lost connection all updates come again, and writing goes on")
    void reconnects(RoomFixture fixture, @As("alice") Room alice) throws Exception {
        RoomDocument document = alice.documents().open("a.note", update -> into(alices, update));
        next(alices);
        document.update(update("lost with the server, which keeps all in memory"));
        fixture.restartServer();
        assertThat(Eventually.holds(alice::isOpen)).isTrue();
        assertThatThrownBy(() -> alice.documents().open("b.note/", update -> {}))
                .isInstanceOfSatisfying(
                        TaskException.class,
                        e -> assertThat(e.code()).isIn(ErrorCode.INVALID_REQUEST, ErrorCode.CONNECTION_LOST));
        document.close();
    }

    @Test
    @DisplayName(
            "A document is made once; a thread begins with its elements; a listener that throws keeps nobody from hearing")
    void creating(@As("alice") Room alice) throws Exception {
        alice.documents().create("a.thread");
        assertThatThrownBy(() -> alice.documents().create("a.thread")).hasMessageContaining("already");
        RoomDocument failing = alice.documents().open("a.thread", update -> {
            throw new IllegalStateException("on purpose");
        });
        RoomDocument hearing = alice.documents().open("a.thread", update -> into(alices, update));
        assertThat(next(alices)).contains("members").contains("messages");
        failing.close();
        hearing.close();
    }
}
