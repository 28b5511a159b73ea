package dev.taskrunner.benchmarks;

import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.PacketDecoder;
import dev.taskrunner.wire.Packets;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Cutting a message into packets, and putting it together again. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class PacketBenchmark {
    /** Bytes of the message. */
    @Param({"200", "10240", "1048576"})
    public int size;

    private final PacketDecoder decoder = new PacketDecoder(64 << 20);
    private Message message = Message.of(0, "");
    private List<ByteBuffer> packets = List.of();

    /** Makes the message. */
    @Setup
    public void setUp() {
        message = Message.of(7, "agent.ask", ByteBuffer.wrap(Payload.arguments(size)));
        packets = Packets.encode(message);
    }

    /**
     * Encodes.
     *
     * @return the packets
     */
    @Benchmark
    public List<ByteBuffer> encode() {
        return Packets.encode(message);
    }

    /**
     * Decodes.
     *
     * @return the message
     */
    @Benchmark
    public List<PacketDecoder.Decoded> decode() {
        List<PacketDecoder.Decoded> decoded = List.of();
        for (ByteBuffer packet : packets) {
            decoded = decoder.accept(packet);
        }
        return decoded;
    }
}
