package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomDocument;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is there again after a lost connection, and what must not hold the rest up. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class TakingUpAgainTest {
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private static Room join(RoomFixture rooms, Cable cable, String name) {
        return rooms.connect(
                rooms.options(name).transport(cable).reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(50)));
    }

    private static List<Object> moods(Room room, String name) {
        return room.messaging().participants().stream()
                .filter(one -> one.name().equals(name))
                .map(one -> one.attributes().getOrDefault("mood", "none"))
                .toList();
    }

    private void hear(byte[] update) {
        heard.add(new String(update, StandardCharsets.ISO_8859_1));
    }

    private String next() throws InterruptedException {
        String update = heard.poll(30, TimeUnit.SECONDS);
        assertThat(update).as("an update within 30 s").isNotNull();
        return update;
    }

    private static byte[] update(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    @DisplayName("All updates of an open document come again, and new ones reach it")
    void documents(RoomFixture rooms, @As("alice") Room alice) throws Exception {
        Cable cable = new Cable(rooms.transport());
        Room bob = join(rooms, cable, "bob");
        RoomDocument alices = alice.documents().open("a.note", update -> {});
        try (RoomDocument bobs = bob.documents().open("a.note", this::hear)) {
            assertThat(next()).hasSize(2);
            alices.update(update("one"));
            assertThat(next()).isEqualTo("one");
            cable.cut();
            assertThat(next()).isEqualTo("one");
            alices.update(update("two"));
            assertThat(next()).isEqualTo("two");
            assertThat(bobs.path()).isEqualTo("a.note");
        }
    }

    @Test
    @DisplayName("A document that is gone with the server keeps neither the room nor its attributes from coming back")
    void goneDocument(RoomFixture rooms, @As("alice") Room alice, @As("bob") Room bob) {
        alice.messaging().enable();
        bob.messaging().enable();
        RoomDocument document = bob.documents().open("a.note", update -> {});
        bob.setAttributes(Map.of("mood", "fine"));
        rooms.restartServer();
        assertThat(Eventually.holds(() -> alice.isOpen() && moods(alice, "bob").contains("fine")))
                .as("bob is back")
                .isTrue();
        assertThat(bob.storage().exists("nothing")).isFalse();
        assertThatThrownBy(() -> document.update(update("one"))).isInstanceOf(TaskException.class);
        document.close();
    }

    @Test
    @DisplayName("A document that is gone can be opened anew")
    void openedAnew(RoomFixture rooms, @As("bob") Room bob) throws Exception {
        RoomDocument old = bob.documents().open("a.note", update -> {});
        String first = bob.participantId();
        rooms.restartServer();
        assertThat(Eventually.holds(() -> bob.isOpen() && !bob.participantId().equals(first)))
                .isTrue();
        old.close();
        try (RoomDocument anew = bob.documents().open("a.note", this::hear)) {
            assertThat(next()).hasSize(2);
            anew.update(update("one"));
        }
        try (RoomDocument again = bob.documents().open("a.note", this::hear)) {
            assertThat(next()).isEqualTo("one");
            assertThat(again.path()).isEqualTo("a.note");
        }
    }

    @Test
    @DisplayName("Attributes that are no JSON are refused, and forgotten: the room comes back after a loss")
    void brokenAttributes(RoomFixture rooms, @As("alice") Room alice) {
        Cable cable = new Cable(rooms.transport());
        Room bob = join(rooms, cable, "bob");
        alice.messaging().enable();
        bob.messaging().enable();
        bob.setAttributes(Map.of("mood", "fine"));
        Map<String, Object> broken = Map.of("mood", new Object());
        assertThatThrownBy(() -> bob.setAttributes(broken)).isInstanceOf(RuntimeException.class);
        String first = bob.participantId();
        cable.cut();
        assertThat(Eventually.holds(() -> bob.isOpen() && !bob.participantId().equals(first)))
                .isTrue();
        assertThat(Eventually.holds(() -> moods(alice, "bob").equals(List.of("fine"))))
                .isTrue();
        assertThat(bob.agents().list()).isEmpty();
    }

    @Test
    @DisplayName("Of attributes that were set several times the latest are said again, all names of them")
    void latestAttributes(RoomFixture rooms, @As("alice") Room alice) {
        Cable cable = new Cable(rooms.transport());
        Room bob = join(rooms, cable, "bob");
        alice.messaging().enable();
        bob.messaging().enable();
        bob.setAttributes(Map.of("mood", "bad", "place", "home"));
        bob.setAttributes(Map.of("mood", "good"));
        cable.cut();
        assertThat(Eventually.holds(() -> alice.messaging().participants().stream()
                        .filter(one -> one.id().equals(bob.participantId()))
                        .anyMatch(one -> "good".equals(one.attributes().get("mood"))
                                && "home".equals(one.attributes().get("place")))))
                .isTrue();
    }

    @Test
    @DisplayName("Joining as another: messages and attributes of one are not those of the other")
    void joinAs(@As("host") Room host, @As("alice") Room alice) {
        alice.messaging().enable();
        host.messaging().enable();
        host.setAttributes(Map.of("mood", "host's"));
        try (Room bot = host.joinAs("bot")) {
            bot.messaging().enable();
            assertThat(bot.name()).isEqualTo("bot");
            assertThat(bot.roomName()).isEqualTo(host.roomName());
            assertThat(bot.participantId()).isNotEqualTo(host.participantId());
            assertThat(Eventually.holds(() -> moods(alice, "bot").equals(List.of("none"))))
                    .isTrue();
        }
        assertThat(Eventually.holds(() -> moods(alice, "bot").isEmpty())).isTrue();
        assertThat(Eventually.holds(() -> moods(alice, "host").equals(List.of("host's"))))
                .isTrue();
    }

    @Test
    @DisplayName("Joining as another through a room that is closed fails, and closing twice does no harm")
    void joinAsClosed(RoomFixture rooms) {
        Room host = rooms.connect("host");
        Room bot = host.joinAs("bot");
        bot.close();
        bot.close();
        assertThat(bot.isOpen()).isFalse();
        assertThat(bot.ended()).isCompleted();
        assertThat(host.isOpen()).isTrue();
        host.close();
        assertThatThrownBy(() -> host.joinAs("late")).isInstanceOf(RuntimeException.class);
        TaskException error = Failure.of(() -> host.storage().exists("f"));
        assertThat(error.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    }

    @Test
    @DisplayName("While the room is away every client fails at once, and works again afterwards")
    void away(RoomFixture rooms, @As("bob") Room bob) {
        rooms.stopServer();
        assertThat(Eventually.holds(() -> !bob.isOpen())).isTrue();
        List<Runnable> calls = List.of(
                () -> bob.storage().list(""),
                () -> bob.queues().list(),
                () -> bob.secrets().list(),
                () -> bob.agents().list(),
                () -> bob.documents().open("a.note", update -> {}),
                () -> bob.setAttributes(Map.of("mood", "alone")),
                () -> bob.admin().exportRecords("documents", record -> {}));
        assertThat(calls).allSatisfy(call -> assertThat(Failure.of(call).code()).isEqualTo(ErrorCode.CONNECTION_LOST));
    }
}
