package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ApiKey;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How the reference's command line gets into a room (sections 1.4 and 11.4). */
class ConnectEndpointTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ApiKey KEY =
            new ApiKey(UUID.randomUUID(), UUID.randomUUID(), "a secret of at least thirty-two bytes");

    private RoomServer server;

    @BeforeEach
    void start() {
        server = RoomServer.start(
                RoomServerOptions.builder().apiKeys(List.of(KEY)).build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> post(String project, String room, String key, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        server.httpUri().resolve("/accounts/projects/" + project + "/rooms/" + room + "/connect"))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    @DisplayName("The bearer of an API key gets a token and the room's address, which let it in")
    void connects() throws Exception {
        HttpResponse<String> response = post(KEY.projectId().toString(), "my%20room", KEY.encode(), "{}");
        assertThat(response.statusCode()).isEqualTo(200);
        JsonFields json = RawJson.parse(response.body()).fields();
        assertThat(json.names()).containsExactly("jwt", "room_name", "project_id", "room_url");
        assertThat(json.string("room_name")).isEqualTo("my room");
        assertThat(json.string("room_url")).isEqualTo("ws://127.0.0.1:" + server.port() + "/rooms/my%20room");
        String jwt = json.string("jwt");
        ParticipantToken token = ParticipantToken.decode(jwt);
        assertThat(token.keyId()).contains(KEY.id().toString());
        assertThat(token.projectId()).contains(KEY.projectId().toString());
        assertThat(token.expiresAt()).isPresent();
        try (WireClient user = Via.SOCKET.join(server, "my room", "user", jwt)) {
            assertThat(user.settle()).isEmpty();
        }
        String named = post(KEY.projectId().toString(), "r", KEY.encode(), "{\"name\":\"alice\"}")
                .body();
        assertThat(ParticipantToken.decode(RawJson.parse(named).fields().string("jwt"))
                        .name())
                .isEqualTo("alice");
        assertThat(post(KEY.projectId().toString(), "r", KEY.encode(), "").statusCode())
                .isEqualTo(200);
    }

    private int status(String project, String room, String key, String body) throws Exception {
        return post(project, room, key, body).statusCode();
    }

    @Test
    @DisplayName("Without a key, with a wrong one or for another project nobody gets anything; the key is not quoted")
    void refusals() throws Exception {
        String project = KEY.projectId().toString();
        assertThat(status(project, "r", null, "{}")).isEqualTo(401);
        String other = new ApiKey(KEY.id(), KEY.projectId(), "another secret of thirty-two bytes").encode();
        HttpResponse<String> wrong = post(project, "r", other, "{}");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(wrong.body()).doesNotContain("another secret");
        assertThat(status(UUID.randomUUID().toString(), "r", KEY.encode(), "{}"))
                .isEqualTo(403);
        assertThat(status(project, "r", KEY.encode(), "[]")).isEqualTo(400);
        assertThat(status(project, "r", KEY.encode(), "{\"name\":\"\"}")).isEqualTo(400);
        assertThat(status(project, "%00", KEY.encode(), "{}")).isEqualTo(400);
        HttpResponse<String> get = HTTP.send(
                HttpRequest.newBuilder(server.httpUri().resolve("/accounts/projects/p/rooms/r/connect"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(get.statusCode()).isEqualTo(404);
    }
}
