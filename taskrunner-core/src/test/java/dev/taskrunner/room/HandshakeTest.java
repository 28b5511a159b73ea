package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.Outcome;
import dev.taskrunner.room.RoomException.Reason;
import dev.taskrunner.room.spi.TransportRefusedException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HandshakeTest {
    private static final String INIT = "{\"type\":\"init\",\"participantId\":\"p\",\"attributes\":{\"name\":\"me\"}}";

    private final ScriptedRoom server = new ScriptedRoom();

    @AfterEach
    void leave() {
        server.close();
    }

    private RoomException failure() {
        return catchThrowableOfType(RoomException.class, server::join);
    }

    @Test
    @DisplayName("§13-13: connected, then room_ready")
    void theUsualOrder() {
        try (Room room = server.join()) {
            assertThat(room.isOpen()).isTrue();
            assertThat(room.name()).isEqualTo("me");
            assertThat(room.participantId()).isEqualTo("id-of-me");
            assertThat(room.roomName()).isEqualTo("demo");
        }
    }

    @Test
    @DisplayName("§3.2: the other order will do")
    void theOtherOrder() {
        server.greeting(peer -> {
            peer.ready("cancel");
            peer.push("connected", INIT);
        });
        assertThat(server.join().participantId()).isEqualTo("p");
    }

    @Test
    @DisplayName("§3.1: connected of another type is ignored, as are pushes nobody knows and a second room_ready")
    void whatElseMayCome() {
        server.greeting(peer -> {
            peer.push("connected", "{\"type\":\"other\",\"participantId\":\"wrong\"}");
            peer.push("room.status", "{\"status\":\"starting\"}");
            peer.push("connected", INIT);
            peer.ready();
            peer.ready();
        });
        assertThat(server.join().participantId()).isEqualTo("p");
    }

    @Test
    @DisplayName("§12-4: closed before it was ready is an error and no success")
    void closedBeforeReady() {
        server.greeting(peer -> {
            peer.push("connected", INIT);
            peer.close(1011, "out of order");
        });
        RoomException failure = failure();
        assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE);
        assertThat(failure)
                .hasMessageContaining("1011")
                .hasMessageContaining("out of order")
                .hasMessageContaining("room.test");
    }

    @Test
    void notReadyInTime() throws Exception {
        server.greeting(peer -> peer.ready());
        CompletableFuture<Room> joining = CompletableFuture.supplyAsync(server::join);
        server.timer.awaitScheduled(Duration.ofSeconds(10), Duration.ofSeconds(10));
        server.timer.advance(Duration.ofSeconds(10).minusMillis(1));
        assertThat(joining).isNotDone();
        server.timer.advance(Duration.ofMillis(1));
        CompletionException failure = catchThrowableOfType(CompletionException.class, joining::join);
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(
                        RoomException.class, cause -> assertThat(cause.reason()).isEqualTo(Reason.TIMED_OUT));
        assertThat(Outcome.value(server.peer().closed())).startsWith("1000");
    }

    @Test
    void theTimeoutIsTakenBackWhenReady() {
        server.join();
        assertThat(server.timer.waiting()).doesNotContain(Duration.ofSeconds(10));
    }

    @ParameterizedTest
    @CsvSource({"401,REFUSED", "403,REFUSED", "400,REFUSED", "404,UNREACHABLE", "503,UNREACHABLE"})
    @DisplayName("§13-12: refused at HTTP level")
    void refused(int status, Reason reason) {
        server.refusals.add(new TransportRefusedException(status, "HTTP " + status));
        RoomException failure = failure();
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure).hasMessageContaining("HTTP " + status).hasMessageContaining("ws://room.test/rooms/demo");
        assertThat(failure.getMessage()).doesNotContain("token=");
    }

    @Test
    void unreachable() {
        server.refusals.add(new IOException("no route"));
        assertThat(failure().reason()).isEqualTo(Reason.UNREACHABLE);
        server.refusals.add(new SocketTimeoutException("slow"));
        assertThat(failure().reason()).isEqualTo(Reason.TIMED_OUT);
    }

    @Test
    void interruptedWhileConnecting() throws Exception {
        server.greeting(peer -> {});
        Thread.currentThread().interrupt();
        try {
            assertThat(failure().reason()).isEqualTo(Reason.CLOSED);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
        assertThat(Outcome.value(server.peer().closed())).isNotNull();
    }

    @Test
    void closedWhileConnecting() throws Exception {
        server.greeting(peer -> {});
        RoomLink link = server.link();
        CompletableFuture<RoomConnection> connecting = CompletableFuture.supplyAsync(link::connect);
        ScriptedPeer peer = server.peer();
        link.close();
        peer.welcome();
        CompletionException failure = catchThrowableOfType(CompletionException.class, connecting::join);
        assertThat(failure.getCause())
                .isInstanceOf(RoomException.class)
                .hasMessageContaining("closed while connecting");
        assertThat(link.isOpen()).isFalse();
        assertThat(Outcome.value(peer.closed())).isNotNull();
    }
}
