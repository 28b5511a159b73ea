package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every message of the classic generation with a scope that allows it and one that does not, each in both spellings, and without
 * its section. The table is complete: a message that is added to the server and not to it fails the test. What follows from single
 * paths and names is tried by {@link GrantsTest}, {@link ServiceGrantsTest} and {@link KeptGrantsTest}.
 */
class EveryMessageGrantTest {
    private static final String ROOM = "demo";

    /** Whoever may send these, may: they answer, take back or close what others allowed, or are bound to a handle or receipt. */
    private static final Set<String> WITHOUT_GRANT = Set.of(
            "__response__",
            "set_attributes",
            "agent.cancel",
            "agent.progress",
            "agent.stream_credit",
            "agent.unregister_agent",
            "agent.unregister_toolkit",
            "agent.ask_response",
            "agent.tool_call_response",
            "messaging.disable",
            "storage.write",
            "storage.close",
            "storage.abort",
            "queues.acknowledge",
            "queues.return",
            "queues.extend",
            "room.disconnect",
            "secrets.provide_secret",
            "secrets.provide_oauth_authorization");

    private RoomServer server;

    /** A message, and the section that allows it and the same that does not, as Python spells them. */
    record Case(String type, String section, Map<String, ?> allowed, Map<String, ?> denied, Map<String, ?> json) {
        @Override
        public String toString() {
            return type + " takes " + section + allowed.keySet();
        }
    }

    @BeforeEach
    void start() {
        server = RoomServer.inMemoryOnly(RoomServerOptions.defaults());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Stream<Case> flags(String section, String flag, Map<String, ?> json, String... types) {
        return Stream.of(types).map(type -> new Case(type, section, Map.of(flag, true), Map.of(flag, false), json));
    }

    static Stream<Case> cases() {
        return Stream.of(agents(), others(), queues(), storage(), documents(), secrets())
                .flatMap(cases -> cases);
    }

    private static Stream<Case> agents() {
        Map<String, ?> ask = Map.of("agent", "x", "arguments", Map.of());
        Map<String, ?> call = Map.of("name", "x", "url", "y", "arguments", Map.of(), "toolkit", "k", "tool", "t");
        Map<String, ?> kit = Map.of("name", "k", "tools", Map.of());
        return Stream.of(
                        flags("agents", "register_agent", Map.of("name", "x"), "agent.register_agent", "agent.token"),
                        flags("agents", "use_agents", ask, "agent.ask", "agent.list_agents"),
                        flags("agents", "use_tools", call, "agent.list_toolkits", "agent.invoke_tool"),
                        flags("agents", "call", call, "agent.call", "agent.invoke_tool"),
                        flags("agents", "register_private_toolkit", kit, "agent.register_toolkit"))
                .flatMap(cases -> cases);
    }

    private static Stream<Case> others() {
        Map<String, ?> send = Map.of("to_participant_id", "x", "type", "t", "message", Map.of());
        Map<String, ?> log = Map.of("type", "t", "data", Map.of(), "message", "m");
        String[] logs = "log info warning error watch unwatch".split(" ");
        List<String> developer = new ArrayList<>(List.of(RoomTrace.WATCH, RoomTrace.UNWATCH));
        Stream.of(logs).forEach(name -> developer.add("developer." + name));
        return Stream.of(
                        flags("messaging", "list", Map.of(), "messaging.enable"),
                        flags("messaging", "send", send, "messaging.send"),
                        flags("messaging", "broadcast", send, "messaging.broadcast"),
                        flags("admin", "config", Map.of("family", "documents"), "admin.export", "admin.import"),
                        flags("developer", "logs", log, developer.toArray(String[]::new)))
                .flatMap(cases -> cases);
    }

    private static Stream<Case> names(String list, String... types) {
        Map<String, ?> json = Map.of("name", "q", "message", 1, "wait", false);
        return Stream.of(types)
                .map(type ->
                        new Case(type, "queues", Map.of(list, List.of("q")), Map.of(list, List.of("other")), json));
    }

    private static Stream<Case> queues() {
        return Stream.of(
                        flags("queues", "list", Map.of(), "queues.list"),
                        names("send", "queues.open", "queues.send"),
                        names("receive", "queues.receive", "queues.take", "queues.drain", "queues.close"))
                .flatMap(cases -> cases);
    }

    private static Map<String, ?> paths(String path, boolean readOnly) {
        return Map.of("paths", List.of(Map.of("path", path, "read_only", readOnly)));
    }

    private static Stream<Case> storage() {
        Map<String, ?> json = Map.of("path", "mine/f");
        Stream<Case> reads = Stream.of("exists stat list download download_url read".split(" "))
                .map(name -> new Case("storage." + name, "storage", paths("mine/", true), paths("other/", true), json));
        Stream<Case> writes = Stream.of("storage.open", "storage.delete")
                .map(type -> new Case(type, "storage", paths("mine/", false), paths("mine/", true), json));
        return Stream.concat(reads, writes);
    }

    private static Stream<Case> documents() {
        Map<String, ?> json = Map.of("path", "docs/a.note", "create", true, "schema", Map.of("x", 1));
        Stream<Case> some = Stream.of("room.connect", "room.sync", "room.describe")
                .map(type -> new Case(type, "sync", paths("docs/*", false), paths("other/*", false), json));
        return Stream.concat(
                some, Stream.of(new Case("room.create", "sync", paths("docs/*", false), paths("docs/*", true), json)));
    }

    private static Stream<Case> secrets() {
        Map<String, String> oauth = Map.of(
                "client_id",
                "c",
                "authorization_endpoint",
                "https://a.example/",
                "token_endpoint",
                "https://t.example/");
        Map<String, ?> json =
                Map.of("oauth", oauth, "redirect_uri", "r", "participant_id", "x", "url", "u", "type", "t", "id", "i");
        String all = "list_secrets set_secret get_secret delete_secret delete_requested_secret request_secret"
                + " get_offline_oauth_token";
        Stream<Case> section =
                Stream.of(all.split(" ")).map(name -> new Case("secrets." + name, "secrets", Map.of(), Map.of(), json));
        return Stream.concat(
                section, Stream.of(new Case("secrets.request_oauth_token", "secrets", oauth("c"), oauth("d"), json)));
    }

    private static Map<String, ?> oauth(String client) {
        return Map.of("request_oauth_token", List.of(Map.of("endpoint", "https://a.example/", "client_id", client)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("§13-58 §8.2 each message is obeyed with its grant and denied without, however the grant is spelled")
    void eachMessage(Case one) {
        for (Map<String, ?> allowed : List.of(one.allowed(), camel(one.allowed()))) {
            assertThat(denied(Map.of(one.section(), allowed), one))
                    .as(allowed + "")
                    .isFalse();
        }
        if (!one.denied().isEmpty()) {
            for (Map<String, ?> refused : List.of(one.denied(), camel(one.denied()))) {
                assertThat(denied(Map.of(one.section(), refused), one))
                        .as(refused + "")
                        .isTrue();
            }
        }
        assertThat(denied(Map.of("livekit", Map.of()), one))
                .as("without the section")
                .isTrue();
    }

    private boolean denied(Map<String, ?> scope, Case one) {
        ParticipantToken token =
                ParticipantToken.builder("alice").room(ROOM).grant("api", scope).build();
        WireClient client = Via.MEMORY.join(server, ROOM, "alice", server.token(token));
        Object[] pairs = one.json().entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
        Body answer = client.request(one.type(), pairs);
        return "error".equals(answer.json().string("type")) && "denied".equals(WireClient.code(answer));
    }

    private static Map<String, ?> camel(Map<String, ?> snake) {
        Map<String, Object> camel = new LinkedHashMap<>();
        snake.forEach((name, value) -> camel.put(camel(name), value instanceof List<?> list ? camel(list) : value));
        return camel;
    }

    @SuppressWarnings("unchecked")
    private static List<?> camel(List<?> list) {
        return list.stream()
                .map(one -> one instanceof Map<?, ?> map ? camel((Map<String, ?>) map) : one)
                .toList();
    }

    private static String camel(String snake) {
        String[] words = snake.split("_");
        return words[0]
                + Stream.of(words)
                        .skip(1)
                        .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                        .collect(Collectors.joining());
    }

    @Test
    @DisplayName("No message of the classic generation is left out")
    void complete() throws IllegalAccessException {
        Set<String> known = new TreeSet<>();
        for (Field field : MessageType.class.getDeclaredFields()) {
            if (field.getType() == String.class) {
                known.add((String) field.get(null));
            }
        }
        known.addAll(List.of(RoomTrace.WATCH, RoomTrace.UNWATCH));
        ServerCore core = new ServerCore(RoomServerOptions.defaults(), "a secret of enough bytes, really");
        known.removeIf(type -> !core.generations.classic.knows(type));
        core.close();
        Set<String> tried = cases().map(Case::type).collect(Collectors.toCollection(TreeSet::new));
        tried.addAll(WITHOUT_GRANT);
        assertThat(known).hasSizeGreaterThan(60).isEqualTo(tried);
    }
}
