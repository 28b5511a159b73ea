package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HttpFrontTest {
    private static final String ROOM = "demo";
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String UPGRADE = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

    private RoomServer server;

    @BeforeEach
    void start() {
        server = RoomServer.start(RoomServerOptions.builder()
                .handshakeTimeout(Duration.ofMillis(700))
                .idlePing(Duration.ofMillis(150))
                .build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return send(HttpRequest.newBuilder(server.httpUri().resolve(path)));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** What the server says to these bytes until it closes. */
    private String raw(String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Test
    @DisplayName("/healthz says ok; other paths are 404, other methods 405, rooms without upgrade 426")
    void plainHttp() throws Exception {
        HttpResponse<String> health = get("/healthz");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).isEqualTo("{\"status\":\"ok\"}");
        assertThat(get("/healthz?x=1").statusCode()).isEqualTo(200);
        HttpResponse<String> missing = get("/nothing");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("content-type").orElse("")).startsWith("text/plain");
        assertThat(missing.body()).contains("/rooms/{room}");
        assertThat(get("/rooms/demo").statusCode()).isEqualTo(426);
        assertThat(get("/rooms/").statusCode()).isEqualTo(400);
        HttpResponse<String> post =
                send(HttpRequest.newBuilder(server.httpUri()).POST(BodyPublishers.ofString("x")));
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("allow")).contains("GET");
    }

    @Test
    @DisplayName("§13-12 a refusal is HTTP: 401 with WWW-Authenticate, 403, and no upgrade")
    void refusals() throws Exception {
        String none = raw("GET /rooms/demo HTTP/1.1\r\nHost: x\r\n" + UPGRADE + "\r\n");
        assertThat(none).startsWith("HTTP/1.1 401").containsIgnoringCase("www-authenticate: Bearer");
        String other = server.token("other", "alice");
        assertThat(raw("GET /rooms/demo?token=" + other + " HTTP/1.1\r\nHost: x\r\n" + UPGRADE + "\r\n"))
                .startsWith("HTTP/1.1 403")
                .doesNotContain("101")
                .doesNotContain(other);
    }

    @Test
    @DisplayName("Upgrades that are none are refused: no key, an old version")
    void badUpgrades() throws Exception {
        String path = "GET /rooms/demo?token=" + server.token(ROOM, "alice") + " HTTP/1.1\r\nHost: x\r\n";
        String noKey = UPGRADE.replaceAll("Sec-WebSocket-Key.*\r\n", "");
        assertThat(raw(path + noKey + "\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw(path + UPGRADE.replace("13", "8") + "\r\n")).startsWith("HTTP/1.1 426");
        assertThat(raw("nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
        assertThat(raw("GET /rooms/demo?token=" + "x".repeat(20_000) + " HTTP/1.1\r\n\r\n"))
                .startsWith("HTTP/1.1 4");
        try (WireClient alice = Via.SOCKET.join(server, ROOM, "alice")) {
            assertThat(alice.settle()).isEmpty();
        }
    }

    @Test
    @DisplayName("The token may come as a subprotocol, which is then chosen")
    void subprotocol() throws Exception {
        JdkSocket socket = new JdkSocket(new dev.taskrunner.room.spi.TransportTarget(
                server.uri(ROOM),
                java.util.Map.of("Sec-WebSocket-Protocol", "meshagent-room." + server.token(ROOM, "alice")),
                null,
                null,
                Duration.ofSeconds(10)));
        WireClient.open(socket, "alice").await("room_ready");
        assertThat(socket.socket().getSubprotocol()).startsWith("meshagent-room.");
    }

    @Test
    @DisplayName("A connection that sends no whole request in time is closed, silent or slow")
    void slowHttp() throws Exception {
        assertThat(raw("")).isEmpty();
        assertThat(raw("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ")).isEmpty();
        String idle = raw("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(idle).startsWith("HTTP/1.1 200");
    }

    @Test
    @DisplayName(
            "§13-17 pings are answered; an idle connection that answers pings lives long after the handshake's time")
    void pings() throws Exception {
        WireClient idle = Via.SOCKET.join(server, ROOM, "idle");
        idle.transport.ping();
        idle.awaitPong();
        Socket witness = new Socket("127.0.0.1", server.port());
        assertThat(witness.getInputStream().read()).as("700 ms have passed").isEqualTo(-1);
        assertThat(idle.settle()).isEmpty();
    }

    @Test
    @DisplayName("A peer that answers no pings is closed")
    void deadPeer() throws Exception {
        String token = server.token(ROOM, "alice");
        String talk = raw("GET /rooms/demo?token=" + token + " HTTP/1.1\r\nHost: x\r\n" + UPGRADE + "\r\n");
        assertThat(talk).startsWith("HTTP/1.1 101").contains("no answer to pings");
    }

    @Test
    @DisplayName("§13-8 a text frame closes with 1003, a frame that is too large with 1009; others do not notice")
    void badFrames() throws Exception {
        WireClient bob = Via.SOCKET.join(server, ROOM, "bob");
        WireClient texter = Via.SOCKET.join(server, ROOM, "texter");
        ((JdkSocket) texter.transport).socket().sendText("hello", true);
        assertThat(texter.awaitClose()).isEqualTo(CloseCode.UNSUPPORTED_DATA);
        WireClient large = Via.SOCKET.join(server, ROOM, "large");
        ((JdkSocket) large.transport).socket().sendBinary(ByteBuffer.allocate(200 << 10), true);
        assertThat(large.awaitClose()).isEqualTo(CloseCode.TOO_BIG);
        assertThat(bob.settle()).isEmpty();
    }

    @Test
    @DisplayName("§13-18 an offer of permessage-deflate is declined by default")
    void compressionDeclined() throws Exception {
        String path = "GET /rooms/demo?token=" + server.token(ROOM, "alice") + " HTTP/1.1\r\nHost: x\r\n";
        String answer =
                raw(path + UPGRADE + "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("sec-websocket-extensions");
    }

    @Test
    @DisplayName("The port that is taken is named in the exception; a free one can be given")
    void ports() {
        RoomServerOptions same = RoomServerOptions.builder().port(server.port()).build();
        assertThatThrownBy(() -> RoomServer.start(same))
                .isInstanceOf(RoomServerException.class)
                .hasMessageContaining("127.0.0.1:" + server.port());
        int port = server.port();
        assertThat(server.httpUri()).isEqualTo(URI.create("http://127.0.0.1:" + port + "/"));
        assertThat(server.uri("a b")).isEqualTo(URI.create("ws://127.0.0.1:" + port + "/rooms/a%20b"));
        server.close();
        try (RoomServer again = RoomServer.start(same)) {
            assertThat(again.port()).isEqualTo(port);
        }
    }
}
