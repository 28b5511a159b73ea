package dev.taskrunner.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.wire.PacketDecoder.Complete;
import dev.taskrunner.wire.PacketDecoder.Decoded;
import dev.taskrunner.wire.PacketDecoder.Dropped;
import dev.taskrunner.wire.PacketDecoder.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketDecoderTest {
    private final PacketDecoder decoder = new PacketDecoder(1 << 20);

    @Test
    @DisplayName("§13-1: a header with total 0 is delivered at once")
    void emptyMessage() {
        Message message = onlyMessage(decoder.accept(header(0, 0, "hello")));
        assertThat(message.id()).isZero();
        assertThat(message.type()).isEqualTo("hello");
        assertThat(message.size()).isZero();
        assertThat(message.data().remaining()).isZero();
    }

    @Test
    @DisplayName(
            "§13-3: a type of several bytes a letter and an id of 64 bits survive, whatever the buffer's byte order")
    void unicodeType() {
        ByteBuffer packet = header(-2, 0, "h\u00e9llo \uD83D\uDE00").order(ByteOrder.LITTLE_ENDIAN);
        Message message = onlyMessage(decoder.accept(packet));
        assertThat(message.type()).isEqualTo("h\u00e9llo \uD83D\uDE00");
        assertThat(message.id()).isEqualTo(-2);
        assertThat(packet.position()).isZero();
    }

    @Test
    @DisplayName("Slices of any size are taken, only their number counts; bytes are copied")
    void anySlices() {
        byte[] large = new byte[64 * 1024];
        large[large.length - 1] = 7;
        ByteBuffer reused = data(1, 2, "ab");
        assertThat(decoder.accept(header(1, 4, "t"))).isEmpty();
        assertThat(decoder.accept(data(1, 1, ""))).isEmpty();
        assertThat(decoder.accept(reused)).isEmpty();
        reused.put(12, (byte) 'x');
        assertThat(decoder.accept(data(1, 3, large))).isEmpty();
        byte[] data = Hex.array(onlyMessage(decoder.accept(data(1, 4, "c"))).data());
        assertThat(data).hasSize(64 * 1024 + 3).startsWith('a', 'b').endsWith(7, 'c');
    }

    @Test
    @DisplayName("§13-6: after a hole the next message is delivered unmodified")
    void hole() {
        decoder.accept(header(1, 3, "lost"));
        decoder.accept(data(1, 1, "AAAA"));
        assertThat(decoder.accept(data(1, 3, "CCCC")))
                .singleElement()
                .satisfies(dropped -> assertDropped(dropped, 1, "lost", Reason.OUT_OF_ORDER));
        assertStray(decoder.accept(data(1, 2, "BBBB")), Reason.OUT_OF_ORDER);
        assertNextIsClean();
    }

    @Test
    @DisplayName("§13-6: a data packet of another message loses the message, and only that")
    void otherId() {
        decoder.accept(header(1, 2, "lost"));
        decoder.accept(data(1, 1, "AAAA"));
        assertThat(decoder.accept(data(2, 2, "CCCC")))
                .singleElement()
                .satisfies(dropped -> assertDropped(dropped, 1, "lost", Reason.OUT_OF_ORDER));
        assertNextIsClean();
    }

    @Test
    @DisplayName("§13-6: data packets without a header are reported one by one")
    void strays() {
        assertStray(decoder.accept(data(5, 1, "x")), Reason.OUT_OF_ORDER);
        assertStray(decoder.accept(data(5, 2, "x")), Reason.OUT_OF_ORDER);
        assertNextIsClean();
    }

    @Test
    @DisplayName("§13-7: a header in mid-message starts the new message; the old one is reported once")
    void headerInMidMessage() {
        decoder.accept(header(1, 2, "lost"));
        decoder.accept(data(1, 1, "AAAA"));
        assertThat(decoder.accept(header(2, 1, "next")))
                .singleElement()
                .satisfies(dropped -> assertDropped(dropped, 1, "lost", Reason.ABANDONED));
        assertThat(text(onlyMessage(decoder.accept(data(2, 1, "BBBB"))))).isEqualTo("BBBB");
    }

    @Test
    @DisplayName("§13-7: an empty message in mid-message gives two results in order")
    void emptyMessageInMidMessage() {
        decoder.accept(header(1, 2, "lost"));
        List<Decoded> results = decoder.accept(header(2, 0, "next"));
        assertThat(results).hasSize(2);
        assertDropped(results.get(0), 1, "lost", Reason.ABANDONED);
        assertThat(onlyMessage(results.subList(1, 2)).type()).isEqualTo("next");
    }

    @Test
    @DisplayName("A header over the limit is refused at once, and its data packets are skipped silently")
    void tooLargeAtTheHeader() {
        assertThat(decoder.accept(header(1, 1026, "big")))
                .singleElement()
                .satisfies(dropped -> assertDropped(dropped, 1, "big", Reason.TOO_LARGE));
        assertThat(decoder.accept(data(1, 1, "AAAA"))).isEmpty();
        assertStray(decoder.accept(data(2, 1, "other id")), Reason.OUT_OF_ORDER);
        assertStray(decoder.accept(ByteBuffer.allocate(3)), Reason.MALFORMED);
        assertThat(decoder.accept(data(1, 2, new byte[65 * 1024]))).isEmpty();
        assertNextIsClean();
        assertStray(decoder.accept(data(1, 3, "AAAA")), Reason.OUT_OF_ORDER);
    }

    @ParameterizedTest(name = "The limit is exact: {0} bytes of 1500 allowed")
    @ValueSource(ints = {1024, 1025, 1499, 1500, 1501, 2048, 2049, 4000})
    void exactLimit(int size) {
        PacketDecoder limited = new PacketDecoder(1500);
        List<Decoded> results = new ArrayList<>();
        for (ByteBuffer packet : Packets.encode(Message.of(1, "t", ByteBuffer.allocate(size)))) {
            results.addAll(limited.accept(packet));
        }
        if (size <= 1500) {
            assertThat(onlyMessage(results).size()).isEqualTo(size);
        } else {
            assertThat(results).singleElement().satisfies(dropped -> assertDropped(dropped, 1, "t", Reason.TOO_LARGE));
        }
    }

    @Test
    @DisplayName("Slices larger than announced cannot pass the limit")
    void oversizedSlices() {
        PacketDecoder limited = new PacketDecoder(100_000);
        limited.accept(header(1, 3, "t"));
        assertThat(limited.accept(data(1, 1, new byte[60_000]))).isEmpty();
        assertThat(limited.accept(data(1, 2, new byte[60_000])))
                .singleElement()
                .satisfies(dropped -> assertDropped(dropped, 1, "t", Reason.TOO_LARGE));
        assertThat(limited.accept(data(1, 3, "x"))).isEmpty();
    }

    @Test
    @DisplayName("A promise of 5 GB costs nothing: 10,000 decoders hold one open, with no data and with one byte")
    void promises() {
        List<PacketDecoder> open = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            PacketDecoder generous = new PacketDecoder(Long.MAX_VALUE);
            assertThat(generous.accept(header(i, 2_000_000, "t"))).isEmpty(); // 1.9 GiB each
            assertThat(generous.accept(header(i, 5_000_000, "t"))).hasSize(2); // ABANDONED, then over 2 GiB
            assertThat(generous.accept(header(i, -1, "t"))).hasSize(1);
            assertThat(generous.accept(header(i, 1_000_000, "t"))).isEmpty();
            assertThat(generous.accept(data(i, 1, ""))).isEmpty();
            if (i < 100) {
                assertThat(generous.accept(data(i, 2, "x"))).isEmpty();
            }
            open.add(generous);
        }
        assertThat(open).hasSize(10_000);
    }

    @Test
    @DisplayName("Bytes that are no packet are reported as malformed")
    void malformed() {
        ByteBuffer badUtf8 = header(1, 0, "abc").put(17, (byte) 0xC3);
        List<ByteBuffer> bad = List.of(
                ByteBuffer.allocate(0),
                ByteBuffer.allocate(11),
                ByteBuffer.allocate(12),
                ByteBuffer.allocate(15),
                header(1, 0, "x".repeat(1025)),
                badUtf8,
                data(1, 1, new byte[64 * 1024 + 1]));
        for (ByteBuffer packet : bad) {
            assertStray(decoder.accept(packet), Reason.MALFORMED);
            assertNextIsClean();
        }
        assertThat(onlyMessage(decoder.accept(header(1, 0, "x".repeat(1024)))).type())
                .hasSize(1024);
        assertThat(onlyMessage(decoder.accept(ByteBuffer.allocate(16))).type()).isEmpty();
    }

    @Test
    @DisplayName("Malformed packets in mid-message lose the message; a malformed header also abandons it")
    void malformedInMidMessage() {
        for (ByteBuffer packet : List.of(ByteBuffer.allocate(5), data(1, 2, new byte[64 * 1024 + 1]))) {
            decoder.accept(header(1, 2, "lost"));
            decoder.accept(data(1, 1, "AAAA"));
            assertThat(decoder.accept(packet))
                    .singleElement()
                    .satisfies(dropped -> assertDropped(dropped, 1, "lost", Reason.MALFORMED));
            assertNextIsClean();
        }
        decoder.accept(header(1, 2, "lost"));
        List<Decoded> results = decoder.accept(ByteBuffer.allocate(13));
        assertDropped(results.get(0), 1, "lost", Reason.ABANDONED);
        assertStray(results.subList(1, 2), Reason.MALFORMED);
        assertNextIsClean();
    }

    @Test
    @DisplayName("A negative limit is a mistake of the caller")
    void negativeLimit() {
        assertThatThrownBy(() -> new PacketDecoder(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void assertNextIsClean() {
        assertThat(decoder.accept(header(9, 2, "next"))).isEmpty();
        assertThat(decoder.accept(data(9, 1, "BB"))).isEmpty();
        Message message = onlyMessage(decoder.accept(data(9, 2, "CC")));
        assertThat(message.id()).isEqualTo(9);
        assertThat(message.type()).isEqualTo("next");
        assertThat(text(message)).isEqualTo("BBCC");
    }

    private static void assertDropped(Decoded decoded, long id, String type, Reason reason) {
        assertThat(decoded).isInstanceOfSatisfying(Dropped.class, dropped -> {
            assertThat(dropped.hasHeader()).isTrue();
            assertThat(dropped.id()).isEqualTo(id);
            assertThat(dropped.type()).isEqualTo(type);
            assertThat(dropped.reason()).isEqualTo(reason);
            assertThat(dropped.detail()).isNotBlank().doesNotContain("AAAA");
        });
    }

    private static void assertStray(List<Decoded> results, Reason reason) {
        assertThat(results).singleElement().isInstanceOfSatisfying(Dropped.class, dropped -> {
            assertThat(dropped.hasHeader()).isFalse();
            assertThat(dropped.type()).isEmpty();
            assertThat(dropped.reason()).isEqualTo(reason);
        });
    }

    private static Message onlyMessage(List<Decoded> results) {
        assertThat(results).singleElement().isInstanceOf(Complete.class);
        return ((Complete) results.get(0)).message();
    }

    private static String text(Message message) {
        return new String(Hex.array(message.data()), StandardCharsets.UTF_8);
    }

    private static ByteBuffer header(long id, int total, String type) {
        byte[] utf8 = type.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(16 + utf8.length)
                .putLong(id)
                .putInt(0)
                .putInt(total)
                .put(utf8)
                .flip();
    }

    private static ByteBuffer data(long id, int number, String text) {
        return data(id, number, text.getBytes(StandardCharsets.UTF_8));
    }

    private static ByteBuffer data(long id, int number, byte[] bytes) {
        return ByteBuffer.allocate(12 + bytes.length)
                .putLong(id)
                .putInt(number)
                .put(bytes)
                .flip();
    }
}
