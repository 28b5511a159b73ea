package dev.taskrunner.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PacketsTest {

    @Test
    @DisplayName("§13-1, §13-4 A.1: empty data is one packet with total 0")
    void emptyData() {
        assertThat(Hex.of(Packets.encode(Message.of(1, "hello"))))
                .containsExactly("0000000000000001000000000000000068656c6c6f");
        assertThat(Hex.of(Packets.encode(Message.of(1, "hello", ByteBuffer.allocate(0)))))
                .containsExactly("0000000000000001000000000000000068656c6c6f");
    }

    @Test
    @DisplayName("§13-4 A.2: three bytes are two packets")
    void threeBytes() {
        assertThat(Hex.of(Packets.encode(Message.of(1, "hello", Hex.bytes("616263")))))
                .containsExactly("0000000000000001000000000000000168656c6c6f", "000000000000000100000001616263");
    }

    @Test
    @DisplayName("§13-3, §13-4 A.3: integers are big-endian, the type is UTF-8")
    void bigEndianAndUtf8() {
        ByteBuffer little = Hex.bytes("00010203040506070809").order(ByteOrder.LITTLE_ENDIAN);
        assertThat(Hex.of(Packets.encode(Message.of(0x0102030405060708L, "t", little))))
                .containsExactly("0102030405060708000000000000000174", "01020304050607080000000100010203040506070809");
        assertThat(Hex.of(Packets.encode(Message.of(2, "h\u00e9llo", Hex.bytes("61")))))
                .containsExactly("0000000000000002000000000000000168c3a96c6c6f", "00000000000000020000000161");
    }

    @ParameterizedTest(name = "§13-2, §13-4 A.4: {1} bytes")
    @CsvSource({
        "9,  2500, true,  17 1036 1036 464, 14fd6573423cd7dc3574a72c50e29795f1a4f6d8f3b29da798847cdcc7662ed5",
        "10, 1024, false, 17 1036,          6f15ea4499141151f75f9dee62f41f2b8d13a2d2958f92cd75ebf2e80b753059",
        "11, 1025, false, 17 1036 13,       ec226e43cb7441117aa40ffacd3ab5f373a03842ad316164f94b9a672e4a2969"
    })
    void longerData(long id, int size, boolean counting, String sizes, String sha256) throws Exception {
        byte[] data = new byte[size];
        for (int i = 0; counting && i < size; i++) {
            data[i] = (byte) i;
        }
        Message message = Message.of(id, "t", ByteBuffer.wrap(data));
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        StringBuilder seen = new StringBuilder();
        List<ByteBuffer> packets = Packets.encode(message);
        for (ByteBuffer packet : packets) {
            assertThat(packet.position()).isZero();
            seen.append(packet.remaining()).append(' ');
            digest.update(packet);
        }
        assertThat(seen.toString().trim()).isEqualTo(sizes);
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(sha256);
        assertThat(Packets.count(message)).isEqualTo(packets.size());
    }

    @Test
    @DisplayName("A.5: an ask in Python's spelling is cut as Python cuts it")
    void pythonAsk() {
        String body =
                "00000000000000507b226167656e74223a20226164646572222c2022617267756d656e7473223a207b2261223a20317d2c20"
                        + "225f5f6d6573686167656e745f5f223a207b2276223a20312c20226f74656c223a207b7d7d7d";
        assertThat(Hex.of(Packets.encode(Message.of(3, "agent.ask", Hex.bytes(body)))))
                .containsExactly(
                        "000000000000000300000000000000016167656e742e61736b", "000000000000000300000001" + body);
    }

    @Test
    @DisplayName("Parts are one stream: where one ends and the next starts does not show")
    void parts() {
        byte[] data = new byte[3000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 7);
        }
        Message whole = Message.of(4, "t", ByteBuffer.wrap(data));
        Message inParts = Message.of(
                4,
                "t",
                ByteBuffer.wrap(data, 0, 1),
                ByteBuffer.allocate(0),
                ByteBuffer.wrap(data, 1, 1022).asReadOnlyBuffer(),
                ByteBuffer.allocateDirect(1977).put(data, 1023, 1977).flip());
        assertThat(inParts.size()).isEqualTo(3000);
        assertThat(Hex.of(Packets.encode(inParts))).isEqualTo(Hex.of(Packets.encode(whole)));
        assertThat(inParts.data()).isEqualTo(whole.data());
    }

    @Test
    @DisplayName("Encoding leaves the message as it was, and all packets lie in one array")
    void repeatable() {
        Message message = Message.of(4, "t", ByteBuffer.wrap(new byte[5000], 100, 3000));
        List<ByteBuffer> first = Packets.encode(message);
        assertThat(Hex.of(Packets.encode(message))).isEqualTo(Hex.of(first));
        assertThat(first)
                .allSatisfy(packet ->
                        assertThat(packet.array()).isSameAs(first.get(0).array()));
    }

    @Test
    @DisplayName("What does not fit one array is refused, not truncated")
    void tooLarge() {
        ByteBuffer part = ByteBuffer.allocate(1 << 20);
        ByteBuffer[] parts = new ByteBuffer[2047]; // 1 MiB below 2 GiB: the data would fit, the packets do not
        Arrays.fill(parts, part);
        Message message = Message.of(1, "t", parts);
        assertThatThrownBy(() -> Packets.encode(message)).isInstanceOf(IllegalArgumentException.class);
        Message larger = Message.of(1, "t", concat(parts, parts, parts));
        assertThat(larger.size()).isEqualTo(3L * 2047 << 20);
        assertThatThrownBy(() -> Packets.encode(larger)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Packets.count(larger)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(larger::data).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("A type that no receiver would take is refused when the message is made")
    void longType() {
        assertThat(Packets.encode(Message.of(1, "\u00e9".repeat(512)))).hasSize(1);
        assertThatThrownBy(() -> Message.of(1, "\u00e9".repeat(513))).isInstanceOf(IllegalArgumentException.class);
    }

    private static ByteBuffer[] concat(ByteBuffer[]... arrays) {
        return Arrays.stream(arrays).flatMap(Arrays::stream).toArray(ByteBuffer[]::new);
    }
}
