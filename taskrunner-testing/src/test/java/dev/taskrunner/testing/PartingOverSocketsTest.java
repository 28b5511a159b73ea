package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskResult;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.testing.TcpProxy.Direction;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Networks that break, between a room and the server. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class PartingOverSocketsTest {

    private static RoomOptions.Builder through(TcpProxy proxy, RoomFixture rooms, String name) {
        return RoomOptions.builder(proxy.uri(), TokenSource.fixed(rooms.token(name)))
                .reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(100))
                .gracePeriod(Duration.ofMillis(200));
    }

    @Test
    @DisplayName("§13-34 a plug that is pulled at the runner: its caller hears so at once, and the runner comes back")
    void plugIsPulled(RoomFixture rooms, @As("alice") Room alice) throws Exception {
        Gate gate = new Gate();
        try (TcpProxy proxy = TcpProxy.to(rooms.uri())) {
            Room host = rooms.connect(through(proxy, rooms, "host"));
            host.serve(Runners.waiting("host", gate));
            CompletableFuture<TaskResult> answer = alice.agents().askAsync("host", Map.of());
            assertThat(gate.awaitArrivals(1)).isTrue();
            proxy.cut();
            assertThat(Failure.of(answer).code()).isEqualTo(ErrorCode.AGENT_LEFT);
            gate.open();
            assertThat(Eventually.answer(() -> alice.agents().ask("host", Map.of()))
                            .asText())
                    .isEqualTo("through");
        }
    }

    @Test
    @DisplayName("§13-17 a line that went dead without a word is given up after two ping intervals, and made again")
    void deadLineIsGivenUp(RoomFixture rooms) throws Exception {
        ManualTimer timer = new ManualTimer();
        try (TcpProxy proxy = TcpProxy.to(rooms.uri())) {
            Room room =
                    rooms.connect(through(proxy, rooms, "alice").timer(timer).pingInterval(Duration.ofSeconds(30)));
            assertThat(proxy.awaitConnections(1, Duration.ofSeconds(20))).isTrue();
            String before = room.participantId();
            proxy.stall(Direction.TO_CLIENT);
            CompletableFuture<TaskResult> answer = room.agents().askAsync("nobody", Map.of());
            for (int i = 0; i < 2; i++) {
                timer.advance(Duration.ofSeconds(30));
            }
            assertThat(Failure.of(answer).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
            proxy.resume(Direction.TO_CLIENT);
            assertThat(timer.awaitPending(Duration.ofSeconds(1), Duration.ofSeconds(20)))
                    .isTrue();
            timer.advance(Duration.ofSeconds(1));
            assertThat(proxy.awaitConnections(1, Duration.ofSeconds(20))).isTrue();
            assertThat(Eventually.holds(
                            () -> room.isOpen() && !room.participantId().equals(before)))
                    .isTrue();
        }
    }

    @Test
    @DisplayName("a network that is away for a while: the room tries until it is there again")
    void networkIsAwayForAWhile(RoomFixture rooms) throws Exception {
        try (TcpProxy proxy = TcpProxy.to(rooms.uri())) {
            Room room = rooms.connect(through(proxy, rooms, "alice"));
            proxy.stopAccepting();
            proxy.cut();
            assertThat(Eventually.holds(() -> !room.isOpen())).isTrue();
            proxy.startAccepting();
            assertThat(Eventually.holds(room::isOpen)).isTrue();
            assertThat(room.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("a half-closed connection counts as lost")
    void halfClosedIsLost(RoomFixture rooms) throws Exception {
        try (TcpProxy proxy = TcpProxy.to(rooms.uri())) {
            Room room = rooms.connect(through(proxy, rooms, "alice").reconnect(false));
            proxy.halfClose(Direction.TO_CLIENT);
            assertThat(room.ended().get(20, TimeUnit.SECONDS)).contains("connection lost");
        }
    }

    @Test
    @DisplayName("a slow and thin line delays answers but loses none")
    void slowLineLosesNothing(RoomFixture rooms, @As("host") Room host) throws Exception {
        host.serve(Runners.of("host", (context, input) -> TaskResult.of("x".repeat(200_000))));
        try (TcpProxy proxy = TcpProxy.to(rooms.uri())) {
            Room room = rooms.connect(through(proxy, rooms, "alice"));
            proxy.delay(Duration.ofMillis(30));
            proxy.throttle(2 << 20);
            for (int i = 0; i < 3; i++) {
                assertThat(room.agents().ask("host", Map.of()).asText()).hasSize(200_000);
            }
        }
    }
}
