package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The frames of Appendix A, as real clients sent them, and what they expect in return. */
@ParameterizedClass
@EnumSource(Via.class)
class CurrentVectorsTest extends CurrentCase {
    @Test
    @DisplayName("current 10: A3, A4, A5, A10: list, register under id 0, be called, and answer with a file")
    void callOfATool() {
        WireClient provider = join("a");
        Appendix.replay(provider, "A3", "TS");
        assertThat(provider.answer(0).json().object("json").object("tools").names())
                .isEmpty();
        Appendix.replay(provider, "A4", "TS");
        assertThat(provider.answer(0).json().object("json").string("id")).isNotEmpty();
        WireClient caller = join("u");
        Appendix.replay(caller, "A5", "TS");
        Message push = provider.await("room.tool_call.a");
        checkCall(WireClient.body(push).json(), caller);
        Appendix.replay(provider, "A10", "TS", push.id());
        Body answer = caller.answer(1);
        assertThat(answer.json().string("name")).isEqualTo("x.bin");
        assertThat(answer.attachment()).isEqualTo(ByteBuffer.wrap(HexFormat.of().parseHex("deadbeef")));
    }

    private static void checkCall(JsonFields call, WireClient caller) {
        assertThat(call.string("name")).isEqualTo("run_a_task");
        assertThat(call.raw("arguments")).hasToString("{\"type\":\"json\",\"json\":{\"x\":1}}");
        assertThat(call.string("caller_id")).isEqualTo(caller.id());
    }

    @Test
    @DisplayName("current 17: A12, A13: attributes of TypeScript and of Python, the envelope within the map")
    void attributes() {
        WireClient watcher = join("w");
        builtin(watcher, "messaging", "enable", java.util.Map.of());
        for (String[] frames : new String[][] {{"A12", "TS"}, {"A13", "PY"}}) {
            WireClient client = join("c");
            builtin(client, "messaging", "enable", java.util.Map.of());
            Appendix.replay(client, frames[0], frames[1]);
            JsonFields changed = changedAttributes(watcher);
            assertThat(changed.toRaw()).hasToString("{\"k\":\"v\"}");
        }
    }

    @Test
    @DisplayName("current 22: A14, A15: Python opens a stream and sends bytes; the item is acknowledged and passed on")
    void stream() {
        WireClient provider = join("a");
        host(provider, "a", true, "t");
        WireClient caller = python("u");
        Appendix.replay(caller, "A14", "PY");
        JsonFields call = provider.awaitJson("room.tool_call.a");
        assertThat(call.object("arguments").string("method")).isEqualTo("open");
        Appendix.replay(caller, "A15", "PY");
        assertThat(caller.answer(3).json().string("type")).isEqualTo("empty");
        Body chunk = WireClient.body(provider.await("room.tool_call_request_chunk.a"));
        assertThat(chunk.json().string("tool_call_id")).isEqualTo(call.string("tool_call_id"));
        assertThat(chunk(chunk).object("headers").integer("h")).isEqualTo(1);
        assertThat(chunk.attachment()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    }

    @Test
    @DisplayName("current 24, current 33: A4, A5, A7, A9, A20: TypeScript answers, fails, and takes its toolkit away")
    void answersAndLeaves() {
        WireClient provider = join("a");
        Appendix.replay(provider, "A4", "TS");
        String id = provider.answer(0).json().object("json").string("id");
        WireClient caller = join("u");
        Appendix.replay(caller, "A5", "TS");
        Appendix.replay(provider, "A7", "TS", provider.await("room.tool_call.a").id());
        assertThat(caller.answer(1).json().toRaw()).hasToString("{\"type\":\"json\",\"json\":{\"ok\":true}}");
        Appendix.replay(caller, "A5", "TS");
        Appendix.replay(provider, "A9", "TS", provider.await("room.tool_call.a").id());
        assertThat(caller.answer(1).json().toRaw()).hasToString("{\"type\":\"error\",\"text\":\"Error: bad\"}");
        Appendix.replay(provider, "A20", "TS"); // of a toolkit that is not its own
        assertThat(number(provider.answer(2))).isEqualTo(1003);
        assertThat(toolkits(caller).names()).containsExactly("a");
        provider.request("room.unregister_toolkit", "id", id);
        assertThat(toolkits(caller).names()).isEmpty();
    }
}
