package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ApiKey;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.spi.TransportTarget;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The ways into a room over real sockets: with an API key, as the reference's command line does; with tokens of either spelling. */
class CurrentEntryTest {
    private static final String ROOM = "demo";
    private static final ApiKey KEY =
            new ApiKey(UUID.randomUUID(), UUID.randomUUID(), "a secret-of at least thirty-two bytes");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

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

    /** A client like Python's: the token as bearer, its version in the query. */
    private WireClient bearer(URI room, String jwt) {
        Map<String, String> headers = Map.of("Authorization", "Bearer " + jwt);
        URI uri = URI.create(room + "?v=0.50.1");
        return WireClient.join(
                new JdkSocket(new TransportTarget(uri, headers, null, null, Duration.ofSeconds(10))), "cli");
    }

    private WireClient runner() {
        WireClient runner = Via.SOCKET.join(server, ROOM, "adder");
        CurrentCase.host(runner, "adder", true, "run_adder_task");
        return runner;
    }

    private JsonFields connect() throws Exception {
        String path = "/accounts/projects/" + KEY.projectId() + "/rooms/" + ROOM + "/connect";
        HttpRequest request = HttpRequest.newBuilder(server.httpUri().resolve(path))
                .header("Authorization", "Bearer " + KEY.encode())
                .header("Consistency", "fast")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return RawJson.parse(response.body()).fields();
    }

    /** Polls until the runner is there, calls it, and gives the answer. */
    private static Body invokeTool(WireClient cli, WireClient runner) {
        RoomCase.eventually(() -> CurrentCase.toolkits(cli).has("adder"));
        Map<String, Object> request = new LinkedHashMap<>(Map.of("toolkit", "adder", "tool", "run_adder_task"));
        request.put("participant_id", null);
        request.put("on_behalf_of_id", null);
        request.put("arguments", CurrentCase.json(Map.of("a", 1, "b", 2)));
        request.put("tool_call_id", UUID.randomUUID().toString().replace("-", ""));
        long id = cli.send("room.invoke_tool", WireClient.parse(RawJson.of(request)), new byte[0]);
        Message push = runner.await("room.tool_call.adder");
        assertThat(WireClient.body(push).json().string("caller_id")).isEqualTo(cli.id());
        CurrentCase.respond(runner, push, "type", "json", "json", Map.of("c", 3));
        return cli.answer(id);
    }

    @Test
    @DisplayName("current 54: the command line's agents invoke-tool: the REST call, the socket, the list, the call")
    void commandLine() throws Exception {
        JsonFields found = connect();
        assertThat(found.names()).containsExactly("jwt", "room_name", "project_id", "room_url");
        WireClient runner = runner();
        WireClient cli = bearer(server.uri(ROOM), found.string("jwt"));
        assertThat(invokeTool(cli, runner).json().toRaw()).hasToString("{\"type\":\"json\",\"json\":{\"c\":3}}");
        WireClient again = bearer(URI.create(found.string("room_url")), found.string("jwt"));
        assertThat(CurrentCase.toolkits(again).names()).containsExactly("adder");
    }

    @Test
    @DisplayName(
            "current 54, current 58: without the REST call, with a token that the command line signed with its key")
    void ownToken() {
        String jwt = ParticipantToken.builder("cli")
                .room(ROOM)
                .api(ApiScope.agentDefault())
                .version("0.50.1")
                .build()
                .toJwt(KEY);
        WireClient runner = runner();
        WireClient cli = bearer(server.uri(ROOM), jwt);
        assertThat(invokeTool(cli, runner).json().object("json").integer("c")).isEqualTo(3);
    }

    private WireClient scoped(Map<String, ?> scope) {
        ParticipantToken token =
                ParticipantToken.builder("few").room(ROOM).grant("api", scope).build();
        return bearer(server.uri(ROOM), server.token(token));
    }

    private static long refusal(WireClient client, String type, Object... members) {
        return CurrentCase.number(client.request(type, members));
    }

    @Test
    @DisplayName("current 57: scopes as TypeScript 0.35.8 and as all others spell them")
    void scopes() {
        for (String[] names :
                new String[][] {{"useTools", "registerPublicToolkit"}, {"use_tools", "register_public_toolkit"}}) {
            WireClient few = scoped(Map.of("agents", Map.of(names[0], false, names[1], false), "storage", Map.of()));
            assertThat(refusal(few, "room.list_toolkits")).isEqualTo(1001);
            assertThat(refusal(few, "room.register_toolkit", "name", "x", "public", true, "tools", Map.of()))
                    .isEqualTo(1001);
            CurrentCase.host(few, "own", false, "t");
            assertThat(number(CurrentCase.builtin(few, "storage", "list", Map.of("path", ""))))
                    .isZero();
        }
        WireClient restricted = scoped(Map.of("agents", Map.of("allowedToolkits", List.of("other"))));
        runner();
        assertThat(number(restricted.answer(CurrentCase.call(restricted, "adder", "run_adder_task"))))
                .isEqualTo(1001);
    }

    @Test
    @DisplayName("current 16: the name is the token's; the role is that of its role grant, and user without one")
    void roles() {
        WireClient watcher = Via.SOCKET.join(server, ROOM, "watcher");
        CurrentCase.builtin(watcher, "messaging", "enable", Map.of());
        for (String role : new String[] {"agent", "tool", "user", ""}) {
            ParticipantToken.Builder token =
                    ParticipantToken.builder("my " + role).room(ROOM);
            if (!role.isEmpty()) {
                token.grant("role", role);
            }
            WireClient client = bearer(server.uri(ROOM), server.token(token.build()));
            CurrentCase.builtin(client, "messaging", "enable", Map.of());
            JsonFields heard =
                    RoomCase.pushed(watcher, "participant.enabled").json().object("message");
            assertThat(heard.string("id")).isEqualTo(client.id());
            assertThat(heard.string("role")).isEqualTo(role.isEmpty() ? "user" : role);
            assertThat(heard.object("attributes").string("name")).isEqualTo("my " + role);
        }
    }

    private static long number(Body answer) {
        return answer.json().string("type").equals("error") ? CurrentCase.number(answer) : 0;
    }
}
