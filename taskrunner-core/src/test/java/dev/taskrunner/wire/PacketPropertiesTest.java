package dev.taskrunner.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.PacketDecoder.Complete;
import dev.taskrunner.wire.PacketDecoder.Decoded;
import dev.taskrunner.wire.PacketDecoder.Dropped;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any message and any bytes; each run shows its seed. */
class PacketPropertiesTest {

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest(name = "§13-4: what is encoded is decoded, seed {0}")
    @MethodSource("seeds")
    void identity(long seed) {
        Random random = new Random(seed);
        PacketDecoder decoder = new PacketDecoder(1 << 20);
        for (int i = 0; i < 30; i++) {
            Message sent = message(random);
            List<Decoded> results = new ArrayList<>();
            for (ByteBuffer packet : Packets.encode(sent)) {
                assertThat(results).as("complete before the last packet").isEmpty();
                results.addAll(decoder.accept(packet));
            }
            assertThat(results).singleElement().isInstanceOfSatisfying(Complete.class, complete -> {
                assertThat(complete.message().id()).isEqualTo(sent.id());
                assertThat(complete.message().type()).isEqualTo(sent.type());
                assertThat(complete.message().data()).isEqualTo(sent.data());
            });
        }
    }

    @ParameterizedTest(name = "§13-6, §13-7: garbage never throws nor taints the next message, seed {0}")
    @MethodSource("seeds")
    void garbage(long seed) {
        Random random = new Random(seed);
        PacketDecoder decoder = new PacketDecoder(200_000);
        for (int i = 0; i < 100; i++) {
            for (int n = random.nextInt(5); n > 0; n--) {
                assertThat(decoder.accept(junk(random))).hasSizeLessThanOrEqualTo(2);
            }
            Message sent = message(random);
            List<Decoded> results = new ArrayList<>();
            Packets.encode(sent).forEach(packet -> results.addAll(decoder.accept(packet)));
            Decoded last = results.remove(results.size() - 1);
            assertThat(results).allMatch(Dropped.class::isInstance).hasSizeLessThanOrEqualTo(1);
            assertThat(((Complete) last).message().data()).isEqualTo(sent.data());
            assertThat(((Complete) last).message().type()).isEqualTo(sent.type());
        }
    }

    @ParameterizedTest(
            name = "§13-6: lost, doubled and swapped packets never give a message that was not sent, seed {0}")
    @MethodSource("seeds")
    void disorder(long seed) {
        Random random = new Random(seed);
        PacketDecoder decoder = new PacketDecoder(1 << 20);
        List<Message> sent = new ArrayList<>();
        List<ByteBuffer> packets = new ArrayList<>();
        for (int id = 0; id < 200; id++) {
            byte[] data = new byte[random.nextInt(6000)];
            random.nextBytes(data);
            sent.add(Message.of(id, "t" + id, ByteBuffer.wrap(data)));
            packets.addAll(Packets.encode(sent.get(id)));
        }
        int delivered = 0;
        int lost = 0;
        for (ByteBuffer packet : disturb(packets, random)) {
            for (Decoded decoded : decoder.accept(packet)) {
                if (decoded instanceof Complete complete) {
                    Message original = sent.get((int) complete.message().id());
                    assertThat(complete.message().data()).isEqualTo(original.data());
                    assertThat(complete.message().type()).isEqualTo(original.type());
                    delivered++;
                } else {
                    lost++;
                }
            }
        }
        assertThat(delivered).isBetween(50, 220);
        assertThat(lost).isPositive();
    }

    private static List<ByteBuffer> disturb(List<ByteBuffer> packets, Random random) {
        List<ByteBuffer> disturbed = new ArrayList<>();
        for (ByteBuffer packet : packets) {
            switch (random.nextInt(40)) {
                case 0 -> {} // lost
                case 1 -> {
                    disturbed.add(packet);
                    disturbed.add(packet);
                }
                case 2 -> disturbed.add(Math.max(0, disturbed.size() - 1), packet);
                default -> disturbed.add(packet);
            }
        }
        return disturbed;
    }

    private static Message message(Random random) {
        byte[] data = new byte[random.nextInt(4) == 0 ? random.nextInt(150_000) : random.nextInt(4000)];
        random.nextBytes(data);
        int cut = random.nextInt(data.length + 1);
        StringBuilder type = new StringBuilder();
        for (int i = random.nextInt(40); i > 0; i--) {
            int code = random.nextInt(3) == 0 ? random.nextInt(0xD800) : random.nextInt(0x80);
            type.appendCodePoint(code);
        }
        return Message.of(
                random.nextLong(),
                type.toString(),
                ByteBuffer.wrap(data, 0, cut),
                ByteBuffer.wrap(data, cut, data.length - cut));
    }

    /** Nonsense that is often close to a packet. */
    private static ByteBuffer junk(Random random) {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        ByteBuffer packet = ByteBuffer.wrap(bytes);
        if (bytes.length >= 16 && random.nextBoolean()) {
            packet.putLong(0, random.nextInt(3)).putInt(8, random.nextInt(3));
            packet.putInt(12, random.nextInt(3) == 0 ? -1 : random.nextInt(4));
        }
        return packet;
    }
}
