package dev.taskrunner.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.llm.LlmTaskRunner;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A caller who wants a runner to use the room's runners lends them like any toolkit of its own. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class LentAgentsTest {
    private static final Map<String, Object> PROMPT = Map.of("prompt", "go");
    private static final AskOptions LEND =
            AskOptions.builder().toolkit("agents").build();

    private final ModelServer models = new ModelServer();

    @AfterEach
    void stop() {
        models.close();
    }

    private void serveHelper(Room host) {
        host.serve(LlmTaskRunner.builder("helper", models.model().build()).build());
    }

    @Test
    @DisplayName("with AgentsToolkit registered: the runner's model calls the runners named, in the chain of the ask")
    void lends(@As("host") Room host, @As("translator") Room other, @As("alice") Room alice) {
        AtomicReference<TaskContext> seen = new AtomicReference<>();
        other.serve(Runners.of("translator", (context, input) -> {
            seen.set(context);
            return TaskResult.of("fr:x");
        }));
        serveHelper(host);
        alice.toolkits().register(AgentsToolkit.of(alice, "translator"), false);
        models.calls("run_translator", "{\"text\":\"x\"}").text("fr:x");
        assertThat(alice.agents().ask("helper", PROMPT, LEND).asText()).isEqualTo("fr:x");
        assertThat(ModelRequests.tools(models.requests().get(0))).containsExactly("run_translator");
        assertThat(ModelRequests.texts(models.lastRequest(), "tool")).containsExactly("fr:x");
        assertThat(seen.get().delegation().chain()).containsExactly("helper", "translator");
    }

    @Test
    @DisplayName("without: the ask is refused, and says what to do")
    void refuses(@As("host") Room host, @As("alice") Room alice) {
        serveHelper(host);
        TaskException error =
                catchThrowableOfType(TaskException.class, () -> alice.agents().ask("helper", PROMPT, LEND));
        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_TOOL);
        assertThat(error.text()).contains("'agents'", "register them");
        assertThat(models.requests()).isEmpty();
    }
}
