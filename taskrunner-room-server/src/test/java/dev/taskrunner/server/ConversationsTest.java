package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The conversation before a task. TypeScript runners build their chat context from it, and never answer when it is an odd one. */
@ParameterizedClass
@EnumSource(Via.class)
class ConversationsTest extends CurrentCase {
    private static final String TOOL = "run_host_task";

    private WireClient classicRunner() {
        WireClient runner = classic("host");
        runner.requestJson("agent.register_agent", "title", "h", "description", "d", "input_schema", Map.of());
        return runner;
    }

    private static JsonFields context(WireClient runner) {
        return runner.awaitJson("agent.ask").object("context");
    }

    @Test
    @DisplayName("a classic runner that is called as a tool gets a list of messages, whatever the caller's context is")
    void calledAsTool() {
        WireClient runner = classicRunner();
        WireClient alice = join("alice");
        call(alice, "host", TOOL);
        assertThat(context(runner).array("messages")).isEmpty();
        for (Object odd : Arrays.asList(null, Map.of("chat", Map.of()), List.of(), "x", Map.of("messages", "none"))) {
            call(alice, "host", TOOL, "caller_context", odd);
            JsonFields context = context(runner);
            assertThat(context.array("messages")).as("%s", odd).isEmpty();
            assertThat(context.raw("system_role")).isEqualTo(RawJson.NULL);
        }
        call(alice, "host", TOOL, "caller_context", Map.of("messages", List.of(1)));
        assertThat(context(runner).toRaw()).hasToString("{\"system_role\":null,\"messages\":[1]}");
    }

    @Test
    @DisplayName("an ask with an odd conversation is refused, and says what was expected")
    void refused() {
        WireClient runner = classicRunner();
        WireClient alice = classic("alice");
        for (Object odd : List.of(List.of(), "x", Map.of("chat", Map.of()), Map.of("messages", "none"))) {
            Body answer = alice.answer(ask(alice, "host", "caller_context", odd));
            assertThat(WireClient.error(answer)).contains("'caller_context' must be an object with a list 'messages'");
        }
        assertThat(runner.settle()).isEmpty();
        ask(alice, "host", "caller_context", Map.of("messages", List.of(1)));
        assertThat(context(runner).array("messages")).hasSize(1);
    }
}
