package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.room.spi.TransportRefusedException;
import dev.taskrunner.wire.Body;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class LimitsTest extends RoomCase {

    @Override
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder()
                .maxConnections(5)
                .maxConnectionsPerRoom(3)
                .maxOutstandingPerParticipant(4)
                .maxRegistrationsPerParticipant(2);
    }

    private void assertBusy(String room) {
        var target = Via.target(server, room, server.token(room, "late"));
        assertThatThrownBy(() -> WireClient.open(via.transport(server, target), "late"))
                .isInstanceOfSatisfying(
                        TransportRefusedException.class,
                        refusal -> assertThat(refusal.status()).isEqualTo(503));
    }

    @Test
    @DisplayName("Connections per room and per server are limited: 503; a seat that is given back can be taken again")
    void connections() {
        WireClient first = join("a");
        join("b");
        WireClient third = join("c");
        assertBusy(ROOM);
        via.join(server, "other", "d");
        via.join(server, "other", "e");
        assertBusy("third room");
        first.close();
        eventually(() -> tryJoin());
        assertThat(third.settle()).isEmpty();
    }

    private boolean tryJoin() {
        try {
            WireClient.open(via.transport(server, Via.target(server, ROOM, server.token(ROOM, "again"))), "again")
                    .await("room_ready");
            return true;
        } catch (TransportRefusedException e) {
            return false;
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("Outstanding asks and tool calls together are limited: busy, and free again after an answer")
    void outstanding() {
        WireClient worker = runner("worker");
        register(worker, "kit", true, "t");
        WireClient caller = join("alice");
        ask(caller, "worker");
        String task = taskId(worker);
        ask(caller, "worker");
        invoke(caller, "kit", "t");
        invoke(caller, "kit", "t");
        Body refused = caller.answer(ask(caller, "worker"));
        assertThat(WireClient.code(refused)).isEqualTo("agent_busy");
        assertThat(WireClient.error(refused)).contains("at most 4");
        assertThat(WireClient.code(caller.answer(invoke(caller, "kit", "t")))).isEqualTo("agent_busy");
        worker.send("agent.ask_response", "task_id", task, "answer", 1);
        worker.settle();
        taskId(worker);
        ask(caller, "worker");
        assertThat(taskId(worker)).isNotEmpty();
    }

    @Test
    @DisplayName("Registrations are limited, agents and toolkits each, in number and in size")
    void registrations() {
        WireClient alice = join("alice");
        alice.requestJson("agent.register_agent");
        alice.requestJson("agent.register_agent");
        assertThat(alice.requestError("agent.register_agent")).contains("at most 2 agents");
        register(alice, "one", true, "t");
        register(alice, "two", true, "t");
        Body refused = alice.request("agent.register_toolkit", "name", "three", "tools", Map.of());
        assertThat(WireClient.error(refused)).contains("at most 2 toolkits");

        WireClient bob = join("bob");
        Body large = bob.request("agent.register_agent", "description", "x".repeat(1 << 20));
        assertThat(WireClient.code(large)).isEqualTo("too_large");
    }

    @Test
    @DisplayName("A request whose id is that of another unanswered one is refused")
    void reusedId() {
        WireClient worker = runner("worker");
        WireClient caller = join("alice");
        var ask = Body.of(WireClient.fields("agent", "worker", "arguments", Map.of()));
        caller.send(dev.taskrunner.wire.Message.of(9, "agent.ask", ask));
        String task = taskId(worker);
        caller.send(dev.taskrunner.wire.Message.of(9, "agent.ask", ask));
        assertThat(WireClient.error(caller.answer(9))).contains("id 9");
        worker.send("agent.ask_response", "task_id", task, "answer", 1);
        assertThat(answer(caller, 9).integer("answer")).isEqualTo(1);
    }
}
