package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class CurrentToolCallsTest extends CurrentCase {

    @Test
    @DisplayName(
            "current 29, current 30, current 43: leg 2 has all keys, also for a caller that gave no name to its call")
    void legTwo() {
        WireClient provider = host("p", "my kit", "t");
        WireClient alice = join("alice");
        long id = call(alice, "my kit", "t", "caller_context", Map.of("c", 1));
        Message push = provider.await("room.tool_call.my kit");
        JsonFields leg = WireClient.body(push).json();
        assertThat(leg.string("name")).isEqualTo("t");
        assertThat(leg.raw("arguments")).hasToString("{\"type\":\"json\",\"json\":{\"a\":1}}");
        assertThat(leg.string("caller_id")).isEqualTo(alice.id());
        assertThat(leg.raw("on_behalf_of_id")).isEqualTo(RawJson.NULL);
        assertThat(leg.string("tool_call_id")).isNotEmpty();
        assertThat(leg.raw("caller_context")).hasToString("{\"c\":1}");
        respond(provider, push, "type", "json", "json", Map.of("ok", true));
        assertThat(alice.answer(id).json().raw("json")).hasToString("{\"ok\":true}");
        assertThat(settled(provider)).isEmpty();
    }

    @Test
    @DisplayName("current 43: on_behalf_of_id is passed through; what the caller does not say is not said")
    void principal() {
        WireClient provider = host("p", "my kit", "t");
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        call(alice, "my kit", "t", "on_behalf_of_id", bob.id(), "tool_call_id", "c1");
        JsonFields second =
                WireClient.body(provider.await("room.tool_call.my kit")).json();
        assertThat(second.string("on_behalf_of_id")).isEqualTo(bob.id());
        assertThat(second.has("caller_context")).isFalse();
    }

    @Test
    @DisplayName("current 30: malformed arguments are answered 1002 by the room, and never reach the provider")
    void malformedArguments() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        assertThat(number(alice.answer(call(alice, "kit", "t", "arguments", "text"))))
                .isEqualTo(1002);
        assertThat(number(alice.answer(call(alice, "kit", "t", "arguments", List.of(1)))))
                .isEqualTo(1002);
        assertThat(number(alice.answer(call(alice, "kit", "t", "arguments", close(1000)))))
                .isEqualTo(1002);
        byte[] payload = {1};
        assertThat(number(alice.answer(call(alice, payload, "kit", "t", "arguments", Map.of("type", "odd")))))
                .isEqualTo(1002);
        assertThat(number(alice.request("room.invoke_tool", "toolkit", "kit", "tool", "t")))
                .isEqualTo(1002);
        assertThat(settled(provider)).isEmpty();
    }

    @Test
    @DisplayName("§5.5 an object without a type may be bare arguments of an older client")
    void bareArguments() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        call(alice, "kit", "t", "arguments", Map.of("bare", true));
        assertThat(provider.awaitJson("room.tool_call.kit").raw("arguments"))
                .as("an object without a type may be bare arguments")
                .hasToString("{\"bare\":true}");
    }

    @Test
    @DisplayName("current 31, current 32: bytes go along with arguments and results, unchanged")
    void bytes() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        byte[] there = {1, 2, 3};
        Map<String, Object> file = Map.of("type", "file", "name", "x", "mime_type", "a/b");
        long id = call(alice, there, "kit", "t", "arguments", file);
        Message push = provider.await("room.tool_call.kit");
        assertThat(WireClient.body(push).json().object("arguments").string("name"))
                .isEqualTo("x");
        assertThat(WireClient.body(push).attachment()).isEqualTo(ByteBuffer.wrap(there));
        byte[] back = {9, 8, 7, 6};
        JsonFields result = WireClient.fields("type", "file", "name", "y", "mime_type", "c/d");
        respond(provider, push, Body.of(result, ByteBuffer.wrap(back)));
        Body answer = alice.answer(id);
        assertThat(answer.json()).isEqualTo(result);
        assertThat(answer.attachment()).isEqualTo(ByteBuffer.wrap(back));
    }

    @Test
    @DisplayName("current 33: a provider's error keeps its text and number; without a number it has none")
    void errors() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        long id = call(alice, "kit", "t");
        respond(provider, provider.await("room.tool_call.kit"), "type", "error", "text", "no", "code", 4711);
        Body error = alice.answer(id);
        assertThat(number(error)).isEqualTo(4711);
        assertThat(error.json().string("text")).isEqualTo("no");
        id = call(alice, "kit", "t");
        respond(provider, provider.await("room.tool_call.kit"), "type", "error", "text", "Error: bad");
        assertThat(alice.answer(id).json().has("code")).isFalse();
    }

    @Test
    @DisplayName("current 34: an unknown toolkit, tool, participant and principal are 1003")
    void unknown() {
        host("p", "kit", "t");
        WireClient alice = join("alice");
        assertThat(number(alice.answer(call(alice, "none", "t")))).isEqualTo(1003);
        assertThat(number(alice.answer(call(alice, "kit", "none")))).isEqualTo(1003);
        assertThat(number(alice.answer(call(alice, "kit", "t", "participant_id", "none"))))
                .isEqualTo(1003);
        assertThat(number(alice.answer(call(alice, "kit", "t", "on_behalf_of_id", "none"))))
                .isEqualTo(1003);
        assertThat(number(builtin(alice, "storage", "none", Map.of()))).isEqualTo(1003);
    }

    @Test
    @DisplayName("current 40: raw becomes JSON, and content that nobody can read becomes an error")
    void unreadable() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        long id = call(alice, "kit", "t");
        respond(provider, provider.await("room.tool_call.kit"), "type", "raw", "outputs", List.of(Map.of("n", 1)));
        assertThat(alice.answer(id).json().raw("json")).hasToString("{\"outputs\":[{\"n\":1}]}");
        id = call(alice, "kit", "t");
        respond(provider, provider.await("room.tool_call.kit"), "type", "hologram");
        assertThat(number(alice.answer(id))).isEqualTo(1002);
        id = call(alice, "kit", "t");
        respond(provider, provider.await("room.tool_call.kit"), "type", "binary", "headers", Map.of("h", 1));
        assertThat(alice.answer(id).json().object("headers").integer("h")).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "current 42: when the provider leaves, its callers hear so; when the caller leaves, its late answer is dropped")
    void leaving() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        long id = call(alice, "kit", "t");
        Message push = provider.await("room.tool_call.kit");
        WireClient bob = join("bob");
        call(bob, "kit", "t");
        Message second = provider.await("room.tool_call.kit");
        bob.cut();
        eventually(() -> toolkits(provider).names().size() == 1);
        respond(provider, second, "type", "empty");
        assertThat(settled(provider)).as("no cancel for who does not know it").isEmpty();
        provider.cut();
        assertThat(number(alice.answer(id))).isEqualTo(1006);
        assertThat(push.id()).isNotEqualTo(second.id());
    }

    @Test
    @DisplayName("current 44: calls of one provider are under way together, and are answered in any order")
    void concurrent() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        long first = call(alice, "kit", "t");
        long second = call(alice, "kit", "t");
        Message one = provider.await("room.tool_call.kit");
        Message two = provider.await("room.tool_call.kit");
        respond(provider, two, "type", "text", "text", "two");
        assertThat(alice.answer(second).json().string("text")).isEqualTo("two");
        respond(provider, one, "type", "text", "text", "one");
        assertThat(alice.answer(first).json().string("text")).isEqualTo("one");
    }

    @Test
    @DisplayName(
            "current 39: an event after the answer is tolerated; before it, a caller that says its version hears of it")
    void events() {
        WireClient provider = host("p", "kit", "t");
        WireClient bob = python("bob");
        long id = call(bob, "kit", "t", "tool_call_id", "c9");
        Message push = provider.await("room.tool_call.kit");
        respondChunk(provider, push, Map.of("type", "progress", "n", 1));
        Body event = nextChunk(bob);
        assertThat(event.json().string("tool_call_id")).isEqualTo("c9");
        assertThat(chunk(event).integer("n")).isEqualTo(1);
        respond(provider, push, "type", "empty");
        bob.answer(id);
        respondChunk(provider, push, Map.of("type", "progress", "n", 2));
        settled(provider);
        assertThat(settled(bob)).isEmpty();
    }

    @Test
    @DisplayName("§5.6 a client that does not say its version hears of no event")
    void noEvents() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        long quiet = call(alice, "kit", "t", "tool_call_id", "c10");
        Message other = provider.await("room.tool_call.kit");
        respondChunk(provider, other, Map.of("type", "progress", "n", 3));
        respond(provider, other, "type", "empty");
        alice.answer(quiet);
        assertThat(settled(alice)).as("TypeScript fails on events").isEmpty();
    }
}
