package dev.taskrunner.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.taskrunner.TaskRunner;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The contract suite with a schema from the caller. */
class DynamicLlmContractTest extends LlmContractTest {
    private static final Map<String, Object> SCHEMA = Map.of(
            "type", "object", "properties", Map.of("sum", Map.of("type", "integer")), "required", List.of("sum"));

    @Override
    TaskRunner runner(ChatModel model) {
        return DynamicLlmTaskRunner.builder("adder", model).title("Adder").build();
    }

    @Override
    protected Map<String, Object> validArguments() {
        return Map.of("prompt", "1 + 2", "output_schema", SCHEMA);
    }

    @Override
    protected List<Map<String, Object>> invalidArguments() {
        List<Map<String, Object>> invalid = new ArrayList<>(super.invalidArguments());
        invalid.add(Map.of("prompt", "1 + 2"));
        invalid.add(Map.of("prompt", "1 + 2", "output_schema", "integer"));
        invalid.add(Map.of("prompt", "1 + 2", "output_schema", Map.of("type", "number of sorts")));
        Map<String, Object> remote = new HashMap<>(validArguments());
        remote.put("output_schema", Map.of("$ref", "https://example.org/schema.json"));
        invalid.add(remote);
        return invalid;
    }
}
