package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a trace travels: {@code otel} in a message's envelope, with the headers of W3C Trace Context (classic wire, section 2.4).
 * Strict to build, lenient to read: what is odd is no trace.
 */
public final class TraceEnvelope {
    private static final List<String> NAMES = List.of("traceparent", "tracestate", "baggage");
    /** No id is all zeros, ff is no version, and only later versions than 00 say more. */
    private static final String PARENT =
            "(?!ff)(?!00-.{53})[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?";

    private static final int LONGEST = 8192;

    private TraceEnvelope() {}

    /**
     * Reads the trace of a message.
     *
     * @param envelope the envelope; null for none
     * @return {@code traceparent} and what came with it; empty when there is no trace
     */
    public static Map<String, String> read(@Nullable RawJson envelope) {
        if (envelope == null || !envelope.isObject()) {
            return Map.of();
        }
        try {
            JsonFields fields = envelope.fields().object("otel");
            Map<String, String> trace = new LinkedHashMap<>();
            for (String name : NAMES) {
                RawJson value = fields == null ? null : fields.raw(name);
                if (value != null && value.isString() && value.string().length() <= LONGEST) {
                    trace.put(name, value.string());
                }
            }
            return isTrace(trace) ? trace : Map.of();
        } catch (WireException e) {
            return Map.of();
        }
    }

    /**
     * Makes the envelope.
     *
     * @param trace {@code traceparent} and what goes with it
     * @return the envelope; null when there is no trace
     */
    public static @Nullable RawJson write(Map<String, String> trace) {
        if (!isTrace(trace)) {
            return null;
        }
        JsonFields.Builder otel = JsonFields.builder();
        for (String name : NAMES) {
            String value = trace.get(name);
            if (value != null && value.length() <= LONGEST) {
                otel.put(name, value);
            }
        }
        return RawJson.of(
                JsonFields.builder().put("v", 1).put("otel", otel.build()).build());
    }

    private static boolean isTrace(Map<String, String> trace) {
        String parent = trace.get("traceparent");
        return parent != null && parent.length() <= LONGEST && parent.matches(PARENT);
    }
}
