package dev.taskrunner.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.protocol.RoomCall;
import dev.taskrunner.protocol.WebhookEvent;
import dev.taskrunner.protocol.WebhookSignature;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.CallOptions;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceHostTest {
    private static final String SECRET = "a webhook secret of thirty-two bytes";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String ANY = "{\"type\":\"object\"}";

    private RoomServer server;
    private Room room;
    private ServiceHost host;
    private final BlockingQueue<ServiceCall> calls = new LinkedBlockingQueue<>();

    @BeforeEach
    void start() {
        server = RoomServer.start(RoomServerOptions.builder()
                .calls(CallOptions.defaults().withWebhookSecret(SECRET))
                .build());
        room = Room.connect(server.uri("demo"), server.token("demo", "alice"));
        host = host(SECRET);
    }

    @AfterEach
    void stop() {
        room.close();
        host.close();
        server.close();
    }

    private ServiceHost host(String secret) {
        return ServiceHost.builder(Map.of())
                .host("127.0.0.1")
                .port(0)
                .name("tests")
                .webhookSecret(secret)
                .maxCalls(3)
                .serve("/echo", runner("echo"))
                .serve("/made", "maker", call -> {
                    calls.add(call);
                    return runner("made of " + call.arguments().get("what"));
                })
                .serve("/broken", "broken", call -> {
                    calls.add(call);
                    throw new IllegalStateException("there is none");
                })
                .start();
    }

    private static TaskRunner runner(String title) {
        return TaskRunner.of(
                TaskSpec.builder("echo")
                        .title(title)
                        .description("D")
                        .inputSchema(ANY)
                        .build(),
                (context, input) -> TaskResult.of(Map.of("said", input.asMap(), "by", title)));
    }

    private static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("what should become true did not").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private URI reverse(String path) {
        return URI.create(host.uri(path).toString().replaceFirst("http", "ws"));
    }

    private boolean serves(String agent) {
        return room.agents().list().stream().anyMatch(spec -> spec.name().equals(agent));
    }

    @ParameterizedTest
    @DisplayName(
            "§13-60 a runner is called into a room by POST and by reverse WebSocket, answers, and has the caller's name for it")
    @ValueSource(booleans = {false, true})
    void called(boolean reverse) {
        room.agents().call("parrot", reverse ? reverse("/echo") : host.uri("/echo"), Map.of());
        room.agents().await("parrot", PATIENCE);
        assertThat(room.agents().ask("parrot", Map.of("a", 1)).asMap()).containsEntry("said", Map.of("a", 1));
        assertThat(host.calls()).isEqualTo(1);
        host.close();
        assertThat(serves("parrot"))
                .as("it left properly before close returned")
                .isFalse();
        assertThat(host.calls()).isZero();
    }

    @ParameterizedTest
    @DisplayName("The arguments of a call reach the factory, by both ways")
    @ValueSource(booleans = {false, true})
    void arguments(boolean reverse) throws Exception {
        room.agents().call("maker", reverse ? reverse("/made") : host.uri("/made"), Map.of("what", "gläss", "n", 1));
        ServiceCall call = calls.poll(20, TimeUnit.SECONDS);
        assertThat(call).isNotNull();
        assertThat(call.arguments()).containsEntry("what", "gläss").containsEntry("n", 1);
        assertThat(call.roomName()).isEqualTo("demo");
        assertThat(call.path()).isEqualTo("/made");
        room.agents().await("maker", PATIENCE);
        assertThat(room.agents().ask("maker", Map.of()).asMap()).containsEntry("by", "made of gläss");
    }

    @ParameterizedTest
    @DisplayName("§13-61 a direct message 'dismiss' makes a hosted runner unregister and leave")
    @ValueSource(booleans = {false, true})
    void dismissed(boolean reverse) throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        BlockingQueue<String> ids = new LinkedBlockingQueue<>();
        try (ServiceHost other = ServiceHost.builder(Map.of())
                .port(0)
                .serve(
                        "/x",
                        "x",
                        call -> TaskRunner.of(
                                TaskSpec.builder("x").inputSchema(ANY).build(), (context, input) -> {
                                    ids.add(context.caller().name());
                                    released.await(20, TimeUnit.SECONDS);
                                    return TaskResult.empty();
                                }))
                .start()) {
            URI uri = other.uri("/x");
            room.agents().call("x", reverse ? URI.create(uri.toString().replace("http", "ws")) : uri, Map.of());
            room.agents().await("x", PATIENCE);
            assertThat(other.calls()).isEqualTo(1);
            var answer = room.agents().askAsync("x", Map.of());
            assertThat(ids.poll(20, TimeUnit.SECONDS)).isEqualTo("alice");
            String id = other.rooms().joined().get(0).participantId();
            room.messaging().send(id, "something else", Map.of());
            room.messaging().send(id, "dismiss", Map.of());
            released.countDown();
            assertThat(answer.get(20, TimeUnit.SECONDS))
                    .as("what runs may finish")
                    .isNotNull();
            eventually(() -> other.calls() == 0);
            eventually(() -> !serves("x"));
        }
    }

    @Test
    @DisplayName("§13-60 GET / and the well-known document; unknown paths, wrong methods and bodies are refused")
    void plainHttp() throws Exception {
        assertThat(get("/").body()).isEqualTo("{\"ok\":true}");
        JsonFields document =
                RawJson.parse(get("/.well-known/meshagent-service.json").body()).fields();
        assertThat(document.string("version")).isEqualTo("v1");
        assertThat(document.string("kind")).isEqualTo("Service");
        assertThat(document.object("metadata").string("name")).isEqualTo("tests");
        assertThat(document.array("agents")).hasSize(3);
        JsonFields endpoint = document.array("ports")
                .get(0)
                .fields()
                .array("endpoints")
                .get(0)
                .fields();
        assertThat(endpoint.string("path")).isEqualTo("/echo");
        assertThat(endpoint.object("meshagent").string("identity")).isEqualTo("echo");
        assertThat(endpoint.object("meshagent").object("api").names()).contains("agents", "messaging");
        assertThat(get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(get("/echo").statusCode()).isEqualTo(405);
        assertThat(post("/nowhere", "{}", null).statusCode()).isEqualTo(404);
        HttpRequest delete = HttpRequest.newBuilder(host.uri("/echo")).DELETE().build();
        assertThat(HTTP.send(delete, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(host.uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body, String signature) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(host.uri(path)).POST(HttpRequest.BodyPublishers.ofString(body));
        if (signature != null) {
            request.header("Meshagent-Signature", signature);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private WebhookEvent event(String name) {
        return new RoomCall("demo", server.uri("demo").toString(), server.token("demo", name), RawJson.EMPTY_OBJECT)
                .event();
    }

    private static String sign(String event, WebhookSignature says) throws Exception {
        return WebhookSignature.sign(RawJson.parse(event), SECRET, says);
    }

    @Test
    @DisplayName(
            "§13-59 a call signed by a classic sender is accepted in any spelling; unsigned, wrongly signed or changed it is 401")
    void signatures() throws Exception {
        String event = event("one").text();
        String signature = sign(event, new WebhookSignature(null, null));
        assertThat(post("/echo", event, null).statusCode()).isEqualTo(401);
        assertThat(post("/echo", event, "Basic x").statusCode()).isEqualTo(401);
        assertThat(post("/echo", event, signature + "x").statusCode()).isEqualTo(401);
        assertThat(post("/echo", event("two").text(), signature).statusCode()).isEqualTo(401);
        assertThat(post("/echo", event.replace(": ", ":").replace(", ", ","), signature)
                        .statusCode())
                .isEqualTo(200);
        room.agents().await("one", PATIENCE);
        assertThat(post("/echo", "[]", sign("[]", new WebhookSignature(null, null)))
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/echo", "nonsense", signature).statusCode()).isEqualTo(400);
    }

    @Test
    @DisplayName("A signature that says when and which it is works once, and not for long")
    void replays() throws Exception {
        String event = "{\"event\": \"room.started\", \"data\": {\"room_name\": \"r\", \"room_url\": \"u\"}}";
        String fresh = sign(event, new WebhookSignature(Instant.now(), "id-1"));
        assertThat(post("/echo", event, fresh).statusCode()).isEqualTo(200);
        HttpResponse<String> again = post("/echo", event, fresh);
        assertThat(again.statusCode()).isEqualTo(401);
        assertThat(again.body()).contains("used before").doesNotContain(fresh);
        assertThat(post(
                                "/echo",
                                event,
                                sign(event, new WebhookSignature(Instant.now().minusSeconds(400), "id-2")))
                        .statusCode())
                .isEqualTo(401);
        assertThat(post(
                                "/echo",
                                event,
                                sign(event, new WebhookSignature(Instant.now().plusSeconds(400), null)))
                        .statusCode())
                .isEqualTo(401);
        assertThat(post("/echo", event, sign(event, new WebhookSignature(Instant.now(), "id-3")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName(
            "§13-60 without a secret unsigned calls are taken; other events too, unknown ones and bad calls are 400")
    void unsigned() throws Exception {
        host.close();
        host = host(null);
        assertThat(post("/echo", event("one").text(), null).body()).isEqualTo("{\"ok\":true}");
        room.agents().await("one", PATIENCE);
        assertThat(post("/echo", "{\"event\":\"room.ended\",\"data\":{\"room_name\":\"r\"}}", null)
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("/echo", "{\"event\":\"room.else\",\"data\":{}}", null).statusCode())
                .isEqualTo(400);
        for (String bad : List.of(
                "{}",
                "{\"event\":\"room.call\",\"data\":{}}",
                "{\"event\":\"room.call\"}",
                "{\"event\":\"room.call\",\"data\":{\"room_name\":\"r\",\"room_url\":\"not a url\",\"token\":\"t\"}}")) {
            assertThat(post("/echo", bad, null).statusCode()).as(bad).isEqualTo(400);
        }
        HttpRequest byHeader = HttpRequest.newBuilder(host.uri("/echo"))
                .header("Meshagent-Webhook", event("two").text())
                .POST(HttpRequest.BodyPublishers.ofString("ignored"))
                .build();
        assertThat(HTTP.send(byHeader, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
        room.agents().await("two", PATIENCE);
    }

    @Test
    @DisplayName("A factory that fails, or a room that refuses, leaves nothing behind")
    void failures() throws Exception {
        for (int i = 0; i < 6; i++) {
            room.agents().call("broken" + i, host.uri("/broken"), Map.of());
            assertThat(calls.poll(20, TimeUnit.SECONDS)).isNotNull();
            eventually(() -> host.rooms().free() == 3);
        }
        String wrong = new RoomCall("demo", server.uri("demo").toString(), "no token", RawJson.EMPTY_OBJECT)
                .event()
                .text();
        assertThat(post("/echo", wrong, sign(wrong, new WebhookSignature(null, null)))
                        .statusCode())
                .isEqualTo(200);
        eventually(() -> host.rooms().free() == 3);
        room.agents().call("fine", host.uri("/echo"), Map.of());
        room.agents().await("fine", PATIENCE);
    }

    @Test
    @DisplayName("More calls than it may take are refused with 503, and the caller hears so")
    void bounded() {
        for (int i = 0; i < 3; i++) {
            room.agents().call("n" + i, host.uri("/echo"), Map.of());
            room.agents().await("n" + i, PATIENCE);
        }
        assertThatThrownBy(() -> room.agents().call("n3", host.uri("/echo"), Map.of()))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("503");
        assertThatThrownBy(() -> room.agents().call("n3", reverse("/echo"), Map.of()))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("503");
    }

    @Test
    @DisplayName("A room that is gone is left by the runners that it had connected to")
    void serverGone() {
        room.agents().call("parrot", reverse("/echo"), Map.of());
        room.agents().await("parrot", PATIENCE);
        server.close();
        eventually(() -> host.calls() == 0);
    }

    @Test
    @DisplayName("A WebSocket without the event, or for another one, is refused as HTTP")
    void badUpgrades() {
        assertThatThrownBy(() -> HTTP.newWebSocketBuilder()
                        .buildAsync(reverse("/echo"), new java.net.http.WebSocket.Listener() {})
                        .get(20, TimeUnit.SECONDS))
                .hasRootCauseMessage("Unexpected HTTP response status code 400");
        String started = "{\"event\": \"room.started\", \"data\": {\"room_name\": \"r\"}}";
        assertThatThrownBy(() -> HTTP.newWebSocketBuilder()
                        .header("Meshagent-Webhook", started)
                        .header("Meshagent-Signature", sign(started, new WebhookSignature(null, null)))
                        .buildAsync(reverse("/echo"), new java.net.http.WebSocket.Listener() {})
                        .get(20, TimeUnit.SECONDS))
                .hasRootCauseMessage("Unexpected HTTP response status code 400");
    }

    @Test
    @DisplayName(
            "Defaults come from the environment; without a secret only this machine reaches the host; bad settings are refused")
    void settings() {
        assertThatIllegalArgumentException().isThrownBy(() -> ServiceHost.builder(Map.of("MESHAGENT_PORT", "x")));
        assertThatIllegalArgumentException().isThrownBy(() -> ServiceHost.builder(Map.of("MESHAGENT_PORT", "70000")));
        ServiceHost.Builder builder = ServiceHost.builder(Map.of());
        assertThatIllegalArgumentException().isThrownBy(() -> builder.serve("echo", runner("x")));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.serve("/", runner("x")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.serve("/a", runner("x")).serve("/a", runner("x")));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.webhookSecret(""));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.maxCalls(0));
        try (ServiceHost own = ServiceHost.builder(Map.of("MESHAGENT_PORT", "0", "MESHAGENT_HOST", "localhost"))
                .start()) {
            assertThat(own.uri("/x").getHost()).isEqualTo("localhost");
            assertThatThrownBy(() -> ServiceHost.builder(
                                    Map.of("MESHAGENT_HOST", "localhost", "MESHAGENT_PORT", "" + own.port()))
                            .start())
                    .isInstanceOf(ServiceException.class)
                    .hasMessageContaining("localhost:" + own.port());
        }
        ServiceHost all = ServiceHost.builder(Map.of("MESHAGENT_PORT", "0", "MESHAGENT_WEBHOOK_SECRET", SECRET))
                .start();
        assertThat(all.webhookSecret()).isEqualTo(SECRET);
        all.close();
        all.close();
    }
}
