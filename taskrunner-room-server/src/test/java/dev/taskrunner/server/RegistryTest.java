package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class RegistryTest extends RoomCase {

    private static JsonFields toolkits(WireClient client, Object... pairs) {
        return client.requestJson("agent.list_toolkits", pairs).object("tools");
    }

    @Test
    @DisplayName("§13-25 §13-26 an agent is listed under the participant's name until it is unregistered by its owner")
    void registerAndUnregister() {
        WireClient client = join("client1");
        WireClient other = join("other");
        String id = client.requestJson("agent.register_agent", "name", "add", "title", "Adder")
                .string("id");
        assertThat(agents(other)).containsExactly("client1");
        assertThat(other.requestError("agent.unregister_agent", "id", id)).contains(id);
        assertThat(client.requestError("agent.unregister_agent", "id", "no such id"))
                .contains("no such id");
        assertThat(client.requestError("agent.unregister_agent")).contains("'id'");
        assertThat(client.request("agent.unregister_agent", "id", id).json().string("type"))
                .isEqualTo("empty");
        assertThat(agents(other)).isEmpty();
    }

    @Test
    @DisplayName("§13-27 the elements of list_agents have all keys; what was not said has its default")
    void listElements() {
        WireClient full = join("full");
        Object[] all = {
            "title",
            "T",
            "description",
            "D",
            "input_schema",
            Map.of("type", "object"),
            "output_schema",
            Map.of("type", "string"),
            "requires",
            List.of(Map.of("toolkit", "t")),
            "supports_tools",
            true,
            "labels",
            List.of("l"),
            "annotations",
            Map.of("k", "v")
        };
        full.requestJson("agent.register_agent", all);
        join("bare").requestJson("agent.register_agent");
        List<RawJson> listed = full.requestJson("agent.list_agents").array("agents");

        JsonFields first = WireClient.parse(listed.get(0));
        assertThat(first.string("name")).isEqualTo("full");
        JsonFields given = WireClient.fields(all);
        given.names().forEach(name -> assertThat(first.raw(name)).as(name).isEqualTo(given.raw(name)));

        assertThat(listed.get(1))
                .hasToString(
                        "{\"name\":\"bare\",\"title\":\"bare\",\"description\":\"\",\"input_schema\":null,"
                                + "\"output_schema\":null,\"requires\":[],\"supports_tools\":false,\"labels\":[],\"annotations\":null}");
    }

    @Test
    @DisplayName("Of several registrations of one participant the newest is asked, then the one before")
    void newestWins() {
        WireClient client = join("multi");
        WireClient caller = join("alice");
        client.requestJson("agent.register_agent", "title", "old");
        String newest =
                client.requestJson("agent.register_agent", "title", "new").string("id");
        assertThat(titles(caller)).containsExactly("new");
        client.request("agent.unregister_agent", "id", newest);
        assertThat(titles(caller)).containsExactly("old");
        ask(caller, "multi");
        assertThat(taskId(client)).isNotEmpty();
    }

    private static List<String> titles(WireClient client) {
        return client.requestJson("agent.list_agents").array("agents").stream()
                .map(one -> WireClient.parse(one).string("title"))
                .toList();
    }

    @Test
    @DisplayName("§13-47 list_toolkits is a map of maps; participant_id null is like none")
    void toolkitShape() {
        WireClient maths = join("maths");
        Map<String, Object> tool =
                Map.of("title", "Double", "description", "d", "input_schema", Map.of("type", "object"));
        maths.requestJson(
                "agent.register_toolkit",
                "name",
                "math",
                "title",
                "Math",
                "public",
                true,
                "tools",
                Map.of("dbl", tool));
        JsonFields listed = toolkits(maths);
        assertThat(listed)
                .hasToString(
                        "{\"math\":{\"title\":\"Math\",\"description\":\"\",\"thumbnail_url\":null,\"tools\":{\"dbl\":"
                                + "{\"title\":\"Double\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\"},"
                                + "\"thumbnail_url\":null,\"defs\":null,\"supports_context\":false}}}}");
        assertThat(toolkits(maths, "participant_id", null)).isEqualTo(listed);
        assertThat(maths.requestError("agent.list_toolkits", "participant_id", "x"))
                .contains("'x' is not in the room");
    }

    @Test
    @DisplayName("§13-41 public toolkits are seen by all, private ones by their owner and by who names the owner")
    void visibility() {
        WireClient maths = provider("maths", "math", true, "dbl");
        WireClient ui = provider("ui", "screen", false, "show");
        assertThat(toolkits(maths).names()).containsExactly("math");
        assertThat(toolkits(ui).names()).containsExactlyInAnyOrder("math", "screen");
        assertThat(toolkits(maths, "participant_id", ui.id()).names()).containsExactlyInAnyOrder("math", "screen");
        assertThat(WireClient.error(maths.answer(invoke(maths, "screen", "show"))))
                .contains("'screen' is not in the room");
        invoke(maths, "screen", "show", "participant_id", ui.id());
        ui.await("agent.tool_call.screen");
        invoke(ui, "math", "dbl");
        maths.await("agent.tool_call.math");
    }

    @Test
    @DisplayName("A target's private toolkit wins over a public one of that name, and its own over others'")
    void clash() {
        WireClient mine = provider("mine", "kit", false, "private");
        WireClient theirs = provider("theirs", "kit", true, "public");
        WireClient third = join("third");
        assertThat(toolkits(mine).object("kit").object("tools").names()).containsExactly("private");
        assertThat(toolkits(theirs).object("kit").object("tools").names()).containsExactly("public");
        assertThat(toolkits(third, "participant_id", mine.id())
                        .object("kit")
                        .object("tools")
                        .names())
                .containsExactly("private");
        register(third, "kit", true, "newest");
        assertThat(toolkits(third).object("kit").object("tools").names()).containsExactly("newest");
        assertThat(toolkits(theirs).object("kit").object("tools").names()).containsExactly("public");
    }

    @Test
    @DisplayName("Toolkits are unregistered by their owner only; what cannot be read is refused")
    void unregisterToolkit() {
        WireClient maths = join("maths");
        String id = register(maths, "math", true, "dbl");
        WireClient other = join("other");
        assertThat(other.requestError("agent.unregister_toolkit", "id", id)).contains(id);
        assertThat(maths.request("agent.unregister_toolkit", "id", id).json().string("type"))
                .isEqualTo("empty");
        assertThat(toolkits(other).names()).isEmpty();
        Body answer = maths.request("agent.register_toolkit", "name", "bad", "tools", List.of());
        assertThat(WireClient.code(answer)).isEqualTo("invalid_request");
    }

    @Test
    @DisplayName("§13-19 whoever leaves takes agents and toolkits along")
    void leaving() {
        WireClient leaver = runner("leaver");
        register(leaver, "math", true, "dbl");
        WireClient other = join("other");
        assertThat(agents(other)).hasSize(1);
        leaver.cut();
        eventually(() -> agents(other).isEmpty());
        assertThat(toolkits(other).names()).isEmpty();
    }

    @Test
    @DisplayName("Rooms know nothing of each other")
    void otherRooms() {
        WireClient here = runner("adder");
        WireClient there = via.join(server, "elsewhere", "alice");
        assertThat(agents(there)).isEmpty();
        assertThat(WireClient.code(there.answer(ask(there, "adder")))).isEqualTo("unknown_agent");
        assertThat(there.requestError(
                        "messaging.send", "to_participant_id", here.id(), "type", "x", "message", Map.of()))
                .contains("not in the room");
    }

    @Test
    @DisplayName("§13-51 storage.list of a missing folder gives no files")
    void storageList() {
        assertThat(join("alice").requestJson("storage.list", "path", ".schemas").raw("files"))
                .hasToString("[]");
    }
}
