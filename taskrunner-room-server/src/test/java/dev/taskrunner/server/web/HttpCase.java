package dev.taskrunner.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server on a port, a room with runners in it, and an HTTP client that knows nothing of rooms. */
abstract class HttpCase {
    static final String ROOM = "demo";
    static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int SOCKET_PATIENCE_MILLIS = 30_000;

    RoomServer server;
    Room host;

    @BeforeEach
    void start() {
        server = RoomServer.start(options().build());
        host = Room.connect(server.uri(ROOM), server.token(ROOM, "host"));
    }

    @AfterEach
    void stop() {
        host.close();
        server.close();
    }

    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder();
    }

    void serve(String name, TaskRunner.Handler work) {
        serve(TaskSpec.builder(name).inputSchema("{\"type\":\"object\"}"), work);
    }

    void serve(TaskSpec.Builder spec, TaskRunner.Handler work) {
        host.serve(TaskRunner.of(spec.build(), work));
    }

    String token() {
        return server.token(ROOM, "curl");
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.httpUri().resolve(path)).timeout(PATIENCE);
    }

    HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + token());
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(authorized(path));
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return send(authorized(path).POST(BodyPublishers.ofString(body)));
    }

    HttpResponse<String> ask(String agent, String body) throws Exception {
        return post("/rooms/demo/agents/" + agent + "/ask", body);
    }

    static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    static JsonFields json(HttpResponse<String> response) {
        return json(response.body());
    }

    static JsonFields json(String text) {
        try {
            return RawJson.parse(text).fields();
        } catch (WireException e) {
            throw new AssertionError("no JSON object: " + text, e);
        }
    }

    /** Checks status and code, and that nothing secret is told. */
    JsonFields refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        JsonFields error = json(response).object("error");
        assertThat(error).as(response.body()).isNotNull();
        assertThat(error.string("code")).isEqualTo(code);
        assertThat(error.string("text")).isNotBlank().doesNotContain("eyJ");
        return error;
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** What the server says to these bytes until it closes. */
    String raw(String bytes) throws IOException {
        try (Socket socket = open()) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    Socket open() throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(SOCKET_PATIENCE_MILLIS);
        return socket;
    }
}
