package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class CurrentToolkitsTest extends CurrentCase {

    @Test
    @DisplayName("current 24: registering gives an id, unregistering takes the toolkit away, and so does leaving")
    void lifecycle() {
        WireClient provider = join("p");
        String one = host(provider, "one", true, "t");
        host(provider, "two", true, "t");
        WireClient alice = join("alice");
        assertThat(toolkits(alice).names()).containsExactly("one", "two");
        assertThat(provider.request("room.unregister_toolkit", "id", one).json().string("type"))
                .isEqualTo("empty");
        assertThat(toolkits(alice).names()).containsExactly("two");
        assertThat(number(provider.request("room.unregister_toolkit", "id", one)))
                .isEqualTo(1003);
        provider.cut();
        eventually(() -> toolkits(alice).names().isEmpty());
    }

    private static Map<String, Object> fullTool() {
        Map<String, Object> nullSchema = new HashMap<>(JSON_SPEC);
        nullSchema.put("schema", null);
        Map<String, Object> tool = new HashMap<>();
        tool.put("title", "T");
        tool.put("description", "D");
        tool.put("input_spec", nullSchema);
        tool.put("output_spec", null);
        tool.put("defs", Map.of("x", Map.of("type", "string")));
        tool.put("strict", true);
        tool.put("pricing", Map.of("per", "call"));
        return tool;
    }

    @Test
    @DisplayName(
            "current 25, current 28: a listing is maps, without null schemas; what was registered comes back as it was")
    void listing() {
        WireClient provider = join("p");
        provider.requestJson(
                "room.register_toolkit",
                "name",
                "my kit",
                "title",
                "My",
                "public",
                true,
                "annotations",
                Map.of("a", "b", "odd", 7),
                "tools",
                Map.of("t", fullTool()));
        JsonFields kit = toolkits(join("alice")).object("my kit");
        assertThat(kit.string("title")).isEqualTo("My");
        assertThat(kit.string("description")).isEmpty();
        assertThat(kit.string("participant_id")).isEqualTo(provider.id());
        assertThat(kit.raw("annotations")).hasToString("{\"a\":\"b\"}");
        JsonFields listed = kit.object("tools").object("t");
        assertThat(listed.object("input_spec").has("schema")).isFalse();
        assertThat(listed.object("input_spec").strings("types")).containsExactly("json");
        assertThat(listed.raw("output_spec")).isEqualTo(RawJson.NULL);
        assertThat(listed.raw("defs")).hasToString("{\"x\":{\"type\":\"string\"}}");
        assertThat(listed.bool("strict")).isTrue();
        assertThat(listed.object("pricing").string("per")).isEqualTo("call");
    }

    @Test
    @DisplayName("A toolkit whose tools are a list, or that has no name, is refused")
    void badRegistrations() {
        WireClient provider = join("p");
        assertThat(number(provider.request("room.register_toolkit", "name", "x", "tools", List.of())))
                .isEqualTo(1002);
        assertThat(number(provider.request("room.register_toolkit", "tools", Map.of())))
                .isEqualTo(1002);
        assertThat(toolkits(provider).names()).isEmpty();
    }

    @Test
    @DisplayName("current 26: a private toolkit: seen and called by its owner, and by others who name the owner")
    void privacy() {
        WireClient owner = join("owner");
        host(owner, "ui", false, "ask");
        WireClient alice = join("alice");
        assertThat(toolkits(owner).names()).containsExactly("ui");
        assertThat(toolkits(alice).names()).isEmpty();
        assertThat(toolkits(alice, "participant_id", owner.id()).names()).containsExactly("ui");
        assertThat(toolkits(alice, "participant_name", "owner", "timeout", 0).names())
                .containsExactly("ui");
        assertThat(number(alice.answer(call(alice, "ui", "ask")))).isEqualTo(1003);
        for (long id : List.of(call(alice, "ui", "ask", "participant_id", owner.id()))) {
            respond(owner, owner.await("room.tool_call.ui"), "type", "empty");
            assertThat(alice.answer(id).json().string("type")).isEqualTo("empty");
        }
        long own = call(owner, "ui", "ask");
        respond(owner, owner.await("room.tool_call.ui"), "type", "empty");
        assertThat(owner.answer(own).json().string("type")).isEqualTo("empty");
    }

    @Test
    @DisplayName("Who names a participant means what that one registered, not what others made public")
    void exactAddress() {
        host("p", "kit", "t");
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        assertThat(toolkits(alice, "participant_id", bob.id()).names()).isEmpty();
        assertThat(number(alice.answer(call(alice, "kit", "t", "participant_id", bob.id()))))
                .isEqualTo(1003);
        assertThat(number(alice.request("room.list_toolkits", "participant_id", "nobody")))
                .isEqualTo(1003);
        assertThat(number(alice.request("room.list_toolkits", "participant_name", "nobody")))
                .isEqualTo(1003);
    }

    @Test
    @DisplayName("current 27: types that a client does not know are kept from it; who says its version is told all")
    void binary() {
        WireClient provider = python("p");
        Map<String, Object> binary = Map.of("types", List.of("binary"), "stream", true);
        Map<String, Object> odd = Map.of("types", List.of("json", "hologram"), "stream", false);
        provider.requestJson(
                "room.register_toolkit",
                "name",
                "kit",
                "public",
                true,
                "tools",
                Map.of("b", Map.of("input_spec", binary, "output_spec", JSON_SPEC), "o", Map.of("input_spec", odd)));
        JsonFields old = toolkits(join("alice")).object("kit").object("tools");
        assertThat(old.object("b").raw("input_spec")).isEqualTo(RawJson.NULL);
        assertThat(old.object("b").object("output_spec").strings("types")).containsExactly("json");
        JsonFields known = toolkits(python("bob")).object("kit").object("tools");
        assertThat(known.object("b").object("input_spec").strings("types")).containsExactly("binary");
        assertThat(known.object("b").object("input_spec").bool("stream")).isTrue();
        assertThat(known.object("o").raw("input_spec"))
                .as("a type nobody knows")
                .isEqualTo(RawJson.NULL);
    }

    @Test
    @DisplayName("The room's own toolkits are not listed")
    void builtins() {
        assertThat(toolkits(join("alice")).names()).isEmpty();
    }
}
