package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.AskOptions;
import dev.taskrunner.CallContext;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A caller's trace goes along wherever its ask leads, without any tracing library. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class NestedTraceTest {
    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String OTHER = "00-11111111111111111111111111111111-2222222222222222-00";
    private static final Map<String, String> TRACE =
            Map.of("traceparent", PARENT, "tracestate", "vendor=1", "baggage", "user=ä");

    private static TaskRunner telling(String name) {
        return Runners.of(name, (context, input) -> TaskResult.of(context.trace()));
    }

    private static TaskRunner passing(String name, String to) {
        return Runners.of(name, (context, input) -> context.agents().ask(to, Map.of()));
    }

    private static AskOptions traced(Map<String, String> trace) {
        return AskOptions.builder().trace(trace).build();
    }

    private static Object seen(Room caller, String agent, Map<String, String> trace) {
        return caller.agents().ask(agent, Map.of(), traced(trace)).asMap();
    }

    @Test
    @DisplayName("through three runners, unchanged")
    void threeRunners(@As("a") Room first, @As("b") Room second, @As("c") Room third, @As("alice") Room alice) {
        first.serve(passing("a", "b"));
        second.serve(passing("b", "c"));
        third.serve(telling("c"));
        assertThat(seen(alice, "a", TRACE)).isEqualTo(TRACE);
    }

    @Test
    @DisplayName("none is none, at every level")
    void none(@As("a") Room first, @As("b") Room second, @As("alice") Room alice) {
        first.serve(passing("a", "b"));
        second.serve(telling("b"));
        assertThat(alice.agents().ask("a", Map.of()).asMap()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("what is no trace reaches nobody, and fails nothing")
    @ValueSource(
            strings = {
                "nonsense",
                "",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                PARENT + "-more"
            })
    void odd(String parent, @As("a") Room first, @As("alice") Room alice) {
        first.serve(telling("a"));
        assertThat(seen(alice, "a", Map.of("traceparent", parent, "tracestate", "x=1")))
                .isEqualTo(Map.of());
    }

    @Test
    @DisplayName("a state that is too long is left behind, the trace goes on")
    void tooLong(@As("a") Room first, @As("alice") Room alice) {
        first.serve(telling("a"));
        assertThat(seen(alice, "a", Map.of("traceparent", PARENT, "baggage", "x".repeat(10_000))))
                .isEqualTo(Map.of("traceparent", PARENT));
    }

    @Test
    @DisplayName("a runner may begin a trace of its own for what it asks")
    void ownTrace(@As("a") Room first, @As("b") Room second, @As("alice") Room alice) {
        first.serve(Runners.of("a", (context, input) -> {
            Map<String, String> own = Map.of("traceparent", OTHER);
            return context.agents().ask("b", Map.of(), traced(own));
        }));
        second.serve(telling("b"));
        assertThat(seen(alice, "a", TRACE)).isEqualTo(Map.of("traceparent", OTHER));
    }

    @Test
    @DisplayName("a task whose trace was changed hands the changed one to asks, tools and runners as tools")
    void changed(@As("a") Room first, @As("b") Room second, @As("tools") Room tools, @As("alice") Room alice) {
        tools.toolkits().register(Toolkit.of("kit", tool()), true);
        second.serve(telling("b"));
        first.serve(TaskRunner.of(
                TaskSpec.builder("a")
                        .requires(RequiredToolkit.of("kit"), RequiredToolkit.of("agents", "b"))
                        .build(),
                (context, input) -> {
                    TaskContext inner = context.withTrace(Map.of("traceparent", OTHER));
                    return TaskResult.of(Map.of(
                            "before", context.trace().get("traceparent"),
                            "ask", inner.agents().ask("b", Map.of()).asMap().get("traceparent"),
                            "tool", inner.callTool("trace", Map.of()).asMap().get("traceparent"),
                            "agent", inner.callTool("run_b", Map.of()).asMap().get("traceparent")));
                }));
        assertThat(seen(alice, "a", TRACE))
                .isEqualTo(Map.of("before", PARENT, "ask", OTHER, "tool", OTHER, "agent", OTHER));
    }

    private static Tool tool() {
        return Tool.of("trace", "tells", JsonSchema.noArguments(), (context, input) -> TaskResult.of(context.trace()));
    }

    @Test
    @DisplayName("a tool that asks a runner passes the trace of its call on")
    void toolThatAsks(@As("b") Room back, @As("tools") Room tools, @As("alice") Room alice) {
        back.serve(telling("b"));
        Tool asking = Tool.of(
                "asking",
                "asks",
                JsonSchema.noArguments(),
                (context, input) -> context.agents().ask("b", Map.of()));
        tools.toolkits().register(Toolkit.of("kit", asking), true);
        CallContext call = alice.call().trace(TRACE).tool();
        Toolkit kit = alice.toolkits()
                .resolve(call, java.util.List.of(RequiredToolkit.of("kit")))
                .get(0);
        TaskResult result =
                kit.invoke(alice.call().trace(TRACE).tool(), "asking", dev.taskrunner.TaskInput.of(Map.of()));
        assertThat(result.asMap()).isEqualTo(TRACE);
    }

    @Test
    @DisplayName("a call of one's own carries its trace, and its room, to the runners it asks")
    void ownCall(@As("a") Room first, @As("alice") Room alice) {
        first.serve(Runners.of(
                "a",
                (context, input) ->
                        TaskResult.of(Map.of("parent", context.trace().get("traceparent"), "room", context.room()))));
        CallContext call = alice.call().trace(Map.of("traceparent", PARENT)).tool();
        assertThat(call.agents().ask("a", Map.of()).asMap()).isEqualTo(Map.of("parent", PARENT, "room", "test"));
    }
}
