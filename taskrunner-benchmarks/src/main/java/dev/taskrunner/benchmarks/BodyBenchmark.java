package dev.taskrunner.benchmarks;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
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

/** Packing and unpacking a body of arguments and an attachment, each of so many bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class BodyBenchmark {
    /** Bytes of the arguments, and of the attachment. */
    @Param({"200", "10240", "1048576"})
    public int size;

    private JsonFields json = JsonFields.EMPTY;
    private ByteBuffer attachment = Body.NO_ATTACHMENT;
    private ByteBuffer packed = Body.NO_ATTACHMENT;

    /**
     * Makes the body.
     *
     * @throws WireException never
     */
    @Setup
    public void setUp() throws WireException {
        json = JsonFields.builder()
                .put("agent", "runner")
                .put("arguments", RawJson.parse(Payload.arguments(size)))
                .build();
        attachment = ByteBuffer.wrap(new byte[size]);
        packed = Message.of(1, "agent.ask", Body.of(json, attachment)).data();
        // What a decoder gives: an array that can be read in place.
        ByteBuffer received = ByteBuffer.allocate(packed.remaining());
        packed = received.put(packed).flip();
    }

    /**
     * Packs.
     *
     * @return the parts
     */
    @Benchmark
    public List<ByteBuffer> pack() {
        return Body.of(json, attachment).pack();
    }

    /**
     * Unpacks.
     *
     * @return the body
     * @throws WireException never
     */
    @Benchmark
    public Body unpack() throws WireException {
        return Body.unpack(packed);
    }
}
