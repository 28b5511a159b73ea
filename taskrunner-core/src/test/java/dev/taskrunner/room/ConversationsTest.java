package dev.taskrunner.room;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import dev.taskrunner.worker.Worker;
import dev.taskrunner.worker.WorkerOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Conversations that go before an ask, in rooms that pass them on and in others. */
@Timeout(60)
class ConversationsTest {
    private static final AskOptions WITH_CONVERSATION =
            AskOptions.builder().conversation(Map.of("messages", List.of())).build();

    private final ScriptedRoom server = new ScriptedRoom();

    @AfterEach
    void leave() {
        server.close();
    }

    private Room join(String... features) {
        server.greeting(peer -> peer.welcome(features));
        return server.join();
    }

    @Test
    @DisplayName("a room that does not pass conversations on: an ask with one is refused, and says what to do")
    void refused() {
        Room room = join();
        assertThat(room.agents().passesConversations()).isFalse();
        TaskException refused =
                catchThrowableOfType(TaskException.class, () -> room.agents().ask("a", Map.of(), WITH_CONVERSATION));
        assertThat(refused.code()).isEqualTo(ErrorCode.UNSUPPORTED);
        assertThat(refused.text()).contains("passes no conversation on", "ask without one");
    }

    @Test
    @DisplayName("a room that does: it goes along")
    void goesAlong() throws Exception {
        Room room = join("ask.context");
        assertThat(room.agents().passesConversations()).isTrue();
        CompletableFuture<?> answer = room.agents().askAsync("a", Map.of(), WITH_CONVERSATION);
        ScriptedPeer peer = server.peer();
        Message ask = peer.expect("agent.ask");
        assertThat(ScriptedPeer.json(ask).raw("caller_context")).hasToString("{\"messages\":[]}");
        peer.answer(ask, "{\"type\":\"json\",\"json\":{\"answer\":1}}");
        answer.join();
    }

    /** Lends one message with a conversation, and then none. */
    private void lendOne() {
        AtomicInteger taken = new AtomicInteger();
        server.answers.put(
                "queues.take",
                (peer, message) -> taken.getAndIncrement() > 0
                        ? null
                        : ScriptedRoom.body(
                                "{\"type\":\"json\",\"json\":{\"receipt\":\"r\",\"attempts\":1,\"lease_ms\":60000,"
                                        + "\"message\":{\"prompt\":\"now\",\"caller_context\":{\"messages\":[]}}}}"));
        server.answer(
                "agent.list_agents",
                "{\"type\":\"json\",\"json\":{\"agents\":[{\"name\":\"a\",\"title\":\"a\",\"description\":\"\"}]}}");
        server.answer("queues.acknowledge", "{\"type\":\"empty\"}");
    }

    @Test
    @DisplayName("a worker in such a room has the message done without its conversation, instead of never")
    void worker() throws Exception {
        Room room = join("queues.take");
        lendOne();
        try (Worker worker =
                Worker.asking("jobs", "a", WorkerOptions.builder().build()).start(room)) {
            ScriptedPeer peer = server.peer();
            Message ask = peer.expect("agent.ask");
            JsonFields json = ScriptedPeer.json(ask);
            assertThat(json.raw("arguments")).hasToString("{\"prompt\":\"now\"}");
            assertThat(json.string("caller_context")).isNull();
            peer.answer(ask, "{\"type\":\"json\",\"json\":{\"answer\":1}}");
            peer.awaitType("queues.acknowledge");
            assertThat(worker.ended()).isNotDone();
        }
    }
}
