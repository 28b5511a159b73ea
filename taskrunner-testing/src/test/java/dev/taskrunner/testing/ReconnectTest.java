package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.CurrentType;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomMessage;
import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a room, its runners and its requests when connections are lost. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class ReconnectTest {
    private static final Map<String, Object> ONE_AND_TWO = Map.of("a", 1, "b", 2);

    @Test
    @DisplayName("after a restart of the server runners, toolkits and messaging are there again by themselves")
    void everythingComesBack(RoomFixture rooms, @As("host") Room host, @As("alice") Room alice) throws Exception {
        host.serve(Runners.add("host"));
        host.serve(Runners.add("second"));
        host.toolkits().register(Toolkit.of("greetings", hello()), true);
        LinkedBlockingQueue<RoomMessage> heard = new LinkedBlockingQueue<>();
        host.messaging().onMessage(heard::add);
        host.messaging().enable();
        alice.messaging().enable();
        String before = alice.participantId();

        rooms.restartServer();

        for (String runner : List.of("host", "second")) {
            assertThat(Eventually.answer(() -> alice.agents().ask(runner, ONE_AND_TWO))
                            .asMap())
                    .containsEntry("sum", 3);
        }
        assertThat(Eventually.holds(() -> alice.toolkits().list().stream()
                        .anyMatch(kit -> kit.name().equals("greetings"))))
                .isTrue();
        assertThat(alice.toolkits().invoke("greetings", "hello", Map.of()).asText())
                .isEqualTo("hello");
        assertThat(Eventually.holds(() -> named(alice, "host") != null))
                .as("host is on the roster")
                .isTrue();
        alice.messaging().send(named(alice, "host").id(), "note", Map.of("n", 1));
        assertThat(heard.poll(20, TimeUnit.SECONDS))
                .isNotNull()
                .extracting(RoomMessage::type)
                .isEqualTo("note");
        assertThat(alice.participantId()).isNotEqualTo(before);
    }

    private static Participant named(Room room, String name) {
        return room.messaging().participants().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Tool hello() {
        return Tool.of("hello", "greets", JsonSchema.noArguments(), (context, input) -> TaskResult.of("hello"));
    }

    @Test
    @DisplayName("§13-24 requests that wait fail at once when the connection is lost, and later ones too")
    void waitingRequestsFailAtOnce(RoomFixture rooms, @As("host") Room host, @As("alice") Room alice) {
        Gate gate = new Gate();
        host.serve(Runners.waiting("host", gate));
        CompletableFuture<TaskResult> answer = alice.agents().askAsync("host", Map.of());
        assertThat(gate.awaitArrivals(1)).isTrue();
        rooms.stopServer();
        assertThat(Failure.of(answer).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(gate.awaitInterrupts(1)).as("the runner was interrupted").isTrue();
        assertThat(Failure.of(() -> alice.agents().ask("host", Map.of())).code())
                .isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(Failure.of(() -> alice.agents().list()).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(Eventually.holds(() -> !alice.isOpen())).isTrue();
    }

    @Test
    @DisplayName("a lost connection is made again after the back-off, no sooner, under a new id")
    void waitsBeforeConnectingAgain(RoomFixture rooms) throws Exception {
        ManualTimer timer = new ManualTimer();
        Cable cable = new Cable(rooms.transport());
        Room room = rooms.connect(rooms.options("alice")
                .timer(timer)
                .transport(cable)
                .reconnectDelay(Duration.ofSeconds(4), Duration.ofSeconds(8)));
        String before = room.participantId();
        cable.cut();
        assertThat(timer.awaitPending(Duration.ofSeconds(4), Duration.ofSeconds(20)))
                .isTrue();
        assertThat(room.isOpen()).isFalse();
        timer.advance(Duration.ofMillis(1_999));
        assertThat(cable.made()).isEqualTo(1);
        timer.advance(Duration.ofSeconds(3));
        assertThat(Eventually.holds(room::isOpen)).isTrue();
        assertThat(room.participantId()).isNotEqualTo(before);
        assertThat(cable.made()).isEqualTo(2);
        assertThat(room.ended()).isNotDone();
    }

    @Test
    @DisplayName("a connection that is lost again while registering leaves one connection in the end, not two")
    void isLostWhileRegisteringAgain(RoomFixture rooms, @As("alice") Room alice) throws Exception {
        ManualTimer timer = new ManualTimer();
        Cable cable = new Cable(rooms.transport());
        Room host = rooms.connect(rooms.options("host").timer(timer).transport(cable));
        host.serve(Runners.add("host"));
        AtomicInteger left = new AtomicInteger(1);
        Set<String> registrations = Set.of(MessageType.REGISTER_AGENT, CurrentType.REGISTER_TOOLKIT);
        cable.cutBefore(type -> registrations.contains(type) && left.getAndDecrement() > 0);
        cable.cut();
        Duration soon = Duration.ofSeconds(5);
        while (cable.made() < 3) {
            if (timer.awaitPending(soon, Duration.ofMillis(100))) {
                timer.advance(soon);
            }
        }
        assertThat(Eventually.answer(() -> alice.agents().ask("host", ONE_AND_TWO))
                        .asMap())
                .containsEntry("sum", 3);
        assertThat(timer.pending()).as("further attempts that are scheduled").allMatch(due -> due.compareTo(soon) > 0);
        timer.advance(soon);
        assertThat(alice.agents().list()).hasSize(1);
        assertThat(cable.made()).as("connections made").isEqualTo(3);
    }

    @Test
    @DisplayName("a room that is closed stays closed")
    void staysClosed(RoomFixture rooms) throws Exception {
        ManualTimer timer = new ManualTimer();
        Cable cable = new Cable(rooms.transport());
        Room room = rooms.connect(rooms.options("alice").timer(timer).transport(cable));
        room.close();
        assertThat(room.ended().get(20, TimeUnit.SECONDS)).isEqualTo("closed");
        assertThat(Eventually.holds(() -> !room.isOpen())).isTrue();
        timer.advance(Duration.ofHours(1));
        assertThat(cable.made()).isEqualTo(1);
        assertThat(Failure.of(() -> room.agents().list()).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
    }

    @Test
    @DisplayName("without reconnect a lost connection ends the room, and says so")
    void endsWithoutReconnect(RoomFixture rooms) throws Exception {
        Cable cable = new Cable(rooms.transport());
        Room room = rooms.connect(rooms.options("alice").reconnect(false).transport(cable));
        cable.cut();
        assertThat(room.ended().get(20, TimeUnit.SECONDS)).contains("connection lost");
        assertThat(cable.made()).isEqualTo(1);
    }

    @Test
    @DisplayName("what a task does on its cancellation does not run on the transport's thread")
    void cancelsOffTheTransportsThread(RoomFixture rooms, @As("alice") Room alice) {
        Gate gate = new Gate();
        AtomicReference<Thread> cancelling = new AtomicReference<>();
        Cable cable = new Cable(rooms.transport());
        Room host = rooms.connect(rooms.options("host").transport(cable));
        host.serve(Runners.of("host", (context, input) -> {
            context.cancellation().onCancel(() -> cancelling.set(Thread.currentThread()));
            gate.pass();
            return TaskResult.empty();
        }));
        CompletableFuture<TaskResult> answer = alice.agents().askAsync("host", Map.of());
        assertThat(gate.awaitArrivals(1)).isTrue();
        cable.cut();
        assertThat(gate.awaitInterrupts(1)).isTrue();
        assertThat(Failure.of(answer).code()).isIn(ErrorCode.AGENT_LEFT, ErrorCode.CONNECTION_LOST);
        Set<Thread> transports = cable.threads();
        assertThat(cancelling.get()).isNotNull().isNotIn(transports);
    }
}
