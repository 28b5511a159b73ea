package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class LeavingTest extends RoomCase {

    @Test
    @DisplayName("§13-34 a runner is killed in mid-task: all its callers hear so at once, for each of their tasks")
    void runnerKilled() {
        WireClient runner = runner("adder");
        WireClient alice = join("alice");
        WireClient bob = join("bob");
        long first = ask(alice, "adder");
        long second = ask(alice, "adder");
        long third = ask(bob, "adder");
        taskId(runner);
        taskId(runner);
        taskId(runner);
        runner.cut();
        for (Body answer : List.of(alice.answer(first), alice.answer(second), bob.answer(third))) {
            assertThat(WireClient.code(answer)).isEqualTo("agent_left");
            assertThat(WireClient.error(answer)).isEqualTo("agent 'adder' left the room before it answered");
        }
        assertThat(WireClient.code(alice.answer(ask(alice, "adder")))).isEqualTo("unknown_agent");
        assertThat(alice.settle()).isEmpty();
    }

    @Test
    @DisplayName("One that leaves while it waits for itself and others harms nobody")
    void leavesItself() {
        WireClient both = runner("both");
        WireClient other = runner("other");
        ask(both, "both");
        taskId(both);
        ask(both, "other");
        taskId(other);
        long others = ask(other, "both");
        taskId(both);
        both.cut();
        assertThat(WireClient.code(other.answer(others))).isEqualTo("agent_left");
        assertThat(other.awaitJson("agent.cancel").string("task_id")).isNotEmpty();
        assertThat(other.settle()).isEmpty();
    }

    @Test
    @DisplayName("An agent that is unregistered still answers what it was asked")
    void unregisterInMidTask() {
        WireClient runner = join("adder");
        String registration = runner.requestJson("agent.register_agent").string("id");
        WireClient caller = join("alice");
        long id = ask(caller, "adder");
        String task = taskId(runner);
        runner.request("agent.unregister_agent", "id", registration);
        runner.send("agent.ask_response", "task_id", task, "answer", 1);
        assertThat(answer(caller, id).integer("answer")).isEqualTo(1);
    }

    @Test
    @DisplayName("A server that closes answers all that waits and closes all connections with 1001")
    void serverCloses() {
        WireClient runner = runner("adder");
        register(runner, "kit", true, "t");
        WireClient caller = join("alice");
        List<Long> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(ask(caller, "adder"));
            taskId(runner);
            waiting.add(invoke(caller, "kit", "t"));
            runner.await("agent.tool_call.kit");
        }
        server.close();
        assertThat(waiting).extracting(id -> WireClient.code(caller.answer(id))).containsOnly("connection_lost");
        assertThat(caller.awaitClose()).isEqualTo(CloseCode.GOING_AWAY);
        assertThat(runner.awaitClose()).isEqualTo(CloseCode.GOING_AWAY);
        assertThat(caller.closeReason()).contains("shutting down");
        server.close();
    }
}
