package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Trees of asks whose runners are other SDKs of the current generation: none of them says for what it asks. */
@ParameterizedClass
@EnumSource(Via.class)
class CurrentTreesTest extends CurrentCase {
    private final ManualTimer timer = new ManualTimer();

    @Override
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder()
                .timer(timer)
                .maxTaskTime(Duration.ofMinutes(10))
                .maxDelegationDepth(3)
                .maxDelegatedCalls(4);
    }

    private WireClient runner(String name, Map<String, ?> annotations) {
        WireClient runner = join(name);
        Map<String, ?> tools = Map.of("run_" + name + "_task", Map.of("input_spec", JSON_SPEC));
        runner.requestJson(
                "room.register_toolkit", "name", name, "public", true, "annotations", annotations, "tools", tools);
        return runner;
    }

    private WireClient runner(String name) {
        return runner(name, Map.of());
    }

    private static long run(WireClient caller, String name, Object... more) {
        return call(caller, name, "run_" + name + "_task", more);
    }

    private static Message task(WireClient runner, String name) {
        return runner.await("room.tool_call." + name);
    }

    private static void assertRefused(WireClient caller, long id, String text) {
        Body answer = caller.answer(id);
        assertThat(number(answer)).isEqualTo(1001);
        assertThat(WireClient.error(answer)).contains(text);
    }

    @Test
    @DisplayName(
            "§10.8 depth: three runners in a row, and the fourth ask is refused; so is the first who asks itself for ever")
    void depth() {
        List<WireClient> runners = new ArrayList<>();
        for (String name : List.of("a", "b", "c", "d")) {
            runners.add(runner(name));
        }
        run(join("alice"), "a");
        task(runners.get(0), "a");
        run(runners.get(0), "b");
        task(runners.get(1), "b");
        run(runners.get(1), "c");
        task(runners.get(2), "c");
        assertRefused(runners.get(2), run(runners.get(2), "d"), "chain: a -> b -> c");
        assertThat(settled(runners.get(3))).isEmpty();
    }

    @Test
    @DisplayName(
            "§10.8 budget: four asks in one tree, and the next is refused, whoever of the tree asks; a new tree has its own")
    void budget() {
        WireClient a = runner("a");
        WireClient b = runner("b");
        WireClient alice = join("alice");
        long root = run(alice, "a");
        Message first = task(a, "a");
        for (int i = 0; i < 3; i++) {
            long id = run(a, "b");
            respond(b, task(b, "b"), "type", "empty");
            assertThat(a.answer(id).json().string("type")).isEqualTo("empty");
        }
        assertRefused(a, run(a, "b"), "budget");
        respond(a, first, "type", "text", "text", "done");
        assertThat(alice.answer(root).json().string("text")).isEqualTo("done");
        run(alice, "b");
        assertThat(task(b, "b").id()).isNotZero();
    }

    @Test
    @DisplayName(
            "§10.8 a circle is refused when the runner forbids it, though nobody between says whose task it works on")
    void circle() {
        WireClient a = runner("a", Map.of("taskrunner.reentry", "forbid"));
        WireClient b = runner("b");
        run(join("alice"), "a");
        task(a, "a");
        run(a, "b");
        task(b, "b");
        assertRefused(b, run(b, "a"), "forbids re-entry (chain: a -> b)");
        assertThat(settled(a)).isEmpty();
    }

    @Test
    @DisplayName(
            "§10.8 deadline: the caller hears of its own; what its runner asked for has the room's, as nobody said for what it is")
    void deadline() {
        WireClient a = runner("a");
        WireClient b = runner("b");
        WireClient alice = join("alice");
        long root = run(alice, "a", "taskrunner", Map.of("timeout_ms", 60_000));
        Message task = task(a, "a");
        long inner = run(a, "b");
        task(b, "b");
        timer.advance(Duration.ofMinutes(1));
        assertThat(number(alice.answer(root))).isEqualTo(1009);
        respond(a, task, "type", "text", "text", "late");
        assertThat(settled(alice)).isEmpty();
        timer.advance(Duration.ofMinutes(9));
        assertThat(number(a.answer(inner))).isEqualTo(1009);
    }
}
