package dev.taskrunner.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.taskrunner.schema.Violation;
import java.io.IOException;
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

/** Validating arguments that are parsed already, with a schema that is compiled already; parsing them, for comparison. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SchemaBenchmark {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** Bytes of the arguments. */
    @Param({"200", "10240"})
    public int size;

    private byte[] json = {};
    private JsonNode valid = NullNode.getInstance();
    private JsonNode invalid = NullNode.getInstance();

    /**
     * Parses the arguments.
     *
     * @throws IOException never
     */
    @Setup
    public void setUp() throws IOException {
        json = Payload.arguments(size);
        valid = MAPPER.readTree(json);
        invalid = MAPPER.readTree(Payload.invalid(size));
        if (!Payload.SCHEMA.isValid(valid) || Payload.SCHEMA.isValid(invalid)) {
            throw new IllegalStateException("the payloads are not what they should be");
        }
    }

    /**
     * Validates what is valid.
     *
     * @return nothing
     */
    @Benchmark
    public List<Violation> valid() {
        return Payload.SCHEMA.validate(valid);
    }

    /**
     * Validates what is not.
     *
     * @return the violations
     */
    @Benchmark
    public List<Violation> invalid() {
        return Payload.SCHEMA.validate(invalid);
    }

    /**
     * Parses, as each end of an ask must.
     *
     * @return the tree
     * @throws IOException never
     */
    @Benchmark
    public JsonNode parse() throws IOException {
        return MAPPER.readTree(json);
    }
}
