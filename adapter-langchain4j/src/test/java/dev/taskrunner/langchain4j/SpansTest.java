package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.exception.RateLimitException;
import dev.taskrunner.AskOptions;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskResult;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ScriptedChatModel;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

@ExtendWith(RoomExtension.class)
class SpansTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String SPAN = "b7ad6b7169203331";
    private static final AskOptions TRACED = AskOptions.builder()
            .trace(Map.of("traceparent", "00-" + TRACE + "-" + SPAN + "-01"))
            .build();

    @RegisterExtension
    static final OpenTelemetryExtension TELEMETRY = OpenTelemetryExtension.create();

    private final ScriptedChatModel model = new ScriptedChatModel();

    /** Asks another runner for its answer. */
    static final class Asker {
        public String pass(TaskContext context, String text) {
            TaskResult answer = context.agents().ask("model", Map.of("prompt", text));
            return answer.asText();
        }
    }

    @Test
    void anAskIsASpanOfTheCallersTraceAndNestedAsksAreItsChildren(@As("host") Room host, @As("caller") Room caller) {
        model.text("hi");
        host.serve(LangChain4jTaskRunner.of("model", model));
        host.serve(LangChain4jTaskRunner.of("asker", new Asker()));
        caller.agents().ask("asker", Map.of("text", "hello"), TRACED);
        List<SpanData> spans = TELEMETRY.getSpans();
        assertThat(spans).extracting(SpanData::getName).containsExactlyInAnyOrder("ask asker", "ask model");
        assertThat(spans).extracting(SpanData::getTraceId).containsOnly(TRACE);
        SpanData outer = named(spans, "ask asker");
        assertThat(outer.getParentSpanId()).isEqualTo(SPAN);
        assertThat(named(spans, "ask model").getParentSpanId()).isEqualTo(outer.getSpanId());
    }

    private static SpanData named(List<SpanData> spans, String name) {
        return spans.stream()
                .filter(span -> span.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void anAskWithoutATraceStartsOneAndFailuresSayOnlyTheirCode() {
        model.error(new RateLimitException("secret words"));
        Asking.failure(LangChain4jTaskRunner.of("model", model), Map.of("prompt", "secret prompt"));
        SpanData span = TELEMETRY.getSpans().get(0);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getStatus().getDescription()).isEqualTo("rate_limited");
        assertThat(span.toString()).doesNotContain("secret");
    }
}
