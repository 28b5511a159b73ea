package dev.taskrunner.benchmarks;

import dev.taskrunner.protocol.AskDelivery;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.ParticipantInfo;
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

/** The delivery of an ask to its runner: from the record to the data of a message, and back. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class DeliveryBenchmark {
    /** Bytes of the arguments. */
    @Param({"200", "10240"})
    public int size;

    private AskDelivery delivery = new AskDelivery("", RawJson.NULL, List.of(), "", null, null, Extension.NONE);
    private ByteBuffer received = Body.NO_ATTACHMENT;

    /**
     * Makes the delivery.
     *
     * @throws WireException never
     */
    @Setup
    public void setUp() throws WireException {
        Extension extension = new Extension(300_000L, List.of(), 1_000, null, false, caller(), null);
        RawJson arguments = RawJson.parse(Payload.arguments(size));
        delivery = new AskDelivery(
                "3f6c2a4e-8d1b-4c57-9b0e-5a7d2f1c8e90", arguments, List.of(), "caller-1", null, null, extension);
        ByteBuffer data = Message.of(1, "agent.ask", Body.of(delivery.json())).data();
        received = ByteBuffer.allocate(data.remaining()).put(data).flip();
    }

    private static ParticipantInfo caller() {
        return new ParticipantInfo(
                "caller-1", "user", JsonFields.builder().put("name", "caller").build());
    }

    /**
     * Writes.
     *
     * @return the message
     */
    @Benchmark
    public Message write() {
        return Message.of(1, "agent.ask", Body.of(delivery.json()));
    }

    /**
     * Reads.
     *
     * @return the delivery
     * @throws WireException never
     */
    @Benchmark
    public AskDelivery read() throws WireException {
        return AskDelivery.read(Body.unpack(received).json());
    }
}
