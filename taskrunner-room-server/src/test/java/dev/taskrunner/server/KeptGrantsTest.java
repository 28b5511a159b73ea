package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
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
import org.junit.jupiter.params.provider.ValueSource;

/** Every message about documents and secrets, with and without its grant. */
class KeptGrantsTest {
    private static final String ROOM = "demo";
    private static final byte[] UPDATE = "dXBkYXRl".getBytes(StandardCharsets.US_ASCII);

    private RoomServer server;

    @BeforeEach
    void start() {
        server = RoomServer.inMemoryOnly(RoomServerOptions.defaults());
        WireClient owner = Via.MEMORY.join(server, ROOM, "owner");
        owner.requestJson("room.connect", "path", "docs/a.note", "create", true, "schema", Map.of("x", 1));
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

    private static boolean denied(Body answer) {
        return "error".equals(answer.json().string("type")) && "denied".equals(WireClient.code(answer));
    }

    private static Body send(WireClient client, String type, Map<String, Object> json) {
        Object[] pairs = json.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
        byte[] attachment = type.equals("room.sync") ? UPDATE : new byte[0];
        return client.answer(client.send(type, WireClient.fields(pairs), attachment));
    }

    static Stream<Arguments> secrets() {
        Map<String, Object> oauth = Map.of(
                "client_id",
                "c",
                "authorization_endpoint",
                "https://a.example/",
                "token_endpoint",
                "https://t.example/");
        return Stream.of(
                Arguments.of("secrets.list_secrets", Map.of()),
                Arguments.of("secrets.set_secret", Map.of("name", "n")),
                Arguments.of("secrets.get_secret", Map.of("name", "n")),
                Arguments.of("secrets.delete_secret", Map.of("id", "i")),
                Arguments.of("secrets.delete_requested_secret", Map.of("url", "u", "type", "t")),
                Arguments.of("secrets.request_secret", Map.of("url", "u", "type", "t", "participant_id", "x")),
                Arguments.of("secrets.get_offline_oauth_token", Map.of("oauth", oauth)),
                Arguments.of(
                        "secrets.request_oauth_token",
                        Map.of("oauth", oauth, "redirect_uri", "r", "participant_id", "x")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("secrets")
    @DisplayName("§13-58 secrets take their section; an agent's default scope does not have it")
    void secretsSection(String type, Map<String, Object> json) {
        assertThat(denied(send(join(Map.of("secrets", Map.of())), type, json))).isFalse();
        Body without = send(join(Map.of("agents", Map.of(), "messaging", Map.of())), type, json);
        assertThat(WireClient.error(without)).isEqualTo("denied: the token lacks the grant secrets");
        WireClient legacy = Via.MEMORY.join(
                server,
                ROOM,
                "alice",
                server.token(ParticipantToken.builder("alice").room(ROOM).build()));
        assertThat(denied(send(legacy, type, json))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secrets.provide_secret", "secrets.provide_oauth_authorization"})
    @DisplayName("Answers to prompts take no grant, but a prompt")
    void answers(String type) {
        Body answer = send(join(Map.of()), type, Map.of("request_id", "made up", "code", "c"));
        assertThat(WireClient.error(answer)).contains("nobody asked");
    }

    static Stream<Arguments> documents() {
        Map<String, Object> open = new LinkedHashMap<>();
        open.put("path", "docs/a.note");
        open.put("create", false);
        Map<String, Object> make = Map.of("path", "docs/new.note", "create", true, "schema", Map.of("x", 1));
        return Stream.of(
                Arguments.of("room.connect", open, false),
                Arguments.of("room.connect", make, true),
                Arguments.of("room.create", Map.of("path", "docs/new.note"), true),
                Arguments.of("room.sync", Map.of("path", "docs/a.note"), true),
                Arguments.of("room.describe", Map.of("path", "docs/a.note"), false));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("documents")
    @DisplayName(
            "§13-58 documents take sync.paths, for reading and writing, in both spellings; exact, or a prefix with a star")
    void documentPaths(String type, Map<String, Object> json, boolean writes) {
        assertThat(denied(send(join(Map.of()), type, json))).as("no section").isTrue();
        assertThat(denied(send(join(rules(Map.of("path", "other/*"))), type, json)))
                .isTrue();
        assertThat(denied(send(join(rules(Map.of("path", "docs"))), type, json)))
                .as("no star, no prefix")
                .isTrue();
        for (String spelling : List.of("read_only", "readOnly")) {
            Body reader = send(join(rules(Map.of("path", "docs/*", spelling, true))), type, json);
            assertThat(denied(reader)).as(spelling).isEqualTo(writes);
        }
        assertThat(denied(send(join(rules(Map.of("path", "docs/*"))), type, json)))
                .isFalse();
    }

    private static Map<String, ?> rules(Map<String, ?> rule) {
        return Map.of("sync", Map.of("paths", List.of(rule)));
    }

    @Test
    @DisplayName("Closing a document takes no grant; one who only reads may echo what it was sent, and nothing new")
    void readersEcho() {
        WireClient reader = join(rules(Map.of("path", "docs/*", "read_only", true)));
        assertThat(denied(send(join(Map.of()), "room.disconnect", Map.of("path", "docs/a.note"))))
                .isFalse();
        WireClient owner = Via.MEMORY.join(server, ROOM, "owner");
        JsonFields path = WireClient.fields("path", "docs/a.note");
        assertThat(denied(reader.answer(reader.send("room.sync", path, UPDATE))))
                .isTrue();
        owner.answer(owner.send("room.sync", path, UPDATE));
        assertThat(denied(reader.answer(reader.send("room.sync", path, UPDATE))))
                .isFalse();
    }
}
