package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agentic.Agent;
import dev.langchain4j.agentic.AgenticServices;
import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.supervisor.SupervisorAgent;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.Gate;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Workflows of other teams, asked through real rooms. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class OthersAgentsInRoomsTest {
    private final ScriptedChatModel model = new ScriptedChatModel();

    public static final class Reverser {
        @Agent(value = "turns words round", outputKey = "reversed")
        public String reverse(@V("word") String word) {
            return new StringBuilder(word).reverse().toString();
        }
    }

    public static final class Framer {
        @Agent(value = "puts words into brackets", outputKey = "framed")
        public String frame(@V("reversed") String reversed) {
            return "[" + reversed + "]";
        }
    }

    private static LangChain4jTaskRunner mirror() {
        UntypedAgent mirror = AgenticServices.sequenceBuilder()
                .subAgents(new Reverser(), new Framer())
                .outputKey("framed")
                .build();
        return LangChain4jTaskRunner.of("mirror", mirror);
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "{{word}}", "åäö", "", " ", "a\nb"})
    void anythingGoesThroughAWorkflowAsItIs(String word, @As("host") Room host, @As("caller") Room caller) {
        host.serve(mirror());
        String reversed = new StringBuilder(word).reverse().toString();
        assertThat(caller.agents().ask("mirror", Map.of("word", word)).asText()).isEqualTo("[" + reversed + "]");
    }

    @Test
    void asksAtOnceHaveScopesOfTheirOwn(@As("host") Room host, @As("caller") Room caller) throws Exception {
        host.serve(mirror().maxConcurrentTasks(4));
        List<CompletableFuture<TaskResult>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            answers.add(caller.agents().askAsync("mirror", Map.of("word", "x" + i)));
        }
        for (int i = 0; i < 20; i++) {
            String word = new StringBuilder("x" + i).reverse().toString();
            assertThat(answers.get(i).get(40, TimeUnit.SECONDS).asText()).isEqualTo("[" + word + "]");
        }
    }

    @Test
    void whoeverListsTheRoomSeesWhatTheWorkflowNeeds(@As("host") Room host, @As("caller") Room caller) {
        host.serve(mirror().title("Mirror").description("mirrors words"));
        var spec = caller.agents().list().get(0);
        assertThat(spec.description()).isEqualTo("mirrors words");
        assertThat(spec.inputSchema().asMap().get("required")).isEqualTo(List.of("word"));
        assertThat(spec.outputSchema().orElseThrow().asMap()).containsEntry("type", "string");
    }

    public static final class Waiting {
        private final Gate gate;

        Waiting(Gate gate) {
            this.gate = gate;
        }

        @Agent(value = "waits", outputKey = "waited")
        public String await(@V("word") String word) throws InterruptedException {
            gate.pass();
            return word;
        }
    }

    @Test
    void aDeadlineInterruptsTheAgentDeepInside(@As("host") Room host, @As("caller") Room caller) {
        Gate gate = new Gate();
        UntypedAgent inner = AgenticServices.sequenceBuilder()
                .subAgents(new Waiting(gate))
                .outputKey("waited")
                .build();
        UntypedAgent outer = AgenticServices.sequenceBuilder()
                .subAgents(inner)
                .outputKey("waited")
                .build();
        host.serve(LangChain4jTaskRunner.of("waiting", outer));
        AskOptions soon = AskOptions.builder().timeout(Duration.ofSeconds(1)).build();
        TaskException late = failure(() -> caller.agents().ask("waiting", Map.of("word", "x"), soon));
        assertThat(late.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(gate.awaitInterrupts(1)).isTrue();
    }

    private static TaskException failure(Runnable ask) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(TaskException.class, ask::run);
    }

    public interface Poet {
        @UserMessage("A poem about {{topic}}")
        @Agent(value = "writes poems", outputKey = "poem", async = true)
        String write(@V("topic") String topic);
    }

    public interface Critic {
        @UserMessage("Judge: {{poem}}")
        @Agent(value = "judges poems", outputKey = "verdict")
        String judge(@V("poem") String poem);
    }

    private <T> T agent(Class<T> type) {
        return AgenticServices.agentBuilder(type).chatModel(model).build();
    }

    @Test
    void agentsThatRunAsideAreWaitedFor(@As("host") Room host, @As("caller") Room caller) {
        model.text("roses {{are}} red").text("good");
        UntypedAgent press = AgenticServices.sequenceBuilder()
                .subAgents(agent(Poet.class), agent(Critic.class))
                .outputKey("verdict")
                .build();
        host.serve(LangChain4jTaskRunner.of("press", press));
        assertThat(caller.agents().ask("press", Map.of("topic", "{{poem}}")).asText())
                .isEqualTo("good");
        assertThat(model.requests().get(0).messages().toString()).contains("A poem about");
        assertThat(model.requests().get(1).messages().toString()).contains("roses {{are}} red");
    }

    @Test
    void aSupervisorSendsItsAgentsToWork(@As("host") Room host, @As("caller") Room caller) {
        model.text("{\"agentName\":\"reverse\",\"arguments\":{\"word\":\"abc\"}}")
                .text("{\"agentName\":\"done\",\"arguments\":{\"response\":\"it is cba\"}}");
        SupervisorAgent boss = AgenticServices.supervisorBuilder()
                .chatModel(model)
                .subAgents(new Reverser(), new Framer())
                .build();
        host.serve(LangChain4jTaskRunner.of("boss", boss));
        String answer =
                caller.agents().ask("boss", Map.of("request", "reverse abc")).asText();
        assertThat(answer).contains("cba");
        assertThat(model.remaining()).isZero();
    }

    @Test
    void aWorkflowThatFailsServesTheNextAsk(@As("host") Room host, @As("caller") Room caller) {
        model.error(new dev.langchain4j.exception.AuthenticationException("key sk-9"))
                .text("fine");
        UntypedAgent critics = AgenticServices.sequenceBuilder()
                .subAgents(agent(Critic.class))
                .outputKey("verdict")
                .build();
        host.serve(LangChain4jTaskRunner.of("critics", critics));
        TaskException refused = failure(() -> caller.agents().ask("critics", Map.of("poem", "x")));
        assertThat(refused.text()).contains("credentials").doesNotContain("sk-9");
        assertThat(caller.agents().ask("critics", Map.of("poem", "y")).asText()).isEqualTo("fine");
    }
}
