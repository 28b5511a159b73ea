package dev.taskrunner.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceEnvelopeTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    @Test
    void whatIsWrittenIsRead() {
        Map<String, String> trace = Map.of("traceparent", PARENT, "tracestate", "a=1", "other", "dropped");
        RawJson envelope = TraceEnvelope.write(trace);
        assertThat(envelope).isNotNull();
        assertThat(envelope.toString()).contains("\"v\":1").doesNotContain("dropped");
        assertThat(TraceEnvelope.read(envelope)).isEqualTo(Map.of("traceparent", PARENT, "tracestate", "a=1"));
    }

    @Test
    void noTraceIsNoEnvelope() {
        assertThat(TraceEnvelope.write(Map.of())).isNull();
        assertThat(TraceEnvelope.write(Map.of("traceparent", "nonsense"))).isNull();
        assertThat(TraceEnvelope.read(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "{}",
                "{\"v\":1,\"otel\":{}}",
                "{\"otel\":1}",
                "{\"otel\":{\"traceparent\":1}}",
                "{\"otel\":{\"traceparent\":\"nonsense\"}}",
                "{\"otel\":{\"tracestate\":\"a=1\"}}"
            })
    void whatIsOddIsNoTrace(String envelope) throws WireException {
        assertThat(TraceEnvelope.read(RawJson.parse(envelope))).isEmpty();
    }

    @Test
    void whatIsTooLongIsLeftOut() throws WireException {
        String long9000 = "x".repeat(9000);
        RawJson envelope = RawJson.parse(
                "{\"otel\":{\"traceparent\":\"" + PARENT + "\",\"baggage\":\"" + long9000 + "\",\"more\":{}}}");
        assertThat(TraceEnvelope.read(envelope)).isEqualTo(Map.of("traceparent", PARENT));
    }
}
