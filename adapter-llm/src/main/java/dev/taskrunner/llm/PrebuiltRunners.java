package dev.taskrunner.llm;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.chat.ChatModel;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.schema.JsonSchema;
import java.util.Map;
import java.util.Optional;

/**
 * The runners that rooms have ready for everybody, under the names that clients expect (classic protocol §10.9).
 *
 * <pre>{@code
 * room.serve(PrebuiltRunners.runner(model));
 * room.serve(PrebuiltRunners.schemaPlanner(model));
 * }</pre>
 */
public final class PrebuiltRunners {
    /** The name of {@link #runner}. */
    public static final String RUNNER = "meshagent.runner";
    /** The name of {@link #planner}. */
    public static final String PLANNER = "meshagent.planner";
    /** The name of {@link #schemaPlanner}. */
    public static final String SCHEMA_PLANNER = "meshagent.schema_planner";

    private PrebuiltRunners() {}

    /**
     * Takes {@code prompt}, and optionally {@code tools} and {@code model}; answers <code>{"result": text}</code>.
     *
     * @param model the model
     * @param toolkits what callers may switch on with {@code tools}; none means that only an empty list is served
     * @return the runner, named {@link #RUNNER}
     */
    public static LlmTaskRunner runner(ChatModel model, ConfigurableToolkit... toolkits) {
        return LlmTaskRunner.builder(RUNNER, model)
                .title("Runner")
                .description("Does what a prompt says, with the tools at hand")
                .configurable(toolkits)
                .anyModel()
                .outputSchema(resultSchema())
                .build(Runner::new);
    }

    /**
     * The older runner: takes {@code prompt}, answers <code>{"result": text}</code>.
     *
     * @param model the model
     * @return the runner, named {@link #PLANNER}
     */
    public static LlmTaskRunner planner(ChatModel model) {
        return LlmTaskRunner.builder(PLANNER, model)
                .title("Planner")
                .description("Does what a prompt says")
                .outputSchema(resultSchema())
                .build(TextAsResult::new);
    }

    /**
     * Takes {@code prompt} and {@code output_schema}; answers a value that matches the schema.
     *
     * @param model the model
     * @return the runner, named {@link #SCHEMA_PLANNER}
     */
    public static DynamicLlmTaskRunner schemaPlanner(ChatModel model) {
        return DynamicLlmTaskRunner.builder(SCHEMA_PLANNER, model)
                .title("Schema Planner")
                .description("Does what a prompt says and answers with JSON of the schema that comes with it")
                .build();
    }

    /** Clients of the classic generation always send all three members, so all are known; only the prompt is needed. */
    private static final class Runner extends TextAsResult {
        Runner(LlmOptions options) {
            super(options.withInput(input(options)));
        }

        private static ObjectNode input(LlmOptions options) {
            ObjectNode schema = Inputs.prompt(options);
            if (options.configurable.isEmpty()) {
                // Whatever is asked for is refused by name then.
                Inputs.tools((ObjectNode) schema.get("properties")).put("type", "object");
            }
            return schema;
        }
    }

    private static JsonSchema resultSchema() {
        return JsonSchema.parse("{\"type\":\"object\",\"properties\":{\"result\":{\"type\":\"string\"}},"
                + "\"required\":[\"result\"],\"additionalProperties\":false}");
    }

    /** Answers text as the member {@code result}; the model need not know. */
    private static class TextAsResult extends LlmTaskRunner {
        TextAsResult(LlmOptions options) {
            super(options);
        }

        @Override
        Optional<JsonSchema> answerSchema(TaskInput input) {
            return Optional.empty();
        }

        @Override
        protected TaskResult answer(TaskContext context, TaskResult answer) {
            return TaskResult.of(Map.of("result", answer.asText()));
        }
    }
}
