package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class ToolCallsTest extends RoomCase {

    private static void respond(WireClient provider, long callId, Object... content) {
        respond(provider, callId, Body.of(WireClient.fields(content)));
    }

    private static void respond(WireClient provider, long callId, Body content) {
        provider.send(Message.of(callId, "agent.tool_call_response", content));
    }

    @Test
    @DisplayName("§13-42 leg 2 has all keys; one's own private toolkit can be called without participant_id")
    void legTwo() {
        WireClient both = provider("ui", "screen", false, "show");
        JsonFields invoke = WireClient.fields(
                "toolkit", "screen", "tool", "show", "arguments", Map.of("a", 1), "caller_context", Map.of("c", 2));
        byte[] bytes = {5, 6};
        long id = both.send("agent.invoke_tool", invoke, bytes);
        Message push = both.await("agent.tool_call.screen");
        Body call = WireClient.body(push);
        assertThat(call.json().names())
                .containsExactly("name", "arguments", "caller_id", "on_behalf_of_id", "caller_context", "taskrunner");
        assertThat(call.json().string("name")).isEqualTo("show");
        assertThat(call.json().raw("arguments")).hasToString("{\"a\":1}");
        assertThat(call.json().string("caller_id")).isEqualTo(both.id());
        assertThat(call.json().raw("on_behalf_of_id")).isEqualTo(RawJson.NULL);
        assertThat(call.json().raw("caller_context")).hasToString("{\"c\":2}");
        assertThat(call.attachment()).isEqualTo(ByteBuffer.wrap(bytes));
        respond(both, push.id(), "type", "empty");
        assertThat(both.answer(id).json().string("type")).isEqualTo("empty");
        assertThat(both.settle()).as("§13-21 a response is never answered").isEmpty();
    }

    @Test
    @DisplayName("§13-43 call ids are below 2^32 and unique per provider; responses may come in any order")
    void callIds() {
        WireClient provider = provider("maths", "math", true, "dbl");
        WireClient caller = join("alice");
        long[] requests = new long[20];
        long[] calls = new long[20];
        for (int i = 0; i < 20; i++) {
            requests[i] = invoke(caller, "math", "dbl");
            calls[i] = provider.await("agent.tool_call.math").id();
            assertThat(calls[i]).isBetween(1L, (1L << 32) - 1);
        }
        assertThat(calls).doesNotHaveDuplicates();
        for (int i = 19; i >= 0; i--) {
            respond(provider, calls[i], "type", "json", "json", i);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(caller.answer(requests[i]).json().integer("json")).isEqualTo(i);
        }
    }

    @Test
    @DisplayName("§13-43 two providers may use the same id, and none can answer for the other")
    void idsPerProvider() {
        WireClient one = provider("one", "kit1", true, "t");
        WireClient two = provider("two", "kit2", true, "t");
        WireClient caller = join("alice");
        long first = invoke(caller, "kit1", "t");
        long callOne = one.await("agent.tool_call.kit1").id();
        long second = invoke(caller, "kit2", "t");
        long callTwo = two.await("agent.tool_call.kit2").id();
        assertThat(callOne).as("both count from one, so they meet").isEqualTo(callTwo);
        respond(two, callTwo, "type", "text", "text", "two");
        respond(one, callOne, "type", "text", "text", "one");
        assertThat(caller.answer(first).json().string("text")).isEqualTo("one");
        assertThat(caller.answer(second).json().string("text")).isEqualTo("two");
    }

    @Test
    @DisplayName("§13-44 json, text, empty, file, link and error responses are relayed byte for byte")
    void verbatim() throws Exception {
        WireClient provider = provider("maths", "math", true, "dbl");
        WireClient caller = join("alice");
        byte[] file = new byte[70_000];
        new Random(2).nextBytes(file);
        List<String> contents = List.of(
                "{\"type\": \"json\", \"json\": {\"big\": \"" + "x".repeat(5_000) + "\"}, \"usage\": null}",
                "{ \"usage\":{\"tokens\":1.50} , \"type\":\"text\",\"text\":\"h\\u00e9llo\"}",
                "{\"type\":\"empty\",\"extra\":[1,2]}",
                "{\"type\":\"file\",\"name\":\"a\",\"mime_type\":\"b/c\"}",
                "{\"type\":\"link\",\"name\":\"a\",\"url\":\"http://x\"}",
                "{\"type\":\"error\",\"text\":\"Error: no\",\"__meshagent__\":{\"v\":1}}");
        for (String json : contents) {
            byte[] utf8 = json.getBytes("UTF-8");
            ByteBuffer data = ByteBuffer.allocate(8 + utf8.length + file.length);
            data.putLong(utf8.length).put(utf8).put(file).flip();
            long id = invoke(caller, "math", "dbl");
            long call = provider.await("agent.tool_call.math").id();
            provider.send(Message.of(call, "agent.tool_call_response", data));
            Message answer = caller.await(message -> message.type().equals("__response__") && message.id() == id, json);
            assertThat(answer.data()).isEqualTo(data);
        }
    }

    @Test
    @DisplayName("§13-23 raw content becomes json; content that clients cannot read becomes an error")
    void contentClientsCannotRead() {
        WireClient provider = provider("maths", "math", true, "dbl");
        WireClient caller = join("alice");
        long raw = invoke(caller, "math", "dbl");
        respond(provider, provider.await("agent.tool_call.math").id(), "type", "raw", "outputs", List.of(1, "two"));
        assertThat(caller.answer(raw).json().raw("json")).hasToString("{\"outputs\":[1,\"two\"]}");

        Object[][] bad = {
            {"type", "hologram"},
            {"no", "type"},
            {"type", "text"},
            {"type", "text", "text", 3},
            {"type", "json"},
            {"type", "file", "name", "x"},
            {"type", "link", "url", "x"},
            {"type", "error"},
            {"type", 7}
        };
        for (Object[] content : bad) {
            long id = invoke(caller, "math", "dbl");
            respond(provider, provider.await("agent.tool_call.math").id(), content);
            assertThat(WireClient.code(caller.answer(id))).isEqualTo("invalid_response");
        }
    }

    @Test
    @DisplayName("§13-45 the provider's error text reaches the caller; unknown tools and toolkits are refused")
    void errors() {
        WireClient provider = provider("maths", "math", true, "dbl");
        WireClient caller = join("alice");
        long id = invoke(caller, "math", "dbl");
        respond(
                provider,
                provider.await("agent.tool_call.math").id(),
                "type",
                "error",
                "text",
                "'x' is required\nline 2");
        assertThat(WireClient.error(caller.answer(id))).isEqualTo("'x' is required\nline 2");
        assertThat(WireClient.error(caller.answer(invoke(caller, "math", "sqrt"))))
                .contains("no tool 'sqrt'");
        assertThat(WireClient.error(caller.answer(invoke(caller, "history", "x"))))
                .contains("'history' is not in the room");
        assertThat(WireClient.code(caller.answer(invoke(caller, "math", "dbl", "participant_id", "x"))))
                .isEqualTo("unknown_participant");
        assertThat(WireClient.code(caller.answer(invoke(caller, "math", "dbl", "on_behalf_of_id", "x"))))
                .isEqualTo("unknown_participant");
        assertThat(caller.requestError("agent.invoke_tool", "toolkit", "math", "tool", "dbl", "arguments", List.of()))
                .contains("'arguments' must be an object");
        assertThat(provider.settle()).isEmpty();
    }

    @Test
    @DisplayName("§13-46 a provider that leaves in mid-call fails the call at once")
    void providerLeaves() {
        WireClient provider = provider("maths", "math", true, "dbl");
        WireClient caller = join("alice");
        long id = invoke(caller, "math", "dbl");
        provider.await("agent.tool_call.math");
        provider.cut();
        assertThat(WireClient.code(caller.answer(id))).isEqualTo("agent_left");
    }

    @Test
    @DisplayName("A response to no call, or a second one, is ignored")
    void strayResponses() {
        WireClient provider = provider("maths", "math", true, "dbl");
        WireClient caller = join("alice");
        respond(provider, 4711, "type", "empty");
        long id = invoke(caller, "math", "dbl");
        long call = provider.await("agent.tool_call.math").id();
        respond(caller, call, "type", "text", "text", "forged by the caller");
        caller.settle();
        respond(provider, call, "type", "text", "text", "genuine");
        respond(provider, call, "type", "text", "text", "again");
        assertThat(caller.answer(id).json().string("text")).isEqualTo("genuine");
        assertThat(provider.settle()).isEmpty();
        assertThat(caller.settle()).isEmpty();
    }
}
