package dev.taskrunner.langchain4j;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A bare model. */
class ChatModelContractTest extends AgentContractTests {
    @Override
    LangChain4jTaskRunner runner(Model model) {
        return LangChain4jTaskRunner.of("model", model.whole());
    }

    @Override
    protected Map<String, Object> validArguments() {
        return Map.of("prompt", "Hello");
    }

    @Override
    protected List<Map<String, Object>> invalidArguments() {
        Map<String, Object> withNull = new HashMap<>();
        withNull.put("prompt", null);
        return List.of(Map.of(), Map.of("prompt", 1), Map.of("prompt", " "), Map.of("text", "x"), withNull);
    }
}
