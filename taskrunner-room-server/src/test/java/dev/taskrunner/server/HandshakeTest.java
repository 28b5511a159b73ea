package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.room.ApiKey;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.wire.JsonFields;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class HandshakeTest extends RoomCase {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final ApiKey KEY =
            new ApiKey(UUID.randomUUID(), UUID.randomUUID(), "a key's own long enough secret!!");

    @Override
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder().secret(SECRET).apiKeys(List.of(KEY));
    }

    private WireClient open(String uri, Map<String, String> headers) throws Exception {
        var target = new TransportTarget(URI.create(uri), headers, null, null, Duration.ofSeconds(10));
        return WireClient.open(via.transport(server, target), "alice");
    }

    private String url(String query) {
        return server.uri(ROOM) + query;
    }

    private void refused(int status, String uri) {
        assertThatThrownBy(() -> open(uri, Map.of()))
                .isInstanceOfSatisfying(
                        TransportRefusedException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(status));
    }

    private void refusedToken(int status, String token) {
        refused(status, url("?token=" + token));
    }

    private static ParticipantToken.Builder alice() {
        return ParticipantToken.builder("alice").room(ROOM).api(ApiScope.full());
    }

    @Test
    @DisplayName("§13-13 §13-14 §13-15 connected precedes room_ready, with the keys that clients need, each once")
    void greeting() throws Exception {
        WireClient alice = open(url("?token=" + server.token(ROOM, "alice")), Map.of());
        JsonFields connected = alice.awaitJson("connected");
        assertThat(connected.string("type")).isEqualTo("init");
        assertThat(UUID.fromString(connected.string("participantId"))).isNotNull();
        assertThat(connected.object("attributes").string("name")).isEqualTo("alice");
        JsonFields ready = alice.awaitJson("room_ready");
        assertThat(ready.string("room_name")).isEqualTo(ROOM);
        assertThat(ready.string("room_url")).isEqualTo(server.uri(ROOM).toString());
        assertThat(ready.string("session_id")).isNotEmpty();
        assertThat(ready.object("taskrunner").strings("features"))
                .as("no tokens for other names where a secret was given")
                .containsExactlyInAnyOrder(
                        "ask.context", "cancel", "progress", "queues.take", "storage.read", "streams", "trace");
        assertThat(ready.object("taskrunner").integer("max_message_bytes")).isEqualTo(32L << 20);
        alice.settle();
        assertThat(alice.transcript()).containsExactly("connected", "room_ready", "__response__");

        WireClient bob = open(url("?token=" + server.token(ROOM, "bob")), Map.of());
        JsonFields other = bob.awaitJson("room_ready");
        assertThat(other.string("session_id")).as("one session for the room").isEqualTo(ready.string("session_id"));
        assertThat(bob.awaitJson("connected").string("participantId")).isNotEqualTo(connected.string("participantId"));
    }

    @Test
    @DisplayName("§13-11 the token comes from the query, other parameters are ignored; a bearer header does as well")
    void whereTheTokenIs() throws Exception {
        String token = server.token(ROOM, "alice");
        open(url("?v=0.23.0&x=%20&token=" + token + "&y"), Map.of()).await("room_ready");
        open(url("?v=0.23.0"), Map.of("Authorization", "Bearer " + token)).await("room_ready");
        open(url(""), Map.of("authorization", "bearer " + token)).await("room_ready");
    }

    @Test
    @DisplayName("§13-12 missing, malformed, forged, unsigned and expired tokens: 401")
    void badTokens() {
        String good = server.token(ROOM, "alice");
        refused(401, url(""));
        refusedToken(401, "");
        refusedToken(401, "garbage");
        refusedToken(401, "a.b.c");
        refusedToken(401, good.substring(0, good.length() - 3) + "AAA");
        refusedToken(401, alice().build().toJwt("another secret, which is long enough"));
        refusedToken(
                401, alice().expiresAt(Instant.now().minusSeconds(2)).build().toJwt(SECRET));
        String none = Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());
        refusedToken(401, none + "." + good.split("\\.")[1] + ".");
        refusedToken(401, none + "." + good.split("\\.")[1] + "." + good.split("\\.")[2]);
    }

    @Test
    @DisplayName("§13-12 a token of another room, or of none: 403")
    void wrongRoom() {
        refusedToken(403, server.token("other", "alice"));
        refusedToken(403, ParticipantToken.builder("alice").build().toJwt(SECRET));
    }

    @Test
    @DisplayName("§13-56 tokens of a known API key verify with its secret, others with the server's")
    void apiKeys() throws Exception {
        open(url("?token=" + alice().build().toJwt(KEY)), Map.of()).await("room_ready");
        open(url("?token=" + alice().keyId("unknown").build().toJwt(SECRET)), Map.of())
                .await("room_ready");
        refusedToken(401, alice().keyId(KEY.id().toString()).build().toJwt(SECRET));
    }

    @Test
    @DisplayName("Room names may be percent-encoded; empty, long and odd ones are refused")
    void roomNames() throws Exception {
        String room = "Ünï cödé/100%";
        String uri = server.uri(room).toString();
        assertThat(uri).endsWith("/rooms/%C3%9Cn%C3%AF%20c%C3%B6d%C3%A9%2F100%25");
        WireClient alice = open(uri + "?token=" + server.token(room, "alice"), Map.of());
        assertThat(alice.awaitJson("room_ready").string("room_name")).isEqualTo(room);
        String base = server.uri("x").toString().replaceAll("x$", "");
        refused(400, base + "?token=" + server.token(ROOM, "alice"));
        refused(400, base + "x".repeat(256));
        refused(400, base + "a%0Ab");
        refused(404, base + "a/b");
    }

    @Test
    @DisplayName(
            "§13-16 §13-21 the echo of TypeScript clients, with id 0, is accepted and not answered; the name stays")
    void attributesEcho() {
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        bob.request("messaging.enable");
        bob.await("messaging.send");
        var echo = dev.taskrunner.wire.Body.of(WireClient.fields("name", "mallory"));
        alice.send(dev.taskrunner.wire.Message.of(0, "set_attributes", echo));
        alice.request("messaging.enable");
        JsonFields seen = pushed(bob, "participant.enabled").json().object("message");
        assertThat(seen.object("attributes").string("name")).isEqualTo("alice");
        alice.settle();
        assertThat(alice.transcript())
                .containsExactly("connected", "room_ready", "messaging.send", "__response__", "__response__");
    }

    @Test
    @DisplayName("A room goes when the last participant leaves; the next session is another one")
    void roomsComeAndGo() throws Exception {
        WireClient alice = open(url("?token=" + server.token(ROOM, "alice")), Map.of());
        String first = alice.awaitJson("room_ready").string("session_id");
        alice.close();
        eventually(() -> !sessionOfNewcomer().equals(first));
    }

    private String sessionOfNewcomer() {
        try (WireClient next = open(url("?token=" + server.token(ROOM, "next")), Map.of())) {
            return next.awaitJson("room_ready").string("session_id");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
