package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class CurrentHandshakeTest extends CurrentCase {

    private WireClient open(String query, Map<String, String> headers) throws IOException {
        URI uri = URI.create(server.uri(ROOM) + query);
        return WireClient.open(
                via.transport(server, new TransportTarget(uri, headers, null, null, Duration.ofSeconds(10))), "alice");
    }

    private int refusal(String query, Map<String, String> headers) {
        return catchThrowableOfType(TransportRefusedException.class, () -> open(query, headers))
                .status();
    }

    @Test
    @DisplayName(
            "current 1, current 3, current 14, current 16: a bearer token and an unknown query item; connected, then room_ready with all keys")
    void greeting() throws IOException {
        Map<String, String> bearer = Map.of("Authorization", "Bearer " + server.token(ROOM, "alice"));
        WireClient alice = open("?v=0.50.1&anything=else", bearer);
        JsonFields connected = alice.awaitJson("connected");
        assertThat(connected.string("participantId")).isNotEmpty();
        assertThat(connected.object("attributes").string("name")).isEqualTo("alice");
        JsonFields ready = alice.awaitJson("room_ready");
        assertThat(ready.string("room_name")).isEqualTo(ROOM);
        assertThat(ready.string("room_url")).isNotEmpty();
        assertThat(ready.string("session_id")).isNotEmpty();
        assertThat(settled(alice)).isEmpty();
        assertThat(alice.transcript()).containsExactly("connected", "room_ready", "__response__");
    }

    @Test
    @DisplayName(
            "current 18: a bad token: 403 for clients that would take 401 for a reason to try again, 401 for all others")
    void badTokens() {
        assertThat(refusal("?token=bad&v=0.50.1", Map.of())).isEqualTo(403);
        assertThat(refusal("?v=0.50.1", Map.of("Authorization", "Bearer bad"))).isEqualTo(403);
        assertThat(refusal("?token=bad&v=0.23.0", Map.of())).isEqualTo(401);
        assertThat(refusal("?token=bad", Map.of("User-Agent", "something"))).isEqualTo(401);
        String forged = ParticipantToken.builder("alice")
                .room(ROOM)
                .version("0.36.3")
                .build()
                .toJwt("another secret, and long enough for it");
        assertThat(refusal("?token=" + forged, Map.of("User-Agent", "something")))
                .as("minted by a client that tries again")
                .isEqualTo(403);
    }

    @Test
    @DisplayName("current 10, current 11: message ids from 0 to beyond 2^32 are answered under the same id")
    void ids() {
        WireClient alice = join("alice");
        for (long id : List.of(0L, 1L, (1L << 32) + 7, Long.MAX_VALUE)) {
            alice.send(Message.of(id, "room.list_toolkits", Body.of(JsonFields.EMPTY)));
            assertThat(alice.answer(id).json().string("type")).isEqualTo("json");
        }
    }

    @Test
    @DisplayName(
            "current 20, current 21: an unknown request is answered with an error that has a number, an unknown notice with nothing")
    void unknownTypes() {
        WireClient alice = join("alice");
        alice.request("room.list_toolkits");
        assertThat(number(alice.request("room.something_else"))).isEqualTo(1002);
        assertThat(number(alice.request("nonsense"))).isEqualTo(1002);
        alice.send("room.tool_call_response", "type", "empty");
        alice.send("room.tool_call_response_chunk", "tool_call_id", "x", "chunk", text("x"));
        alice.send("__response__", "type", "empty");
        assertThat(settled(alice)).isEmpty();
    }

    @Test
    @DisplayName(
            "current 12, current 17: the envelope of a client is no attribute; TypeScript's echo of its attributes changes nothing")
    void envelope() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        builtin(alice, "messaging", "enable", Map.of());
        builtin(bob, "messaging", "enable", Map.of());
        bob.send(
                "set_attributes",
                "name",
                "bob",
                "__meshagent__",
                Map.of("v", 1, "otel", Map.of()),
                "k",
                "\u00fc\u20ac");
        JsonFields changed = changedAttributes(alice);
        assertThat(changed.names()).containsExactly("k");
        assertThat(changed.string("k")).isEqualTo("\u00fc\u20ac");
    }

    @Test
    @DisplayName(
            "The classic generation's documents begin with room. too: only known names change what a client is taken to speak")
    void otherRoomMessages() {
        WireClient alice = join("alice");
        assertThat(WireClient.code(alice.request("room.unheard", "path", "x"))).isEqualTo("unsupported");
        assertThat(alice.request("room.unheard", "path", "x").json().has("code"))
                .isFalse();
        assertThat(alice.request("room.sync", "path", "x").json().has("code")).isFalse();
    }
}
