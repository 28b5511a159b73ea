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
    private static final String A3 =
            "00000000000000000000000000000001726f6f6d2e6c6973745f746f6f6c6b697473 00000000000000000000000100000000000000027b7d";
    private static final String A4 = "00000000000000000000000000000001726f6f6d2e72656769737465725f746f6f6c6b6974"
            + " 00000000000000000000000100000000000000c27b226e616d65223a2261222c227469746c65223a2261222c22646573637269"
            + "7074696f6e223a2264222c22746f6f6c73223a7b2272756e5f615f7461736b223a7b226465736372697074696f6e223a2264222c"
            + "227469746c65223a2252756e2061205461736b222c22696e7075745f73706563223a7b227479706573223a5b226a736f6e225d2c"
            + "2273747265616d223a66616c73652c22736368656d61223a7b2274797065223a226f626a656374227d7d7d7d2c227075626c6963"
            + "223a747275657d";
    private static final String A5 = "00000000000000010000000000000001726f6f6d2e696e766f6b655f746f6f6c"
            + " 000000000000000100000001000000000000004e7b22746f6f6c6b6974223a2261222c22746f6f6c223a2272756e5f615f7461"
            + "736b222c22617267756d656e7473223a7b2274797065223a226a736f6e222c226a736f6e223a7b2278223a317d7d7d";
    private static final String A10 = "%016x0000000000000001726f6f6d2e746f6f6c5f63616c6c5f726573706f6e7365"
            + " %016x00000001" + "00000000000000457b2274797065223a2266696c65222c226e616d65223a22782e62696e222c226d696d"
            + "655f74797065223a226170706c69636174696f6e2f6f637465742d73747265616d227ddeadbeef";
    private static final String A12 = "000000000000000100000000000000017365745f61747472696275746573"
            + " 00000000000000010000000100000000000000097b226b223a2276227d";
    private static final String A13 = "000000000000000100000000000000017365745f61747472696275746573"
            + " 00000000000000010000000100000000000000317b226b223a202276222c20225f5f6d6573686167656e745f5f223a207b2276"
            + "223a20312c20226f74656c223a207b7d7d7d";
    private static final String A14 = "00000000000000020000000000000001726f6f6d2e696e766f6b655f746f6f6c"
            + " 00000000000000020000000100000000000000c07b22746f6f6c6b6974223a202261222c2022746f6f6c223a202274222c2022"
            + "7061727469636970616e745f6964223a206e756c6c2c20226f6e5f626568616c665f6f665f6964223a206e756c6c2c2022617267"
            + "756d656e7473223a207b2274797065223a2022636f6e74726f6c222c20226d6574686f64223a20226f70656e227d2c2022746f6f"
            + "6c5f63616c6c5f6964223a2022636964222c20225f5f6d6573686167656e745f5f223a207b2276223a20312c20226f74656c223a"
            + "207b7d7d7d";
    private static final String A15 =
            "00000000000000030000000000000001726f6f6d2e746f6f6c5f63616c6c5f726571756573745f6368756e6b"
                    + " 00000000000000030000000100000000000000707b22746f6f6c5f63616c6c5f6964223a2022636964222c20226368756e6b"
                    + "223a207b2274797065223a202262696e617279222c202268656164657273223a207b2268223a20317d7d2c20225f5f6d6573"
                    + "686167656e745f5f223a207b2276223a20312c20226f74656c223a207b7d7d7d0102";

    private static void send(WireClient client, String frames) {
        for (String frame : frames.split(" ")) {
            client.sendRaw(HexFormat.of().parseHex(frame));
        }
    }

    @Test
    @DisplayName("A3, A4, A5, A10: list, register under id 0, be called, and answer with a file")
    void callOfATool() {
        WireClient provider = join("a");
        send(provider, A3);
        assertThat(provider.answer(0).json().object("json").object("tools").names())
                .isEmpty();
        send(provider, A4);
        assertThat(provider.answer(0).json().object("json").string("id")).isNotEmpty();
        WireClient caller = join("u");
        send(caller, A5);
        Message push = provider.await("room.tool_call.a");
        checkCall(WireClient.body(push).json(), caller);
        send(provider, A10.formatted(push.id(), push.id()));
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
    @DisplayName("A12, A13: attributes of TypeScript and of Python, the envelope within the map")
    void attributes() {
        WireClient watcher = join("w");
        builtin(watcher, "messaging", "enable", java.util.Map.of());
        for (String frames : new String[] {A12, A13}) {
            WireClient client = join("c");
            builtin(client, "messaging", "enable", java.util.Map.of());
            send(client, frames);
            JsonFields changed = changedAttributes(watcher);
            assertThat(changed.toRaw()).hasToString("{\"k\":\"v\"}");
        }
    }

    @Test
    @DisplayName("A14, A15: Python opens a stream and sends bytes; the item is acknowledged and passed on")
    void stream() {
        WireClient provider = join("a");
        host(provider, "a", true, "t");
        WireClient caller = python("u");
        send(caller, A14);
        JsonFields call = provider.awaitJson("room.tool_call.a");
        assertThat(call.object("arguments").string("method")).isEqualTo("open");
        send(caller, A15);
        assertThat(caller.answer(3).json().string("type")).isEqualTo("empty");
        Body chunk = WireClient.body(provider.await("room.tool_call_request_chunk.a"));
        assertThat(chunk.json().string("tool_call_id")).isEqualTo(call.string("tool_call_id"));
        assertThat(chunk(chunk).object("headers").integer("h")).isEqualTo(1);
        assertThat(chunk.attachment()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
    }
}
