package dev.taskrunner.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.taskrunner.TaskInput;
import dev.taskrunner.schema.JsonSchema;
import java.util.Optional;

/**
 * A model as a runner whose callers say what the answer must look like (classic protocol §10.8): the arguments are {@code prompt}
 * and {@code output_schema}.
 *
 * <pre>{@code
 * room.serve(DynamicLlmTaskRunner.builder("extractor", model).build());
 * room.agents().ask("extractor", Map.of("prompt", letter, "output_schema", Map.of("type", "object", …)));
 * }</pre>
 *
 * <p>The caller's schema may have at most 65,536 characters and 32 nested levels, and must not refer to anything outside. It is
 * used for the model and to validate the answer. Rules, tools and attachments work as in {@link LlmTaskRunner}.
 */
public class DynamicLlmTaskRunner extends LlmRunner {

    /**
     * For subclasses; see {@link LlmBuilder#build(java.util.function.Function)}.
     *
     * @param options what the builder collected
     * @throws IllegalArgumentException if an output schema was set, since it comes from the caller
     */
    protected DynamicLlmTaskRunner(LlmOptions options) {
        super(options.withInput(Inputs.promptAndSchema(options)));
        if (options.spec.outputSchema().isPresent()) {
            throw new IllegalArgumentException("the callers of a DynamicLlmTaskRunner say what the answer looks like;"
                    + " for a fixed output schema use LlmTaskRunner");
        }
    }

    /**
     * Starts a runner around a model that answers at once.
     *
     * @param name the runner's name
     * @param model any model of LangChain4j; safe for several threads
     * @return a builder with the defaults
     */
    public static LlmBuilder<DynamicLlmTaskRunner> builder(String name, ChatModel model) {
        return new LlmBuilder<>(name, ModelSource.of(model), DynamicLlmTaskRunner::new);
    }

    /**
     * Starts a runner around a model that answers bit by bit; the bits become progress.
     *
     * @param name the runner's name
     * @param model any streaming model of LangChain4j; safe for several threads
     * @return a builder with the defaults
     */
    public static LlmBuilder<DynamicLlmTaskRunner> builder(String name, StreamingChatModel model) {
        return new LlmBuilder<>(name, ModelSource.of(model), DynamicLlmTaskRunner::new);
    }

    @Override
    Optional<JsonSchema> answerSchema(TaskInput input) {
        return Optional.of(CallerSchema.of(input));
    }
}
