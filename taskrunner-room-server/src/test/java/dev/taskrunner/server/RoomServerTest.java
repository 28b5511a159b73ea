package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.spi.RoomTransport;
import dev.taskrunner.room.spi.TransportRefusedException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoomServerTest {

    @Test
    @DisplayName("Without a port there are rooms to join in memory, but no port and no HTTP")
    void inMemoryOnly() {
        try (RoomServer server = RoomServer.inMemoryOnly(RoomServerOptions.defaults())) {
            assertThat(server.uri("a b")).isEqualTo(URI.create("memory://server/rooms/a%20b"));
            assertThatIllegalStateException().isThrownBy(server::port);
            assertThatIllegalStateException().isThrownBy(server::httpUri);
            assertThat(Via.MEMORY.join(server, "demo", "alice").settle()).isEmpty();
        }
    }

    @Test
    @DisplayName("Sockets and memory lead into the same rooms")
    void bothWays() {
        try (RoomServer server = RoomServer.start()) {
            WireClient runner = Via.SOCKET.join(server, "demo", "adder");
            runner.requestJson("agent.register_agent");
            WireClient caller = Via.MEMORY.join(server, "demo", "alice");
            long id = RoomCase.ask(caller, "adder");
            runner.send("agent.ask_response", "task_id", RoomCase.taskId(runner), "answer", 1);
            assertThat(RoomCase.answer(caller, id).integer("answer")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("Tokens are of role user, for one room, with full rights; each server has a secret of its own")
    void tokens() {
        try (RoomServer one = RoomServer.inMemoryOnly(RoomServerOptions.defaults());
                RoomServer two = RoomServer.inMemoryOnly(RoomServerOptions.defaults())) {
            ParticipantToken token = ParticipantToken.decode(one.token("demo", "alice"));
            assertThat(token.name()).isEqualTo("alice");
            assertThat(token.role()).isEqualTo("user");
            assertThat(token.room()).contains("demo");
            assertThat(token.api().orElseThrow().mayConfigure()).isTrue();
            RoomTransport wrong = two.inMemory().create(Via.target(two, "demo", one.token("demo", "alice")));
            assertThatThrownBy(() -> WireClient.open(wrong, "alice"))
                    .isInstanceOf(TransportRefusedException.class)
                    .hasMessageContaining("secret");
        }
    }

    @Test
    @DisplayName("A closed server admits nobody, and closing again does nothing")
    void closed() {
        RoomServer server = RoomServer.start();
        String token = server.token("demo", "alice");
        server.close();
        server.close();
        RoomTransport memory = server.inMemory().create(Via.target(server, "demo", token));
        assertThatThrownBy(() -> WireClient.open(memory, "alice"))
                .isInstanceOfSatisfying(
                        TransportRefusedException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(503));
        RoomTransport socket = new JdkSocket(Via.target(server, "demo", token));
        assertThatThrownBy(() -> WireClient.open(socket, "alice")).isInstanceOf(IOException.class);
    }

    @Test
    @DisplayName("Options out of range are refused where they are set, with their name")
    void options() {
        RoomServerOptions.Builder builder = RoomServerOptions.builder();
        assertRefused("port", () -> builder.port(65_536));
        assertRefused("port", () -> builder.port(-1));
        assertRefused("secret", () -> builder.secret(""));
        assertRefused("handshakeTimeout", () -> builder.handshakeTimeout(Duration.ZERO));
        assertRefused("idlePing", () -> builder.idlePing(Duration.ofSeconds(-1)));
        assertRefused("maxTaskTime", () -> builder.maxTaskTime(Duration.ZERO));
        assertRefused("maxMessageBytes", () -> builder.maxMessageBytes(0));
        assertRefused("maxConnections", () -> builder.maxConnections(0));
        assertRefused("maxConnectionsPerRoom", () -> builder.maxConnectionsPerRoom(-3));
        assertRefused("maxOutstandingPerParticipant", () -> builder.maxOutstandingPerParticipant(0));
        assertRefused("maxRegistrationsPerParticipant", () -> builder.maxRegistrationsPerParticipant(0));
        assertRefused("maxAttributeBytes", () -> builder.maxAttributeBytes(0));
        assertRefused("maxDelegationDepth", () -> builder.maxDelegationDepth(0));
        assertRefused("maxProtocolErrors", () -> builder.maxProtocolErrors(0));
        assertRefused("maxQueuedBytesPerConnection", () -> builder.maxQueuedBytesPerConnection(0));
    }

    private static void assertRefused(String option, Runnable setting) {
        assertThatIllegalArgumentException().isThrownBy(setting::run).withMessageContaining(option);
    }
}
