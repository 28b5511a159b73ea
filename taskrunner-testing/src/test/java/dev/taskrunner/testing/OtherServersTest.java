package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomException;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers that are gone, elsewhere, changed or strict; over sockets only. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class OtherServersTest {

    @Test
    @DisplayName("a server that comes back with another secret ends the room with a reason, and no endless attempts")
    void refusedOnReturn() throws Exception {
        RoomServer first = RoomServer.start();
        int port = first.port();
        Room room = Room.connect(RoomOptions.builder(first.uri("demo"), TokenSource.fixed(first.token("demo", "alice")))
                .reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(50))
                .build());
        first.close();
        try (RoomServer second =
                RoomServer.start(RoomServerOptions.builder().port(port).build())) {
            assertThat(second.port()).isEqualTo(port);
            assertThat(room.ended().get(20, TimeUnit.SECONDS)).contains("401");
            assertThat(room.isOpen()).isFalse();
        } finally {
            room.close();
        }
    }

    @Test
    @DisplayName("a server that is not there is unreachable, and a wrong path too")
    void unreachable(RoomFixture rooms) {
        URI nobody;
        try (RoomServer gone = RoomServer.start()) {
            nobody = gone.uri(rooms.roomName());
        }
        RoomException refusal =
                catchThrowableOfType(RoomException.class, () -> Room.connect(nobody, rooms.token("alice")));
        assertThat(refusal.reason()).isEqualTo(RoomException.Reason.UNREACHABLE);
        URI wrong = rooms.uri().resolve("/no/rooms/here");
        RoomException lost = catchThrowableOfType(RoomException.class, () -> Room.connect(wrong, rooms.token("alice")));
        assertThat(lost).hasMessageContaining("404");
    }

    @Test
    @DisplayName("a server that gives no tokens: a second runner on a fixed token is refused, and the first is served")
    void givesNoTokens() {
        RoomServerOptions strict =
                RoomServerOptions.builder().delegatedNames(false).build();
        try (RoomServer server = RoomServer.start(strict);
                Room room = Room.connect(server.uri("demo"), server.token("demo", "host"))) {
            var denied = Failure.of(() -> room.serve(Runners.add("second")));
            assertThat(denied.code()).isEqualTo(ErrorCode.DENIED);
            assertThat(denied.text()).contains("second");
            assertThatCode(() -> room.serve(Runners.add("host"))).doesNotThrowAnyException();
        }
    }
}
