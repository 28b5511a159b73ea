package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class CurrentStreamsTest extends CurrentCase {
    private static final String INPUT = "room.tool_call_request_chunk.kit";

    private static long openStream(WireClient caller, String callId) {
        return call(caller, "kit", "t", "arguments", open(), "tool_call_id", callId);
    }

    private static void openAnswer(WireClient provider, Message call) {
        respond(provider, call, "type", "control", "method", "open");
    }

    @Test
    @DisplayName(
            "current 22, current 35: input and answer as streams: every item acknowledged, in order, under each side's own name")
    void bothWays() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        long id = openStream(alice, "mine");
        Message push = provider.await("room.tool_call.kit");
        assertThat(WireClient.body(push).json().object("arguments").string("method"))
                .isEqualTo("open");
        String theirs = WireClient.body(push).json().string("tool_call_id");
        assertThat(theirs).isNotEqualTo("mine");
        input(alice, provider, theirs);
        answer(alice, provider, id, push);
    }

    private static void input(WireClient alice, WireClient provider, String theirs) {
        byte[] bytes = {1, 2};
        sendChunk(alice, "mine", Map.of("type", "binary", "headers", Map.of("h", 1)), bytes);
        sendChunk(alice, "mine", text("two"));
        sendChunk(alice, "mine", close(1000));
        Body first = WireClient.body(provider.await(INPUT));
        assertThat(first.json().string("tool_call_id")).isEqualTo(theirs);
        assertThat(chunk(first).object("headers").integer("h")).isEqualTo(1);
        assertThat(first.attachment()).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(chunk(WireClient.body(provider.await(INPUT))).string("text")).isEqualTo("two");
        assertThat(chunk(WireClient.body(provider.await(INPUT))).integer("status_code"))
                .isEqualTo(1000);
    }

    private static void answer(WireClient alice, WireClient provider, long id, Message push) {
        byte[] bytes = {1, 2};
        openAnswer(provider, push);
        respondChunk(provider, push, text("a"));
        respondChunk(provider, push, Map.of("type", "binary", "headers", Map.of()), bytes);
        respondChunk(provider, push, close(1000));
        assertThat(alice.answer(id).json().string("method")).isEqualTo("open");
        Body answer = nextChunk(alice);
        assertThat(answer.json().string("tool_call_id")).isEqualTo("mine");
        assertThat(chunk(answer).string("text")).isEqualTo("a");
        assertThat(nextChunk(alice).attachment()).isEqualTo(ByteBuffer.wrap(bytes));
        assertThat(chunk(nextChunk(alice)).string("method")).isEqualTo("close");
        assertThat(settled(alice)).isEmpty();
        assertThat(settled(provider)).isEmpty();
    }

    @Test
    @DisplayName("A streamed input may have one answer, after which its name is free again")
    void oneAnswer() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        for (int round = 0; round < 2; round++) {
            oneAnswer(provider, alice);
        }
    }

    private static void oneAnswer(WireClient provider, WireClient alice) {
        long again = openStream(alice, "mine");
        respond(provider, provider.await("room.tool_call.kit"), "type", "text", "text", "one answer");
        assertThat(alice.answer(again).json().string("text")).isEqualTo("one answer");
    }

    @Test
    @DisplayName("current 23: an item for an unknown call is acknowledged and dropped")
    void unknownCall() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        sendChunk(alice, "nothing", text("x"));
        sendChunk(alice, "nothing", close(1000));
        assertThat(alice.request("room.tool_call_request_chunk").json().string("type"))
                .isEqualTo("empty");
        assertThat(settled(provider)).isEmpty();
    }

    @Test
    @DisplayName(
            "current 36, current 37, current 38: only the answer is a stream: an error does not end it, the end has its code and message")
    void answerOnly() {
        WireClient provider = host("p", "kit", "t");
        WireClient bob = python("bob");
        long id = call(bob, "kit", "t", "tool_call_id", "c");
        Message push = provider.await("room.tool_call.kit");
        openAnswer(provider, push);
        respondChunk(provider, push, text("1"));
        respondChunk(provider, push, Map.of("type", "error", "text", "oh", "code", 1008));
        respondChunk(provider, push, text("2"));
        respondChunk(
                provider,
                push,
                Map.of("type", "control", "method", "close", "status_code", 1007, "message", "no match"));
        assertThat(bob.answer(id).json().string("method")).isEqualTo("open");
        assertThat(chunk(nextChunk(bob)).string("text")).isEqualTo("1");
        assertThat(chunk(nextChunk(bob)).integer("code")).isEqualTo(1008);
        assertThat(chunk(nextChunk(bob)).string("text")).isEqualTo("2");
        Body end = nextChunk(bob);
        assertThat(chunk(end).integer("status_code")).isEqualTo(1007);
        assertThat(chunk(end).string("message")).isEqualTo("no match");
        respondChunk(provider, push, text("late"));
        settled(provider);
        assertThat(settled(bob)).isEmpty();
    }

    @Test
    @DisplayName("current 41: two callers with one name for their calls do not mix their streams")
    void sameName() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        long hers = openStream(alice, "same");
        Message one = provider.await("room.tool_call.kit");
        long his = openStream(bob, "same");
        Message two = provider.await("room.tool_call.kit");
        String oneName = WireClient.body(one).json().string("tool_call_id");
        sendChunk(bob, "same", text("of bob"));
        Body item = WireClient.body(provider.await(INPUT));
        assertThat(item.json().string("tool_call_id")).isNotEqualTo(oneName);
        openAnswer(provider, one);
        openAnswer(provider, two);
        respondChunk(provider, one, text("for alice"));
        alice.answer(hers);
        bob.answer(his);
        assertThat(chunk(nextChunk(alice)).string("text")).isEqualTo("for alice");
        settled(provider);
        assertThat(settled(bob)).isEmpty();
    }

    @Test
    @DisplayName("One caller cannot use a name for two streams at once")
    void nameTwice() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        openStream(alice, "same");
        provider.await("room.tool_call.kit");
        assertThat(number(alice.answer(openStream(alice, "same")))).isEqualTo(1002);
    }

    @Test
    @DisplayName("current 42: the provider leaves: an error and the end; the caller leaves: the end of its input")
    void leaving() {
        WireClient provider = host("p", "kit", "t");
        WireClient alice = join("alice");
        long id = openStream(alice, "a");
        Message push = provider.await("room.tool_call.kit");
        openAnswer(provider, push);
        alice.answer(id);
        WireClient bob = join("bob");
        openStream(bob, "b");
        Message second = provider.await("room.tool_call.kit");
        bob.cut();
        Body end = WireClient.body(provider.await(INPUT));
        assertThat(end.json().string("tool_call_id"))
                .isEqualTo(WireClient.body(second).json().string("tool_call_id"));
        assertThat(chunk(end).string("method")).isEqualTo("close");
        provider.cut();
        providerLeft(alice);
    }

    private static void providerLeft(WireClient alice) {
        assertThat(chunk(nextChunk(alice)).integer("code")).isEqualTo(1006);
        assertThat(chunk(nextChunk(alice)).string("method")).isEqualTo("close");
    }

    @Test
    @DisplayName("A streamed answer to a classic caller, and a streamed input to a classic tool, are errors at once")
    void otherGeneration() {
        WireClient provider = host("p", "kit", "t");
        WireClient old = classic("old");
        long id = invoke(old, "kit", "t");
        openAnswer(provider, provider.await("room.tool_call.kit"));
        assertThat(WireClient.code(old.answer(id))).isEqualTo("invalid_response");
        register(old, "ancient", true, "t");
        WireClient alice = join("alice");
        long second = call(alice, "ancient", "t", "arguments", open(), "tool_call_id", "x");
        assertThat(number(alice.answer(second))).isEqualTo(1002);
        assertThat(old.leftOver()).isEmpty();
    }
}
