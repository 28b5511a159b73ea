package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskrunner.protocol.WebhookSignature;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(Via.class)
class CallsTest extends RoomCase {
    private static final String WEBHOOK_SECRET = "a webhook secret of thirty-two bytes";

    private HttpReceiver service;

    @BeforeEach
    void startService() throws Exception {
        service = new HttpReceiver();
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @Override
    RoomServerOptions.Builder options() {
        return super.options()
                .calls(CallOptions.defaults().withWebhookSecret(WEBHOOK_SECRET).withTimeout(Duration.ofSeconds(10)));
    }

    private Body call(WireClient caller, String path, Object... more) {
        JsonFields json = JsonFields.builder()
                .put("name", "helper")
                .put("url", service.uri(path).toString())
                .put("arguments", Map.of("a", "ü"))
                .putAll(WireClient.fields(more))
                .build();
        return caller.answer(caller.send("agent.call", json, new byte[0]));
    }

    private void restart(RoomServerOptions.Builder options) {
        server.close();
        server = via.start(options.build());
    }

    private static JsonFields data(HttpReceiver.Received received) throws Exception {
        return RawJson.parse(received.body()).fields().object("data");
    }

    @Test
    @DisplayName("§13-59 agent.call posts room.call, in Python's form and signed; the reply comes once it is accepted")
    void webhook() throws Exception {
        WireClient alice = join("alice");
        assertThat(call(alice, "/path?x=1").json().string("type")).isEqualTo("empty");
        HttpReceiver.Received received = service.next();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.path()).isEqualTo("/path?x=1");
        assertThat(received.headers()).containsEntry("Content-Type", "application/json");
        assertThat(received.body())
                .startsWith("{\"event\": \"room.call\", \"data\": {\"room_name\": \"demo\", \"room_url\": \"")
                .contains("\"arguments\": {\"a\": \"\\u00fc\"}");
        JsonFields data = data(received);
        assertThat(data.names()).containsExactly("room_name", "room_url", "token", "arguments");
        assertThat(data.string("room_url")).isEqualTo(server.uri(ROOM).toString());
        WebhookSignature signature = WebhookSignature.verify(
                received.headers().get("Meshagent-Signature"), RawJson.parse(received.body()), WEBHOOK_SECRET);
        assertThat(signature.id()).isNotNull();
        assertThat(signature.issuedAt()).isNotNull();
        WireClient helper = via.join(server, ROOM, "helper", data.string("token"));
        helper.requestJson("agent.register_agent");
        assertThat(agents(alice)).containsExactly("helper");
    }

    @Test
    @DisplayName("The token is an agent's, for this room, of the asked scope, and never of more than the caller has")
    void scopes() throws Exception {
        WireClient alice = join("alice");
        call(alice, "/", "api", Map.of("messaging", Map.of(), "queues", Map.of("send", List.of("q"))));
        ParticipantToken token = ParticipantToken.decode(data(service.next()).string("token"));
        assertThat(token.name()).isEqualTo("helper");
        assertThat(token.role()).isEqualTo("agent");
        assertThat(token.room()).contains(ROOM);
        assertThat(token.expiresAt()).isPresent();
        assertThat(token.api())
                .contains(ApiScope.parse(Map.of("messaging", Map.of(), "queues", Map.of("send", List.of("q")))));
        call(alice, "/", "api", null);
        assertThat(ParticipantToken.decode(data(service.next()).string("token")).api())
                .contains(ApiScope.agentDefault());
        ParticipantToken few = ParticipantToken.builder("few")
                .room(ROOM)
                .grant("api", Map.of("agents", Map.of("register_agent", false), "messaging", Map.of("send", false)))
                .build();
        WireClient restricted = via.join(server, ROOM, "few", server.token(few));
        call(
                restricted,
                "/",
                "name",
                "other",
                "api",
                Map.of("agents", Map.of(), "secrets", Map.of(), "messaging", Map.of("broadcast", false)));
        ApiScope given = ParticipantToken.decode(data(service.next()).string("token"))
                .api()
                .orElseThrow();
        assertThat(given)
                .isEqualTo(ApiScope.parse(Map.of(
                        "agents",
                        Map.of("register_agent", false),
                        "messaging",
                        Map.of("send", false, "broadcast", false))));
    }

    @Test
    @DisplayName("A service called in owns no secrets of its caller's, nor of the name it was given")
    void secretsOfTheCalled() throws Exception {
        WireClient alice = join("alice");
        SecretsTest.set(alice, "own", null, "alice's");
        SecretsTest.set(alice, "lent", "helper", "for the true helper");
        call(alice, "/", "api", ApiScope.full().toMap());
        WireClient helper =
                via.join(server, ROOM, "helper", data(service.next()).string("token"));
        assertThat(SecretsTest.get(helper, "own", null)).isNull();
        assertThat(SecretsTest.get(helper, "lent", "helper")).isNull();
        long request = helper.send(
                "secrets.request_secret",
                "url",
                "u",
                "type",
                "t",
                "participant_id",
                alice.id(),
                "delegate_to",
                "helper");
        alice.answer(alice.send(
                "secrets.provide_secret",
                WireClient.fields(
                        "request_id", alice.awaitJson("secrets.request_secret").string("request_id")),
                new byte[] {'v'}));
        assertThat(SecretsTest.value(helper.answer(request))).isEqualTo("v");
        assertThat(SecretsTest.value(helper.request(
                        "secrets.request_secret",
                        "url",
                        "u",
                        "type",
                        "t",
                        "participant_id",
                        alice.id(),
                        "delegate_to",
                        "helper")))
                .isEqualTo("v");
    }

    @Test
    @DisplayName("A service that refuses is an error with its status and a hint, and nothing of what it says")
    void refusals() {
        WireClient alice = join("alice");
        service.answering(401, "internal-detail");
        assertThat(WireClient.error(call(alice, "/")))
                .contains("401")
                .contains("secret")
                .doesNotContain("internal-detail");
        service.answering(404, "");
        assertThat(WireClient.error(call(alice, "/"))).contains("404");
        service.answering(500, "internal-detail");
        assertThat(WireClient.error(call(alice, "/"))).contains("500").doesNotContain("internal-detail");
        service.answering(302, "");
        assertThat(WireClient.error(call(alice, "/here")))
                .as("redirects are not followed")
                .contains("302");
        assertThat(service.requests).hasSize(4);
    }

    @Test
    @DisplayName("A service that is not there, or says nothing in time, is an error")
    void unreachable() throws Exception {
        WireClient alice = join("alice");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(WireClient.error(call(alice, "/", "url", "http://127.0.0.1:" + free + "/")))
                .contains("127.0.0.1:" + free + " cannot be reached");
        restart(RoomServerOptions.builder().calls(CallOptions.defaults().withTimeout(Duration.ofMillis(200))));
        service.silent();
        assertThat(WireClient.code(call(join("alice"), "/"))).isEqualTo("timed_out");
    }

    @ParameterizedTest
    @DisplayName("Addresses that are none, or of another kind, are refused before anything is done")
    @ValueSource(
            strings = {
                "",
                "x",
                "ftp://h/",
                "file:///etc/passwd",
                "http:///x",
                "http://user:pw@h/",
                "http://h/#x",
                "//h/x",
                "http://h:0/"
            })
    void addresses(String url) {
        Body answer = call(join("alice"), "/", "url", url);
        assertThat(WireClient.code(answer)).isEqualTo("invalid_request");
        assertThat(WireClient.error(answer)).doesNotContain("pw@");
        assertThat(service.requests).isEmpty();
    }

    @Test
    @DisplayName("A server for others calls public addresses only, unless it is told otherwise")
    void privateAddresses() {
        restart(RoomServerOptions.builder().secret("a secret of at least thirty-two bytes"));
        Body answer = call(join("alice"), "/");
        assertThat(WireClient.code(answer)).isEqualTo("denied");
        assertThat(WireClient.error(answer)).contains("private network");
        assertThat(WireClient.code(call(
                        join("alice"), "/", "url", service.uri("/").toString().replace("127.0.0.1", "localhost"))))
                .isEqualTo("denied");
        assertThat(service.requests).isEmpty();
        restart(RoomServerOptions.builder()
                .secret("a secret of at least thirty-two bytes")
                .calls(CallOptions.defaults().withPrivateAddresses(true)));
        assertThat(call(join("alice"), "/").json().string("type")).isEqualTo("empty");
        assertThat(service.next().headers()).as("no secret, no signature").doesNotContainKey("Meshagent-Signature");
    }

    @Test
    @DisplayName("The name of somebody else in the room, or none, is not given to a service")
    void names() {
        WireClient alice = join("alice");
        join("bob");
        assertThat(WireClient.code(call(alice, "/", "name", "bob"))).isEqualTo("denied");
        assertThat(WireClient.code(call(alice, "/", "name", ""))).isEqualTo("invalid_request");
        assertThat(WireClient.code(call(alice, "/", "arguments", List.of(1)))).isEqualTo("invalid_request");
        assertThat(service.requests).isEmpty();
    }

    @Test
    @DisplayName("More calls at once than allowed are refused as busy")
    void bounded() {
        restart(RoomServerOptions.builder().calls(new CallOptions(null, true, Duration.ofSeconds(60), 1)));
        service.silent();
        WireClient alice = join("alice");
        alice.send("agent.call", "name", "one", "url", service.uri("/").toString(), "arguments", Map.of());
        service.next();
        assertThat(WireClient.code(call(alice, "/"))).isEqualTo("agent_busy");
    }

    @Test
    @DisplayName("Services are told the public address of the server, where it has one")
    void publicUrl() throws Exception {
        restart(RoomServerOptions.builder().publicUrl(URI.create("https://rooms.example/base")));
        assertThat(server.uri("a b").toString()).isEqualTo("wss://rooms.example/base/rooms/a%20b");
        String local = via == Via.SOCKET ? "ws://127.0.0.1:" + server.port() : "memory://server";
        TransportTarget target = new TransportTarget(
                URI.create(local + "/rooms/demo?token=" + server.token(ROOM, "alice")),
                Map.of(),
                null,
                null,
                Duration.ofSeconds(10));
        call(WireClient.join(via.transport(server, target), "alice"), "/");
        assertThat(data(service.next()).string("room_url")).isEqualTo("wss://rooms.example/base/rooms/demo");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RoomServerOptions.builder().publicUrl(URI.create("ftp://x/")))
                .withMessageContaining("publicUrl");
    }

    @Test
    @DisplayName("Options that make no sense are refused; their text shows no secret")
    void unreasonableOptions() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallOptions.defaults().withWebhookSecret(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CallOptions.defaults().withTimeout(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new CallOptions(null, null, Duration.ofSeconds(1), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new DocumentQuota(0, 1, 1));
        assertThat(CallOptions.defaults().withWebhookSecret("hush").toString()).doesNotContain("hush");
    }
}
