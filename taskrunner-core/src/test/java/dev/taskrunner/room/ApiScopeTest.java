package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("§13-58, current 57: What a scope allows, in both spellings")
class ApiScopeTest {

    private static ApiScope scope(String json) {
        return ApiScope.parse(map(json));
    }

    private static Map<String, Object> map(String json) {
        try {
            return new ObjectMapper().readValue(json, new TypeReference<>() {});
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static Arguments flag(String section, String snake, String camel, Predicate<ApiScope> question) {
        return Arguments.of(section, snake, camel, question);
    }

    static Stream<Arguments> flags() {
        return Stream.of(
                flag("agents", "register_agent", "registerAgent", ApiScope::mayRegisterAgent),
                flag("agents", "register_public_toolkit", "registerPublicToolkit", s -> s.mayRegisterToolkit(true)),
                flag("agents", "register_private_toolkit", "registerPrivateToolkit", s -> s.mayRegisterToolkit(false)),
                flag("agents", "call", "call", ApiScope::mayCall),
                flag("agents", "call", "call", s -> s.mayUseToolkit("t")),
                flag("agents", "use_agents", "useAgents", ApiScope::mayUseAgents),
                flag("agents", "use_tools", "useTools", ApiScope::mayUseTools),
                flag("agents", "use_tools", "useTools", s -> s.mayUseToolkit("t")),
                flag("messaging", "broadcast", "broadcast", ApiScope::mayBroadcast),
                flag("messaging", "send", "send", ApiScope::maySend),
                flag("messaging", "list", "list", ApiScope::mayListParticipants),
                flag("queues", "list", "list", ApiScope::mayListQueues),
                flag("database", "list_tables", "listTables", ApiScope::mayListTables),
                flag("dataset", "list_tables", "listTables", ApiScope::mayListTables),
                flag("datasets", "list_tables", "listTables", ApiScope::mayListTables),
                flag("developer", "logs", "logs", ApiScope::mayUseDeveloperLogs),
                flag("admin", "config", "config", ApiScope::mayConfigure),
                flag("containers", "use_containers", "useContainers", ApiScope::mayUseContainers),
                flag("containers", "logs", "logs", ApiScope::mayReadContainerLogs));
    }

    @ParameterizedTest(name = "§13-58 {0}.{1}")
    @MethodSource("flags")
    void flagsDefaultToYesInAPresentSection(String section, String snake, String camel, Predicate<ApiScope> question) {
        Function<Map<String, ?>, ApiScope> with = fields -> ApiScope.parse(Map.of(section, fields));
        assertThat(question.test(ApiScope.none())).as("absent section").isFalse();
        assertThat(question.test(ApiScope.full())).as("full").isTrue();
        assertThat(question.test(with.apply(Map.of()))).as("empty section").isTrue();
        for (String spelling : List.of(snake, camel)) {
            assertThat(question.test(with.apply(Map.of(spelling, true))))
                    .as(spelling)
                    .isTrue();
            assertThat(question.test(with.apply(Map.of(spelling, false))))
                    .as(spelling)
                    .isFalse();
            assertThat(question.test(with.apply(Map.of(spelling, "false"))))
                    .as(spelling)
                    .isFalse();
            assertThat(question.test(with.apply(Map.of(spelling, "no"))))
                    .as("wrong type")
                    .isFalse();
            assertThat(question.test(with.apply(Map.of(spelling, List.of()))))
                    .as("wrong type")
                    .isFalse();
        }
        Map<String, Object> nulled = new HashMap<>();
        nulled.put(snake, null);
        assertThat(question.test(with.apply(nulled))).as("null").isTrue();
    }

    @Test
    void aSectionOfTheWrongTypeAllowsNothing() {
        assertThat(scope("{\"agents\":true}").mayUseAgents()).isFalse();
        assertThat(scope("{\"agents\":null}").mayUseAgents()).isFalse();
        assertThat(scope("{\"agents\":[]}").has("agents")).isFalse();
    }

    @Test
    void snakeCaseWinsOverCamelCase() {
        assertThat(scope("{\"agents\":{\"useAgents\":true,\"use_agents\":false}}")
                        .mayUseAgents())
                .isFalse();
        assertThat(scope("{\"agents\":{\"use_agents\":false,\"useAgents\":true}}")
                        .mayUseAgents())
                .isFalse();
    }

    @Test
    @DisplayName("§13-58 toolkits")
    void allowedToolkits() {
        for (String field : List.of("allowed_toolkits", "allowedToolkits")) {
            ApiScope scope = scope("{\"agents\":{\"" + field + "\":[\"a\"]}}");
            assertThat(scope.mayUseToolkit("a")).isTrue();
            assertThat(scope.mayUseToolkit("b")).isFalse();
            assertThat(scope.mayUseTools()).isTrue();
        }
        assertThat(scope("{\"agents\":{\"allowed_toolkits\":null}}").mayUseToolkit("b"))
                .isTrue();
        assertThat(scope("{\"agents\":{\"allowed_toolkits\":[]}}").mayUseToolkit("b"))
                .isFalse();
        assertThat(scope("{\"agents\":{\"allowed_toolkits\":\"b\"}}").mayUseToolkit("b"))
                .isFalse();
    }

    @Test
    @DisplayName("§13-58 queues")
    void queues() {
        ApiScope scope = scope("{\"queues\":{\"send\":[\"a\"],\"receive\":[],\"list\":false}}");
        assertThat(scope.maySendTo("a")).isTrue();
        assertThat(scope.maySendTo("b")).isFalse();
        assertThat(scope.mayReceiveFrom("a")).isFalse();
        assertThat(scope("{\"queues\":{}}").mayReceiveFrom("any")).isTrue();
        assertThat(ApiScope.none().maySendTo("a")).isFalse();
    }

    @Test
    @DisplayName("§13-58 storage: prefixes, the first match decides writes")
    void storage() {
        for (String readOnly : List.of("read_only", "readOnly")) {
            ApiScope scope = scope("{\"storage\":{\"paths\":[{\"path\":\"docs/\",\"" + readOnly
                    + "\":true},{\"path\":\"/docs/mine\"},{\"path\":\"tmp\"}]}}");
            assertThat(scope.mayRead("docs/a.txt")).isTrue();
            assertThat(scope.mayRead("/docs/a.txt")).isTrue();
            assertThat(scope.mayWrite("docs/a.txt")).isFalse();
            assertThat(scope.mayWrite("docs/mine/a.txt"))
                    .as("the first match is read-only")
                    .isFalse();
            assertThat(scope.mayWrite("tmp/x")).isTrue();
            assertThat(scope.mayWrite("tmpx")).as("a plain prefix").isTrue();
            assertThat(scope.mayRead("other")).isFalse();
            assertThat(scope.mayRead("")).isFalse();
            assertThat(scope.mayRead("tmp/../secret")).isFalse();
            assertThat(scope.mayRead("tmp/a..b")).isTrue();
        }
        assertThat(scope("{\"storage\":{}}").mayWrite("x")).isTrue();
        assertThat(scope("{\"storage\":{\"paths\":[]}}").mayRead("x")).isFalse();
        assertThat(scope("{\"storage\":{\"paths\":[{\"path\":\"/\"}]}}").mayWrite("x"))
                .isTrue();
        assertThat(scope("{\"storage\":{\"paths\":[{\"path\":\"\",\"read_only\":\"maybe\"}]}}")
                        .mayWrite("x"))
                .isFalse();
        assertThat(ApiScope.none().mayRead("x")).isFalse();
    }

    @Test
    @DisplayName("§13-58 documents: exact or with a star")
    void documents() {
        ApiScope scope = scope("{\"sync\":{\"paths\":[{\"path\":\"a.doc\"},{\"path\":\"b/*\",\"readOnly\":true}]}}");
        assertThat(scope.mayWriteDocument("a.doc")).isTrue();
        assertThat(scope.mayReadDocument("a.docx")).isFalse();
        assertThat(scope.mayReadDocument("/b/c")).isTrue();
        assertThat(scope.mayWriteDocument("b/c")).isFalse();
        assertThat(scope("{\"sync\":{}}").mayWriteDocument("x")).isTrue();
    }

    @Test
    void tables() {
        ApiScope scope =
                scope("{\"database\":{\"tables\":[{\"name\":\"t\",\"write\":true},{\"name\":\"u\",\"read\":false,"
                        + "\"alter\":true},{\"name\":\"v\",\"namespace\":[\"n\"]}]}}");
        assertThat(scope.mayReadTable("t")).isTrue();
        assertThat(scope.mayWriteTable("t")).isTrue();
        assertThat(scope.mayAlterTable("t")).isFalse();
        assertThat(scope.mayReadTable("u")).isFalse();
        assertThat(scope.mayAlterTable("u")).isTrue();
        assertThat(scope.mayReadTable("v")).isFalse();
        assertThat(scope.mayReadTable("w")).isFalse();
        assertThat(scope("{\"database\":{}}").mayAlterTable("w")).isTrue();
    }

    @Test
    void theOtherSections() {
        ApiScope scope = scope(
                "{\"livekit\":{\"breakoutRooms\":[\"a\"]},\"containers\":{\"pull\":[\"x/*\",\"y\"],\"run\":[]},"
                        + "\"tunnels\":{\"ports\":[80,\"443\"]},\"secrets\":{\"requestOauthToken\":[{\"endpoint\":\"e\",\"clientId\":\"c\"}]}}");
        assertThat(scope.mayJoinBreakoutRoom("a")).isTrue();
        assertThat(scope.mayJoinBreakoutRoom("b")).isFalse();
        assertThat(scope.mayPullImage("x/1")).isTrue();
        assertThat(scope.mayPullImage("y")).isTrue();
        assertThat(scope.mayPullImage("y1")).isFalse();
        assertThat(scope.mayRunImage("y")).isFalse();
        assertThat(scope.mayTunnelTo(80)).isTrue();
        assertThat(scope.mayTunnelTo(443)).isTrue();
        assertThat(scope.mayTunnelTo(81)).isFalse();
        assertThat(scope.mayUseSecrets()).isTrue();
        assertThat(scope.mayRequestOauthToken("e", "c")).isTrue();
        assertThat(scope.mayRequestOauthToken("e", "d")).isFalse();
        assertThat(ApiScope.none().mayTunnelTo(80)).isFalse();
        assertThat(ApiScope.none().mayUseSecrets()).isFalse();
    }

    @Test
    void writesSnakeCaseWithoutDefaults() {
        assertThat(scope(
                                "{\"agents\":{\"registerAgent\":true,\"useAgents\":false,\"allowedToolkits\":null},"
                                        + "\"storage\":{\"paths\":[{\"path\":\"a\",\"readOnly\":true},{\"path\":\"b\",\"readOnly\":false}]},"
                                        + "\"database\":{\"listTables\":true,\"tables\":[{\"name\":\"t\",\"read\":true,\"write\":true}]}}")
                        .toMap())
                .isEqualTo(map("{\"agents\":{\"use_agents\":false},"
                        + "\"storage\":{\"paths\":[{\"path\":\"a\",\"read_only\":true},{\"path\":\"b\"}]},"
                        + "\"database\":{\"tables\":[{\"name\":\"t\",\"write\":true}]}}"));
    }

    @Test
    void keepsWhatItDoesNotKnow() {
        String json =
                "{\"future\":{\"someField\":1},\"flag\":true,\"agents\":{\"newField\":{\"aB\":[null]},\"call\":false},"
                        + "\"storage\":{\"paths\":[{\"path\":\"a\",\"newField\":2}]}}";
        assertThat(scope(json).toMap()).isEqualTo(map(json));
        assertThat(scope(json).has("future")).isTrue();
    }

    @Test
    void equalWhenItAllowsTheSame() {
        ApiScope one = scope("{\"agents\":{\"useAgents\":false,\"call\":true},\"messaging\":{}}");
        ApiScope other = scope("{\"messaging\":{\"send\":true},\"agents\":{\"use_agents\":false}}");
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other).isNotEqualTo(ApiScope.none());
        assertThat(ApiScope.parse(one.toMap())).isEqualTo(one);
    }

    @Test
    void presets() {
        assertThat(ApiScope.none().toMap()).isEmpty();
        assertThat(ApiScope.agentDefault().toMap().keySet())
                .containsExactly(
                        "livekit queues messaging database sync storage containers developer agents".split(" "));
        assertThat(ApiScope.agentDefault().toMap().values()).containsOnly(Map.of());
        assertThat(ApiScope.agentDefault().mayConfigure()).isFalse();
        assertThat(ApiScope.agentDefault().mayTunnelTo(80)).isFalse();
        assertThat(ApiScope.full().toMap().keySet())
                .containsAll(ApiScope.agentDefault().toMap().keySet())
                .contains("admin", "secrets", "tunnels", "sqlite", "memory", "llm", "services");
    }

    @Test
    void builds() {
        ApiScope scope = ApiScope.builder()
                .allow("messaging")
                .allow("agents", Map.of("call", false))
                .allow("storage")
                .deny("storage")
                .build();
        assertThat(scope).isEqualTo(scope("{\"messaging\":{},\"agents\":{\"call\":false}}"));
        assertThat(scope.toBuilder().deny("agents").build()).isEqualTo(scope("{\"messaging\":{}}"));
        assertThat(scope.mayRegisterAgent()).isTrue();
    }

    @Test
    void isImmutable() {
        Map<String, Object> agents = new HashMap<>(Map.of("call", false));
        ApiScope scope = ApiScope.parse(Map.of("agents", agents));
        agents.clear();
        assertThat(scope.mayCall()).isFalse();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> scope.toMap().clear());
        Map<?, ?> inner = (Map<?, ?>) scope.toMap().get("agents");
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(inner::clear);
        assertThat(scope).hasToString("ApiScope{agents={call=false}}");
    }

    @Test
    void withinAllowsWhatBothDo() {
        ApiScope one = ApiScope.parse(Map.of(
                "agents", Map.of("call", false, "allowed_toolkits", List.of("a", "b")),
                "queues", Map.of("send", List.of("q", "r")),
                "messaging", Map.of(),
                "storage", Map.of("paths", List.of(Map.of("path", "x", "readOnly", true), Map.of("path", "")))));
        ApiScope other = ApiScope.parse(Map.of(
                "agents", Map.of("useTools", false, "allowed_toolkits", List.of("b", "c")),
                "queues", Map.of("receive", List.of("z")),
                "secrets", Map.of(),
                "storage", Map.of("paths", List.of(Map.of("path", "")))));
        ApiScope both = one.within(other);
        assertThat(both)
                .isEqualTo(ApiScope.parse(Map.of(
                        "agents", Map.of("call", false, "use_tools", false, "allowed_toolkits", List.of("b")),
                        "queues", Map.of("send", List.of("q", "r"), "receive", List.of("z")),
                        "storage", Map.of("paths", List.of()))));
        assertThat(both.mayWrite("x")).as("rules that differ allow nothing").isFalse();
        assertThat(one.within(one)).isEqualTo(one);
        assertThat(one.within(ApiScope.full())).isEqualTo(one);
        assertThat(ApiScope.full().within(one)).isEqualTo(one);
        assertThat(one.within(ApiScope.none())).isEqualTo(ApiScope.none());
        ApiScope damaged = ApiScope.parse(Map.of("agents", Map.of("call", "maybe")));
        assertThat(ApiScope.full().within(damaged).mayCall()).isFalse();
        assertThat(damaged.within(ApiScope.full()).mayCall()).isFalse();
    }
}
