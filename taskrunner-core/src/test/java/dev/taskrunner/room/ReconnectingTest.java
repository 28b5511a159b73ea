package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Outcome;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.Wire;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.wire.Body;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReconnectingTest {
    private static final TaskRunner ECHO =
            TaskRunner.of(TaskSpec.builder().build(), (context, input) -> TaskResult.of("echo"));

    private final ScriptedRoom server = new ScriptedRoom();

    @AfterEach
    void leave() {
        server.close();
    }

    private void awaitRetry() throws InterruptedException {
        server.timer.awaitScheduled(Duration.ofMillis(50), Duration.ofSeconds(1));
    }

    private void passTheDelay() throws InterruptedException {
        awaitRetry();
        server.timer.advance(Duration.ofSeconds(1));
    }

    @Test
    void everythingIsRegisteredAgainInTheOrderInWhichItWas() throws Exception {
        server.answer("messaging.enable", "{\"type\":\"empty\"}");
        server.answer("developer.watch", "{\"type\":\"empty\"}");
        server.answer("agent.register_toolkit", "{\"type\":\"json\",\"json\":{\"id\":\"k1\"}}");
        Room room = server.join();
        ScriptedPeer first = server.peer();
        room.messaging().enable();
        room.developer().watch((type, data) -> {});
        room.toolkits().register(Toolkit.of("math"), true);
        room.serve(ECHO);
        room.toolkits().register(Toolkit.of("text"), false).close();
        // The peer asks as soon as it knows the runner again, so that all registrations come before the answer.
        server.answers.put("agent.register_agent", (peer, message) -> {
            peer.ask("t", "{}");
            return Body.of(Wire.fields("{\"type\":\"json\",\"json\":{\"id\":\"r2\"}}"));
        });
        first.cut();
        ScriptedPeer second = server.reconnected();
        second.expect("agent.ask_response");
        assertThat(second.types())
                .containsExactly(
                        "messaging.enable",
                        "developer.watch",
                        "agent.register_toolkit",
                        "agent.register_agent",
                        "agent.ask_response");
        assertThat(room.isOpen()).isTrue();
    }

    @Test
    void itTriesUntilItStands() throws Exception {
        Room room = server.join();
        server.refusals.add(new IOException("no route"));
        server.refusals.add(new TransportRefusedException(503, "HTTP 503"));
        server.peer().cut();
        for (int attempts = 2; attempts <= 3; attempts++) {
            passTheDelay();
        }
        server.reconnected();
        assertThat(server.attempts()).isEqualTo(4);
        assertThat(room.ended()).isNotDone();
    }

    @Test
    void aFreshTokenIsTakenForEachConnection() throws Exception {
        AtomicInteger number = new AtomicInteger();
        RoomOptions options = RoomOptions.builder(ScriptedRoom.ADDRESS, name -> name + number.incrementAndGet())
                .name("me")
                .transport(server)
                .timer(server.timer)
                .build();
        try (Room room = Room.connect(options)) {
            ScriptedPeer first = server.peer();
            assertThat(room.name()).isEqualTo("me1");
            first.cut();
            assertThat(server.reconnected().name()).isEqualTo("me2");
        }
    }

    @Test
    void aTokenThatCannotBeHadNowIsTriedForAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        RoomOptions options = RoomOptions.builder(ScriptedRoom.ADDRESS, name -> {
                    if (calls.incrementAndGet() == 2) {
                        throw new IllegalStateException("the token service is down");
                    }
                    return "me";
                })
                .transport(server)
                .timer(server.timer)
                .build();
        try (Room room = Room.connect(options)) {
            server.peer().cut();
            passTheDelay();
            server.reconnected();
            assertThat(calls).hasValue(3);
            assertThat(room.ended()).isNotDone();
        }
    }

    @Test
    void refusedForGoodItGivesUpAndSaysSo() throws Exception {
        Room room = server.join();
        server.refusals.add(new TransportRefusedException(401, "HTTP 401"));
        server.peer().cut();
        passTheDelay();
        assertThat(Outcome.value(room.ended())).contains("401");
        assertThat(server.timer.waiting()).noneMatch(delay -> delay.compareTo(Duration.ofSeconds(1)) <= 0);
        TaskException failure = catchThrowableOfType(TaskException.class, room.agents()::list);
        assertThat(failure.code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        assertThat(failure.text()).doesNotContain("connecting again");
    }

    @Test
    void withoutReconnectTheFirstLossEndsIt() throws Exception {
        Room room = server.join(options -> options.reconnect(false));
        server.peer().close(1012, "restart");
        assertThat(Outcome.value(room.ended())).contains("1012").contains("restart");
        assertThat(room.isOpen()).isFalse();
        assertThat(catchThrowableOfType(TaskException.class, room.agents()::list)
                        .text())
                .doesNotContain("connecting again");
    }

    @Test
    void ifRegisteringAgainFailsItStartsOver() throws Exception {
        Room room = server.join();
        ScriptedPeer first = server.peer();
        room.serve(ECHO);
        server.answer("agent.register_agent", "{\"type\":\"error\",\"text\":\"not now\"}");
        first.cut();
        ScriptedPeer second = server.reconnected();
        assertThat(Outcome.value(second.closed())).contains("registering again failed");
        server.answer("agent.register_agent", "{\"type\":\"json\",\"json\":{\"id\":\"r2\"}}");
        ScriptedPeer third = server.reconnected();
        third.awaitType("agent.register_agent");
        third.ask("t", "{}");
        third.expect("agent.ask_response");
        assertThat(room.isOpen()).isTrue();
    }

    @Test
    void lostAgainWhileRegisteringItIsMadeOnceAndNotTwice() throws Exception {
        Room room = server.join();
        ScriptedPeer first = server.peer();
        room.serve(ECHO);
        server.answers.put("agent.register_agent", (peer, message) -> {
            peer.cut();
            return null;
        });
        first.cut();
        assertThat(Outcome.value(server.reconnected().closed())).contains("cut");
        server.answer("agent.register_agent", "{\"type\":\"json\",\"json\":{\"id\":\"r2\"}}");
        ScriptedPeer third = server.reconnected();
        third.awaitType("agent.register_agent");
        third.ask("t", "{}");
        third.expect("agent.ask_response");
        server.timer.advance(Duration.ofSeconds(2));
        assertThat(server.attempts()).isEqualTo(3);
        assertThat(server.hasNoFurtherPeer()).isTrue();
        assertThat(third.closed()).isNotDone();
    }

    @Test
    void anExecutorThatRefusesDoesNotHoldItUp() throws Exception {
        AtomicBoolean full = new AtomicBoolean();
        Room room = server.join(options -> options.executor(task -> {
            if (full.get()) {
                throw new RejectedExecutionException("full");
            }
            server.threads().execute(task);
        }));
        ScriptedPeer first = server.peer();
        full.set(true);
        first.cut();
        server.reconnected();
        assertThat(room.ended()).isNotDone();
    }

    @Test
    void closedMeanwhileItStaysClosed() throws Exception {
        Room room = server.join();
        server.peer().cut();
        awaitRetry();
        room.close();
        server.timer.advance(Duration.ofSeconds(5));
        assertThat(server.attempts()).isEqualTo(1);
        assertThat(Outcome.value(room.ended())).isEqualTo("closed");
    }

    @Test
    void oneWhoIsHeardOfIsLeftAlone() throws Exception {
        Room room = server.join(options -> options.pingInterval(Duration.ofSeconds(30)));
        ScriptedPeer peer = server.peer();
        server.answer("developer.log", "{\"type\":\"empty\"}");
        for (int i = 0; i < 5; i++) {
            server.timer.advance(Duration.ofSeconds(29));
            room.developer().log("still", Map.of("here", true));
            server.timer.advance(Duration.ofSeconds(1));
        }
        assertThat(room.isOpen()).isTrue();
        assertThat(server.timer.waiting()).isEqualTo(List.of(Duration.ofSeconds(30)));
        assertThat(peer.closed()).isNotDone();
    }

    @Test
    void oneWhoIsSilentIsPingedAndThenLeft() throws Exception {
        AtomicInteger pings = new AtomicInteger();
        Room room = server.join(options -> options.pingInterval(Duration.ofSeconds(30))
                .reconnect(false)
                .transport(target -> new Deaf(server.create(target), pings)));
        ScriptedPeer peer = server.peer();
        server.timer.advance(Duration.ofSeconds(30));
        assertThat(pings).hasValue(1);
        assertThat(room.isOpen()).isTrue();
        server.timer.advance(Duration.ofSeconds(30));
        assertThat(Outcome.value(peer.closed())).contains("no sign of life for 60 s");
        assertThat(Outcome.value(room.ended())).contains("no sign of life");
        assertThat(pings).hasValue(1);
    }

    /** Its pings are never answered. */
    private record Deaf(RoomTransport to, AtomicInteger pings) implements RoomTransport {
        @Override
        public void start(Listener listener) throws IOException {
            to.start(listener);
        }

        @Override
        public void send(List<ByteBuffer> packets) throws IOException {
            to.send(packets);
        }

        @Override
        public long queuedBytes() {
            return to.queuedBytes();
        }

        @Override
        public void ping() {
            pings.incrementAndGet();
        }

        @Override
        public void close(int code, String reason) {
            to.close(code, reason);
        }
    }
}
