package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Outcome;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a client finds out what a room speaks. */
@Timeout(60)
class GenerationsTest {
    private static final String LIST = "{\"type\":\"json\",\"json\":{\"tools\":{}}}";
    private static final String REFUSED = "{\"type\":\"error\",\"text\":\"unknown request\"}";
    private static final Consumer<ScriptedPeer> STRANGER = peer -> {
        peer.push("room_ready", "{\"room_name\":\"demo\",\"room_url\":\"ws://x\",\"session_id\":\"s\"}");
        peer.push("connected", "{\"type\":\"init\",\"participantId\":\"p\",\"attributes\":{\"name\":\"me\"}}");
    };

    private final ScriptedRoom server = new ScriptedRoom().greeting(STRANGER);

    @AfterEach
    void leave() {
        server.close();
    }

    private CompletableFuture<Room> joining() {
        return CompletableFuture.supplyAsync(
                () -> server.join(options -> options.generation(Generation.DETECT)), server.threads());
    }

    /** Whether the room is spoken to in the current generation. */
    private boolean isCurrent(Room room) throws InterruptedException {
        ScriptedPeer peer = server.peer();
        server.answer("agent.list_agents", "{\"type\":\"json\",\"json\":{\"agents\":[]}}");
        server.answer("room.list_toolkits", LIST);
        room.agents().list();
        return !peer.types().contains("agent.list_agents");
    }

    @Test
    @DisplayName("A room that lists in the current generation speaks it")
    void current() throws Exception {
        server.answer("room.list_toolkits", LIST);
        assertThat(isCurrent(Outcome.value(joining()))).isTrue();
    }

    @Test
    @DisplayName("A room that refuses the current generation, or lists in the classic one, is classic")
    void classic() throws Exception {
        server.answer("room.list_toolkits", REFUSED);
        server.answer("agent.list_toolkits", LIST);
        assertThat(isCurrent(Outcome.value(joining()))).isFalse();
    }

    @Test
    @DisplayName("A refusal with a number is understood all the same")
    void denied() throws Exception {
        server.answer("room.list_toolkits", "{\"type\":\"error\",\"text\":\"denied\",\"code\":1001}");
        server.answer("agent.list_toolkits", REFUSED);
        assertThat(isCurrent(Outcome.value(joining()))).isTrue();
    }

    @Test
    @DisplayName("A room that answers neither counts as classic, after a while")
    void silent() throws Exception {
        CompletableFuture<Room> joining = joining();
        server.timer.awaitScheduled(Duration.ofSeconds(3), Duration.ofSeconds(3));
        server.timer.advance(Duration.ofSeconds(3));
        assertThat(isCurrent(Outcome.value(joining))).isFalse();
    }

    @Test
    @DisplayName("Our own server is not asked")
    void ours() throws Exception {
        server.greeting(ScriptedPeer::welcome);
        Room room = Outcome.value(joining());
        assertThat(isCurrent(room)).isFalse();
        assertThat(server.attempts()).isEqualTo(1);
    }
}
