package dev.taskrunner.langchain4j;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One span for each ask, in the caller's trace; what the agent asks in turn belongs to it. Says nothing of arguments, answers and
 * the provider's words. Touched only when OpenTelemetry's API is on the class path; does nothing unless somebody set it up.
 */
final class Spans {
    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private Spans() {}

    /** What is done within the span. */
    @FunctionalInterface
    interface Work {
        TaskResult ask(TaskContext context) throws Exception;
    }

    static TaskResult ask(String runner, TaskContext context, Work work) throws Exception {
        if (!GlobalOpenTelemetry.isSet()) {
            return work.ask(context);
        }
        W3CTraceContextPropagator w3c = W3CTraceContextPropagator.getInstance();
        Context parent = w3c.extract(Context.current(), context.trace(), GETTER);
        Span span = GlobalOpenTelemetry.getTracer("dev.taskrunner.langchain4j")
                .spanBuilder("ask " + runner)
                .setParent(parent)
                .setSpanKind(SpanKind.SERVER)
                .setAttribute("taskrunner.agent", runner)
                .startSpan();
        Scope scope = span.makeCurrent();
        try {
            Map<String, String> trace = new LinkedHashMap<>(context.trace());
            w3c.inject(Context.current(), trace, (carrier, name, value) -> trace.put(name, value));
            return work.ask(context.withTrace(trace));
        } catch (Exception e) {
            String code = e instanceof TaskException known ? known.code().wireName() : "failed";
            span.setStatus(StatusCode.ERROR, code);
            throw e;
        } finally {
            scope.close();
            span.end();
        }
    }
}
