package dev.taskrunner.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyTest {
    private static final String MESH = "225f5f6d6573686167656e745f5f223a207b2276223a20312c20226f74656c223a207b7d7d7d";

    private static ByteBuffer packed(long length, String json, String rest) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        byte[] attachment = rest.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + utf8.length + attachment.length)
                .putLong(length)
                .put(utf8)
                .put(attachment)
                .flip();
    }

    @ParameterizedTest(name = "§13-4, §13-9 A.5: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "00000000000000277b|{}|",
                "00000000000000367b2261223a20225c7530306539222c20|{\"a\":\"\\u00e9\"}|00ff",
                "00000000000000477b2274797065223a2022656d707479222c20227573616765223a206e756c6c2c20"
                        + "|{\"type\":\"empty\",\"usage\":null}|",
                "00000000000000597b2274797065223a20226572726f72222c202274657874223a20226b61626f6f6d22"
                        + "2c20227573616765223a206e756c6c2c20"
                        + "|{\"type\":\"error\",\"text\":\"kaboom\",\"usage\":null}|",
                "00000000000000667b2274797065223a20226a736f6e22"
                        + "2c20226a736f6e223a207b22616e73776572223a207b2273756d223a20337d7d"
                        + "2c20227573616765223a206e756c6c2c20"
                        + "|{\"type\":\"json\",\"json\":{\"answer\": {\"sum\": 3}},\"usage\":null}|",
                "00000000000000507b226167656e74223a20226164646572222c2022617267756d656e7473223a207b2261223a20317d2c20"
                        + "|{\"agent\":\"adder\",\"arguments\":{\"a\": 1}}|",
                "00000000000000367b2268616e646c65223a202231222c20|{\"handle\":\"1\"}|44415441"
            })
    void pythonVectors(String head, String json, String attachment) throws Exception {
        String rest = attachment == null ? "" : attachment;
        Body body = Body.unpack(Hex.bytes(head + MESH + rest));
        assertThat(body.json().toRaw()).hasToString(json);
        assertThat(body.json().has("__meshagent__")).isFalse();
        assertThat(body.envelope()).hasToString("{\"v\": 1, \"otel\": {}}");
        assertThat(Hex.of(body.attachment())).isEqualTo(rest);
        assertThat(body.hasAttachment()).isEqualTo(!rest.isEmpty());
    }

    @Test
    @DisplayName("§13-4 A.5: the TypeScript spelling is ours, byte for byte")
    void typeScriptVector() throws Exception {
        JsonFields json = JsonFields.builder().put("path", "a.txt").build();
        Message message = Message.of(1, "t", Body.of(json, Hex.bytes("0102")));
        String vector = "00000000000000107b2270617468223a22612e747874227d0102";
        assertThat(Hex.of(message.data())).isEqualTo(vector);
        assertThat(message.size()).isEqualTo(vector.length() / 2);
        Body body = Body.unpack(Hex.bytes(vector));
        assertThat(body.json()).isEqualTo(json);
        assertThat(body.envelope()).isNull();
        assertThat(Hex.of(body.attachment())).isEqualTo("0102");
    }

    @Test
    @DisplayName("§13-9: no attachment and one of 0 bytes are the same")
    void emptyAttachment() throws Exception {
        Body none = Body.of(JsonFields.EMPTY);
        Body empty = Body.of(JsonFields.EMPTY, ByteBuffer.allocate(0));
        assertThat(Hex.of(none.pack())).isEqualTo(Hex.of(empty.pack())).containsExactly("00000000000000027b7d");
        assertThat(none.hasAttachment() || empty.hasAttachment()).isFalse();
        assertThat(none.attachment()).isEqualTo(Body.NO_ATTACHMENT);
    }

    @Test
    @DisplayName("§13-9: the envelope is written last, once, and never mixes with the members")
    void envelope() throws Exception {
        JsonFields json =
                JsonFields.builder().put("__meshagent__", "old").put("a", 1).build();
        Body body = Body.of(json);
        assertThat(body.json().names()).containsExactly("a");
        assertThat(body.envelope()).isEqualTo(RawJson.of("old"));
        Body other = body.withEnvelope(RawJson.parse("{\"v\":1}"));
        assertThat(text(other)).isEqualTo("{\"a\":1,\"__meshagent__\":{\"v\":1}}");
        assertThat(text(other.withEnvelope(null))).isEqualTo("{\"a\":1}");
        assertThat(text(body)).isEqualTo("{\"a\":1,\"__meshagent__\":\"old\"}");
        Body strange = Body.unpack(packed(43, "{\"__meshagent__\":1,\"a\":1,\"__meshagent__\":2}", ""));
        assertThat(strange.json().names()).containsExactly("a");
        assertThat(strange.envelope()).hasToString("2");
    }

    @Test
    @DisplayName("§13-10: a length beyond the data is a clean error, as is any other lie of the length")
    void badLength() throws Exception {
        for (long length :
                new long[] {3, 4, 1000, Integer.MAX_VALUE, 1L << 32, (1L << 32) + 2, Long.MAX_VALUE, -1, Long.MIN_VALUE
                }) {
            assertThatThrownBy(() -> Body.unpack(packed(length, "{}", "")))
                    .as("length " + length)
                    .isInstanceOf(WireException.class);
        }
        assertThat(Body.unpack(packed(2, "{}", "")).json()).isEqualTo(JsonFields.EMPTY);
        for (int size = 0; size < 8; size++) {
            ByteBuffer tooShort = ByteBuffer.allocate(size);
            assertThatThrownBy(() -> Body.unpack(tooShort)).isInstanceOf(WireException.class);
        }
    }

    @ParameterizedTest(name = "Not a header: {0}")
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "1",
                "\"{}\"",
                "{",
                "{}x",
                "{} {}",
                "{\"a\":NaN}",
                "{\"a\":[}",
                "{\u0000}",
                "\uFEFF{}"
            })
    void badJson(String json) {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        assertThatThrownBy(() -> Body.unpack(packed(length, json, "attached"))).isInstanceOf(WireException.class);
    }

    @Test
    @DisplayName("Nesting bombs and headers in UTF-16 are clean errors")
    void bombs() {
        String bomb = "{\"a\":" + "[".repeat(500_000);
        assertThatThrownBy(() -> Body.unpack(packed(bomb.length(), bomb, ""))).isInstanceOf(WireException.class);
        ByteBuffer utf16 = ByteBuffer.allocate(12)
                .putLong(4)
                .put("{}".getBytes(StandardCharsets.UTF_16LE))
                .flip();
        assertThatThrownBy(() -> Body.unpack(utf16)).isInstanceOf(WireException.class);
    }

    @Test
    @DisplayName("The attachment is a view, not a copy, and read-only; the buffers handed in stay as they are")
    void noCopies() throws Exception {
        ByteBuffer data = packed(8, " { } \n\r\t", "abc");
        Body body = Body.unpack(data);
        assertThat(data.position()).isZero();
        data.put(16, (byte) 'X');
        assertThat(Hex.of(body.attachment())).isEqualTo("586263");
        assertThat(body.attachment().get()).isEqualTo((byte) 'X');
        assertThat(body.attachment().position()).isZero();
        assertThatThrownBy(() -> body.attachment().put((byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> body.pack().get(1).put((byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    @DisplayName("Any kind of buffer is unpacked alike: offset, read-only, direct, little-endian")
    void anyBuffer() throws Exception {
        byte[] bytes = Hex.array(packed(7, "{\"a\":1}", "xyz"));
        byte[] padded = new byte[bytes.length + 9];
        System.arraycopy(bytes, 0, padded, 5, bytes.length);
        ByteBuffer offset = ByteBuffer.wrap(padded, 2, padded.length - 2).slice();
        ByteBuffer[] buffers = {
            ByteBuffer.wrap(padded, 5, bytes.length),
            offset.position(3).limit(3 + bytes.length),
            ByteBuffer.wrap(padded, 5, bytes.length).asReadOnlyBuffer(),
            ByteBuffer.allocateDirect(bytes.length).put(bytes).flip(),
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN)
        };
        for (ByteBuffer buffer : buffers) {
            Body body = Body.unpack(buffer);
            assertThat(body.json().toRaw()).hasToString("{\"a\":1}");
            assertThat(Hex.of(body.attachment())).isEqualTo("78797a");
        }
    }

    @Test
    @DisplayName("A message gives back the body it was made of, and unpacks the data it was received with")
    void message() throws Exception {
        Body body = Body.of(JsonFields.builder().put("a", 1).build(), Hex.bytes("ff"));
        Message made = Message.of(1, "t", body);
        assertThat(made.body()).isSameAs(body);
        Message received = Message.of(1, "t", made.data());
        assertThat(received.body().json()).isEqualTo(body.json());
        assertThat(received.body().attachment()).isEqualTo(body.attachment());
        assertThat(received.toString()).isEqualTo("t#1 (16 bytes)");
        assertThatThrownBy(() -> received.data().put((byte) 1)).isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> Message.of(1, "t").body()).isInstanceOf(WireException.class);
    }

    private static String text(Body body) {
        ByteBuffer head = body.pack().get(0);
        assertThat(head.getLong(0)).isEqualTo(head.remaining() - 8);
        return new String(Hex.array(head), 8, head.remaining() - 8, StandardCharsets.UTF_8);
    }
}
