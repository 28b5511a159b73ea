package dev.taskrunner.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.model.ScriptedChatModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RoomExtension.class)
@Timeout(60)
class PrebuiltRunnersTest {
    private final ScriptedChatModel model = new ScriptedChatModel();

    @Test
    @DisplayName(
            "§10.9 meshagent.runner answers {result: text} to a prompt; what classic clients send besides is taken")
    void servesTheRunner(@As("host") Room host, @As("caller") Room caller) {
        model.text("four").text("five");
        host.serve(PrebuiltRunners.runner(model));
        assertThat(caller.agents()
                        .ask("meshagent.runner", Contexts.prompt("2+2"))
                        .asMap())
                .isEqualTo(Map.of("result", "four"));
        Map<String, Object> classic = new HashMap<>(Contexts.prompt("2+3"));
        classic.put("tools", List.of());
        classic.put("model", "gpt-other");
        assertThat(caller.agents().ask("meshagent.runner", classic).asMap()).isEqualTo(Map.of("result", "five"));
        assertThat(model.requests().get(0).modelName()).isNull();
        assertThat(model.requests().get(1).modelName()).isEqualTo("gpt-other");
        assertThat(model.requests())
                .allSatisfy(request -> assertThat(request.responseFormat()).isNull());
    }

    @Test
    @DisplayName("§10.7 a tool that cannot be configured is refused by name")
    void refusesUnknownTools() {
        TaskException error = Contexts.failure(
                PrebuiltRunners.runner(model), Map.of("prompt", "x", "tools", List.of(Map.of("name", "web_search"))));
        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(error.text()).startsWith("tool cannot be configured: web_search");
    }

    @Test
    void configuresKnownTools() {
        model.toolCall("add", "{\"a\":1,\"b\":2}").text("three");
        ConfigurableToolkit math = new ConfigurableToolkit(
                "math",
                JsonSchema.parse(
                        "{\"type\":\"object\",\"properties\":{\"name\":{\"const\":\"math\"}},\"required\":[\"name\"]}"),
                (context, config) -> Toolkit.of("math", Contexts.add()));
        TaskResult result = Contexts.ask(
                PrebuiltRunners.runner(model, math), Map.of("prompt", "1+2", "tools", List.of(Map.of("name", "math"))));
        assertThat(result.asMap()).isEqualTo(Map.of("result", "three"));
    }

    @Test
    @DisplayName("§10.9 the schemas are those of the reference: only what is listed, only the prompt needed")
    void hasTheSchemas() {
        Map<String, Object> runner =
                PrebuiltRunners.runner(model).spec().inputSchema().asMap();
        assertThat(((Map<?, ?>) runner.get("properties")).keySet().toString()).isEqualTo("[prompt, model, tools]");
        assertThat(runner).containsEntry("required", List.of("prompt")).containsEntry("additionalProperties", false);
        Map<String, Object> planner =
                PrebuiltRunners.planner(model).spec().inputSchema().asMap();
        assertThat(((Map<?, ?>) planner.get("properties")).keySet().toString()).isEqualTo("[prompt]");
        assertThat(PrebuiltRunners.runner(model).spec().outputSchema())
                .hasValueSatisfying(schema -> assertThat(
                                schema.isValid(Map.of("result", "x")) && !schema.isValid(Map.of("text", "x")))
                        .isTrue());
        assertThat(PrebuiltRunners.runner(model).spec().annotations())
                .containsEntry("meshagent.task-runner.attachment-format", "tar");
    }

    @Test
    @DisplayName("§10.9 meshagent.schema_planner answers a value of the caller's schema")
    void servesTheSchemaPlanner(@As("host") Room host, @As("caller") Room caller) {
        model.text("[1,2,3]");
        host.serve(PrebuiltRunners.schemaPlanner(model));
        host.serve(PrebuiltRunners.planner(model));
        Map<String, Object> list = Map.of("type", "array", "items", Map.of("type", "integer"));
        TaskResult result =
                caller.agents().ask("meshagent.schema_planner", Map.of("prompt", "count", "output_schema", list));
        assertThat(result.toJson()).isEqualTo("[1,2,3]");
        assertThat(caller.agents().list())
                .extracting(spec -> spec.name())
                .containsExactlyInAnyOrder("meshagent.schema_planner", "meshagent.planner");
    }
}
