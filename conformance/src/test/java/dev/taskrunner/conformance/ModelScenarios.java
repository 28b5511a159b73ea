package dev.taskrunner.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.memory.chat.MessageWindowChatMemory;
import dev.langchain4j.service.AiServices;
import dev.taskrunner.room.Generation;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import dev.taskrunner.tools.AgentsToolProvider;
import dev.taskrunner.tools.RunTaskTool;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** AI services of LangChain4j that know nothing of this project, and the program's runner as their tool. */
final class ModelScenarios {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ModelScenarios() {}

    static Map<String, Scenario> all() {
        return Map.of("ai-service", ModelScenarios::aiService, "run-task-tool", ModelScenarios::runTaskTool);
    }

    interface Assistant {
        String chat(String text);
    }

    /** A service that uses what there is in the room. */
    private static void aiService(Stage stage) throws Exception {
        play(stage, (services, room) -> services.toolProvider(AgentsToolProvider.of(room)));
    }

    /** A service that uses this one runner. */
    private static void runTaskTool(Stage stage) throws Exception {
        play(stage, (services, room) -> services.tools(RunTaskTool.of(room, "other", PATIENCE)));
    }

    /** The one line that gives a service its tools. */
    private interface OneLine {
        AiServices<Assistant> add(AiServices<Assistant> services, Room room);
    }

    /** Our clients of both generations use the runner; then it leaves. */
    private static void play(Stage stage, OneLine line) throws Exception {
        NodeProgram program = stage.play();
        program.hear("ready");
        for (Generation generation : List.of(Generation.CLASSIC, Generation.CURRENT)) {
            Room room = stage.join(generation);
            room.agents().await("other", PATIENCE);
            try (ModelServer model = new ModelServer()) {
                uses(model, line, room);
            }
        }
        hearsOfLeaving(program, line, stage.join(Generation.CURRENT));
        program.say("end");
        program.succeeded();
    }

    /** Between two turns the program leaves; the next turn is told so. */
    private static void hearsOfLeaving(NodeProgram program, OneLine line, Room room) throws Exception {
        try (ModelServer model = new ModelServer()) {
            model.text("hello").calls("run_other", "{\"text\":\"tea\"}").text("It has left.");
            Assistant assistant = assistant(model, line, room);
            assistant.chat("hello");
            program.say("leave");
            program.hear("left");
            assertThat(assistant.chat("translate tea")).isEqualTo("It has left.");
            assertThat(told(model))
                    .singleElement()
                    .asString()
                    .startsWith("error: ")
                    .contains("'other'");
        }
    }

    private static Assistant assistant(ModelServer model, OneLine line, Room room) {
        AiServices<Assistant> services = AiServices.builder(Assistant.class)
                .chatModel(model.model().build())
                .chatMemory(MessageWindowChatMemory.withMaxMessages(50));
        return line.add(services, room).build();
    }

    /** Its answer, its error and our refusal of arguments all reach the model, in words. */
    private static void uses(ModelServer model, OneLine line, Room room) {
        model.calls("run_other", "{\"text\":\"tea\"}")
                .calls("run_other", "{\"text\":\"xyzzy\"}")
                .calls("run_other", "{\"txt\":\"tea\"}")
                .text("fr:tea");
        assertThat(assistant(model, line, room).chat("translate")).isEqualTo("fr:tea");
        assertThat(ModelRequests.tools(model.requests().get(0))).containsExactly("run_other");
        assertThat(model.requests().get(0).at("/tools/0/function/parameters/properties/text/description"))
                .asString()
                .contains("what to translate");
        List<String> told = told(model);
        assertThat(told).hasSize(3);
        assertThat(told.get(0)).isEqualTo("{\"french\":\"fr:tea\"}");
        assertThat(told.get(1)).startsWith("error: ").contains("there is no French for that");
        assertThat(told.get(2)).startsWith("error: ").contains("text");
    }

    private static List<String> told(ModelServer model) {
        return ModelRequests.texts(model.lastRequest(), "tool");
    }
}
