package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GrantsTest {
    private static final String ROOM = "demo";
    private static final Map<String, ?> TOOLS = Map.of("t", Map.of("input_schema", Map.of()));

    private RoomServer server;

    @BeforeEach
    void start() {
        server = RoomServer.inMemoryOnly(RoomServerOptions.defaults());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WireClient join(Map<String, ?> scope) {
        ParticipantToken token =
                ParticipantToken.builder("alice").room(ROOM).grant("api", scope).build();
        return Via.MEMORY.join(server, ROOM, "alice", server.token(token));
    }

    static Stream<Arguments> restrictions() {
        return Stream.of(
                deny("agents", "register_agent", "registerAgent", "agent.register_agent", Map.of()),
                deny("agents", "register_agent", "registerAgent", "agent.token", Map.of("name", "x")),
                deny("agents", "use_agents", "useAgents", "agent.ask", Map.of("agent", "x", "arguments", Map.of())),
                deny("agents", "use_agents", "useAgents", "agent.list_agents", Map.of()),
                deny("agents", "use_tools", "useTools", "agent.list_toolkits", Map.of()),
                deny("agents", "use_tools", "useTools", "agent.invoke_tool", invoke()),
                deny("agents", "call", "call", "agent.invoke_tool", invoke()),
                deny("agents", "call", "call", "agent.call", Map.of("name", "x", "url", "y", "arguments", Map.of())),
                deny(
                        "agents",
                        "register_public_toolkit",
                        "registerPublicToolkit",
                        "agent.register_toolkit",
                        toolkit(true)),
                deny(
                        "agents",
                        "register_private_toolkit",
                        "registerPrivateToolkit",
                        "agent.register_toolkit",
                        toolkit(false)),
                deny("admin", "config", "config", "admin.export", Map.of("family", "documents")),
                deny("admin", "config", "config", "admin.import", Map.of("family", "documents", "records", List.of())),
                deny("messaging", "list", "list", "messaging.enable", Map.of()),
                deny("messaging", "send", "send", "messaging.send", message()),
                deny("messaging", "broadcast", "broadcast", "messaging.broadcast", message()),
                deny("developer", "logs", "logs", "developer.log", Map.of("type", "t", "data", Map.of())),
                deny("developer", "logs", "logs", "developer.info", Map.of("message", "t")),
                deny("developer", "logs", "logs", "developer.warning", Map.of("message", "t")),
                deny("developer", "logs", "logs", "developer.error", Map.of("message", "t")),
                deny("developer", "logs", "logs", "developer.watch", Map.of()),
                deny("developer", "logs", "logs", "developer.unwatch", Map.of()));
    }

    private static Arguments deny(String section, String snake, String camel, String type, Map<String, ?> json) {
        return Arguments.of(section, snake, camel, type, json);
    }

    private static Map<String, ?> invoke() {
        return Map.of("toolkit", "kit", "tool", "t", "arguments", Map.of());
    }

    private static Map<String, ?> toolkit(boolean isPublic) {
        return Map.of("name", "kit", "public", isPublic, "tools", TOOLS);
    }

    private static Map<String, ?> message() {
        return Map.of("to_participant_id", "x", "type", "t", "message", Map.of());
    }

    private static Body send(WireClient client, String type, Map<String, ?> json) {
        Object[] pairs = json.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
        return client.request(type, pairs);
    }

    private static void assertDenied(Body answer, String grant) {
        assertThat(WireClient.error(answer)).isEqualTo("denied: the token lacks the grant " + grant);
        assertThat(WireClient.code(answer)).isEqualTo("denied");
    }

    private static boolean denied(Body answer) {
        return "error".equals(answer.json().string("type")) && "denied".equals(WireClient.code(answer));
    }

    @ParameterizedTest(name = "{3} takes {0}.{1}")
    @MethodSource("restrictions")
    @DisplayName("§13-58 each grant, in both spellings, its section absent, and allowed")
    void eachGrant(String section, String snake, String camel, String type, Map<String, ?> json) {
        String grant = section + "." + snake;
        assertDenied(send(join(Map.of(section, Map.of(snake, false))), type, json), grant);
        assertDenied(send(join(Map.of(section, Map.of(camel, false))), type, json), grant);
        assertThat(denied(send(join(Map.of()), type, json))).isTrue();
        assertThat(denied(send(join(Map.of(section, Map.of())), type, json))).isFalse();
    }

    @Test
    @DisplayName("§13-58 allowed_toolkits restricts which toolkits can be invoked")
    void allowedToolkits() {
        join(Map.of("agents", Map.of())).requestJson("agent.register_toolkit", "name", "kit", "tools", TOOLS);
        WireClient some = join(Map.of("agents", Map.of("allowed_toolkits", List.of("other"))));
        assertThat(WireClient.error(send(some, "agent.invoke_tool", invoke())))
                .contains("agents.allowed_toolkits for 'kit'");
        WireClient right = join(Map.of("agents", Map.of("allowedToolkits", List.of("kit"))));
        assertThat(denied(send(right, "agent.invoke_tool", invoke()))).isFalse();
    }

    @Test
    @DisplayName("§13-58 storage is restricted by path")
    void storage() {
        WireClient none = join(Map.of("agents", Map.of()));
        assertThat(denied(none.request("storage.list", "path", "a"))).isTrue();
        WireClient some = join(Map.of("storage", Map.of("paths", List.of(Map.of("path", "public/")))));
        assertThat(WireClient.error(some.request("storage.list", "path", "secret")))
                .contains("storage.paths for 'secret'");
        assertThat(denied(some.request("storage.list", "path", "public/x"))).isFalse();
    }

    @Test
    @DisplayName("Answering one's own work and leaving needs no grant; a denied one-way message is not answered")
    void withoutGrants() {
        WireClient bare = join(Map.of());
        bare.send("set_attributes", "a", 1);
        bare.send("agent.ask_response", "task_id", "x", "answer", 1);
        assertThat(bare.request("messaging.disable").json().string("type")).isEqualTo("empty");
        assertThat(bare.transcript()).containsExactly("connected", "room_ready", "__response__");
    }

    @Test
    @DisplayName("A token without api grant may what an agent may, unless the server forbids")
    void legacyAccess() {
        String token = ParticipantToken.builder("old").room(ROOM).build().toJwt("a secret of enough bytes, really");
        for (boolean allowed : new boolean[] {true, false}) {
            RoomServerOptions options = RoomServerOptions.builder()
                    .secret("a secret of enough bytes, really")
                    .legacyAccess(allowed)
                    .build();
            try (RoomServer other = RoomServer.inMemoryOnly(options)) {
                WireClient client = Via.MEMORY.join(other, ROOM, "old", token);
                assertThat(denied(client.request("agent.list_agents"))).isEqualTo(!allowed);
            }
        }
    }

    @Test
    @DisplayName("A delegated token carries exactly the rights of the one that asked")
    void delegatedRights() {
        WireClient alice = join(Map.of("agents", Map.of("use_tools", false)));
        String token = alice.requestJson("agent.token", "name", "sub").string("token");
        assertThat(ParticipantToken.decode(token).api())
                .contains(ApiScope.parse(Map.of("agents", Map.of("use_tools", false))));
        WireClient sub = Via.MEMORY.join(server, ROOM, "sub", token);
        assertDenied(sub.request("agent.list_toolkits"), "agents.use_tools");
    }

    @Test
    @DisplayName("Delegated names can be switched off, and then are no feature")
    void noDelegation() {
        try (RoomServer other = RoomServer.inMemoryOnly(
                RoomServerOptions.builder().delegatedNames(false).build())) {
            WireClient alice = Via.MEMORY.join(other, ROOM, "alice");
            Body answer = alice.request("agent.token", "name", "sub");
            assertThat(WireClient.code(answer)).isEqualTo("unsupported");
        }
    }
}
