package dev.taskrunner.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.taskrunner.TaskInput;
import dev.taskrunner.schema.JsonSchema;
import java.util.Optional;

/**
 * A prompt and a model as a runner (classic protocol §10.7).
 *
 * <pre>{@code
 * room.serve(LlmTaskRunner.builder("writer", model).rule("Be brief").output(Article.class).build());
 * Article article = room.agents().ask("writer", Map.of("prompt", "Tea in Japan"), Article.class);
 * }</pre>
 *
 * <p>Takes {@code prompt} unless told otherwise. Answers with JSON that matches the output schema, or with text if there is none.
 */
public class LlmTaskRunner extends LlmRunner {
    private final Optional<JsonSchema> schema;

    /**
     * For subclasses; see {@link LlmBuilder#build(java.util.function.Function)}.
     *
     * @param options what the builder collected
     */
    protected LlmTaskRunner(LlmOptions options) {
        super(options.withInput(Inputs.prompt(options)));
        this.schema = options.spec.outputSchema();
    }

    /**
     * Starts a runner around a model that answers at once.
     *
     * @param name the runner's name
     * @param model any model of LangChain4j; safe for several threads
     * @return a builder with the defaults
     */
    public static LlmBuilder<LlmTaskRunner> builder(String name, ChatModel model) {
        return new LlmBuilder<>(name, ModelSource.of(model), LlmTaskRunner::new);
    }

    /**
     * Starts a runner around a model that answers bit by bit; the bits become progress.
     *
     * @param name the runner's name
     * @param model any streaming model of LangChain4j; safe for several threads
     * @return a builder with the defaults
     */
    public static LlmBuilder<LlmTaskRunner> builder(String name, StreamingChatModel model) {
        return new LlmBuilder<>(name, ModelSource.of(model), LlmTaskRunner::new);
    }

    @Override
    Optional<JsonSchema> answerSchema(TaskInput input) {
        return schema;
    }
}
