package dev.taskrunner.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.taskrunner.Requirement;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Toolkit;
import dev.taskrunner.function.FunctionTaskRunner;
import dev.taskrunner.langchain4j.bridge.MediaContents;
import dev.taskrunner.llm.loop.LoopLimits;
import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Collects what an LLM runner is. Started by {@link LlmTaskRunner#builder} and {@link DynamicLlmTaskRunner#builder}; not for
 * several threads.
 *
 * @param <R> the runner
 */
public final class LlmBuilder<R extends LlmRunner> {
    private static final String ATTACHMENT_FORMAT = "meshagent.task-runner.attachment-format";

    final ModelSource model;
    final List<String> rules = new ArrayList<>();
    final Map<String, List<String>> clientRules = new LinkedHashMap<>();
    final List<Function<TaskContext, List<String>>> computedRules = new ArrayList<>();
    final List<String> models = new ArrayList<>();
    final List<ConfigurableToolkit> configurable = new ArrayList<>();
    Function<TaskInput, String> prompt = LlmBuilder::promptOf;
    boolean attachments = true;
    MediaContents media = MediaContents.standard();
    LoopLimits limits = LoopLimits.DEFAULT;
    ChatRequestParameters parameters = DefaultChatRequestParameters.EMPTY;
    StructuredOutput structured = StructuredOutput.AUTO;
    boolean ownInput;
    boolean anyModel;
    private final Function<LlmOptions, R> factory;
    private TaskSpec.Builder spec;

    LlmBuilder(String name, ModelSource model, Function<LlmOptions, R> factory) {
        this.model = model;
        this.factory = factory;
        this.spec = TaskSpec.builder(name).supportsTools(true);
    }

    private static String promptOf(TaskInput input) {
        return Inputs.text(input, Inputs.PROMPT).orElseGet(() -> {
            boolean hasPrompt = input.as(JsonNode.class).has(Inputs.PROMPT);
            return hasPrompt ? "" : input.toJson();
        });
    }

    /**
     * Says what to call it when people look.
     *
     * @param value the title
     * @return this
     */
    public LlmBuilder<R> title(String value) {
        return with(builder -> builder.title(value));
    }

    /**
     * Says what it does, for people and models.
     *
     * @param value the description
     * @return this
     */
    public LlmBuilder<R> description(String value) {
        return with(builder -> builder.description(value));
    }

    /**
     * Says whatever else a {@link TaskSpec} can say. Schemas have methods of their own here.
     *
     * @param change for example {@code spec -> spec.labels("writing").maxConcurrentTasks(4)}
     * @return this
     */
    public LlmBuilder<R> with(UnaryOperator<TaskSpec.Builder> change) {
        spec = change.apply(spec);
        return this;
    }

    /**
     * Adds a rule for every call.
     *
     * @param rule what the model should keep to
     * @return this
     */
    public LlmBuilder<R> rule(String rule) {
        rules.add(rule);
        return this;
    }

    /**
     * Adds rules for calls of one client only.
     *
     * @param client the caller's attribute {@code client}
     * @param more what the model should keep to
     * @return this
     */
    public LlmBuilder<R> clientRules(String client, String... more) {
        List<String> all = new ArrayList<>(clientRules.getOrDefault(client, List.of()));
        all.addAll(List.of(more));
        clientRules.put(client, List.copyOf(all));
        return this;
    }

    /**
     * Adds rules that are computed for each call.
     *
     * @param source gives the rules; safe for several threads
     * @return this
     */
    public LlmBuilder<R> rules(Function<TaskContext, List<String>> source) {
        computedRules.add(source);
        return this;
    }

    /**
     * Adds toolkits of its own.
     *
     * @param more the toolkits
     * @return this
     */
    public LlmBuilder<R> toolkits(Toolkit... more) {
        return with(builder -> builder.toolkits(more));
    }

    /**
     * Adds what it needs from the room.
     *
     * @param more the requirements
     * @return this
     */
    public LlmBuilder<R> requires(Requirement... more) {
        return with(builder -> builder.requires(more));
    }

    /**
     * Says whether callers may bring tools.
     *
     * @param value true unless set
     * @return this
     */
    public LlmBuilder<R> supportsTools(boolean value) {
        return with(builder -> builder.supportsTools(value));
    }

    /**
     * Adds toolkits that callers switch on with the argument {@code tools}, which only then is part of the default input schema.
     *
     * @param more the toolkits
     * @return this
     */
    public LlmBuilder<R> configurable(ConfigurableToolkit... more) {
        configurable.addAll(List.of(more));
        return this;
    }

    /**
     * Adds models that callers may choose with the argument {@code model}, which only then is part of the default input schema.
     *
     * @param names names as the provider knows them
     * @return this
     */
    public LlmBuilder<R> models(String... names) {
        models.addAll(List.of(names));
        return this;
    }

    /**
     * Lets callers choose any model that the provider has with the argument {@code model}. Some cost more than others.
     *
     * @return this
     */
    public LlmBuilder<R> anyModel() {
        anyModel = true;
        return this;
    }

    /**
     * Takes the arguments of a class instead of {@code prompt}.
     *
     * @param type a record or bean
     * @return this
     */
    public LlmBuilder<R> input(Class<?> type) {
        return inputSchema(
                FunctionTaskRunner.of("input", type, ignored -> {}).spec().inputSchema());
    }

    /**
     * Takes other arguments than {@code prompt}.
     *
     * @param json what they must look like
     * @return this
     */
    public LlmBuilder<R> inputSchema(String json) {
        return inputSchema(JsonSchema.parse(json));
    }

    /**
     * Takes other arguments than {@code prompt}.
     *
     * @param schema what they must look like
     * @return this
     */
    public LlmBuilder<R> inputSchema(JsonSchema schema) {
        ownInput = true;
        return with(builder -> builder.inputSchema(schema));
    }

    /**
     * Says how the user's message is made of the arguments.
     *
     * @param value for example {@code input -> "Summarise: " + input.as(Letter.class).text()}
     * @return this
     */
    public LlmBuilder<R> prompt(Function<TaskInput, String> value) {
        prompt = value;
        return this;
    }

    /**
     * Answers with JSON for a class.
     *
     * @param type a record, bean, list, …; {@code String} for text
     * @return this
     * @throws IllegalArgumentException if it cannot be written as JSON
     */
    public LlmBuilder<R> output(Class<?> type) {
        if (type == String.class) {
            return with(builder -> builder.outputSchema((JsonSchema) null));
        }
        return outputSchema(schemaOf(type));
    }

    /** An object as it is read, so that the model may leave out what is optional; anything else as it is written. */
    private static <T> JsonSchema schemaOf(Class<T> type) {
        TaskSpec written = FunctionTaskRunner.of("answer", type, () -> {
                    throw new UnsupportedOperationException("only its schema is wanted");
                })
                .spec();
        JsonSchema schema = written.outputSchema()
                .orElseThrow(() -> new IllegalArgumentException(
                        type.getName() + " says nothing about the answer; use a record, or no output type for text"));
        boolean isObject = "object".equals(schema.asMap().get("type"));
        return isObject ? inputOf(type) : schema;
    }

    private static JsonSchema inputOf(Class<?> type) {
        return FunctionTaskRunner.of("input", type, ignored -> {}).spec().inputSchema();
    }

    /**
     * Answers with JSON.
     *
     * @param json what it must look like
     * @return this
     */
    public LlmBuilder<R> outputSchema(String json) {
        return outputSchema(JsonSchema.parse(json));
    }

    /**
     * Answers with JSON.
     *
     * @param schema what it must look like
     * @return this
     */
    public LlmBuilder<R> outputSchema(JsonSchema schema) {
        return with(builder -> builder.outputSchema(schema));
    }

    /**
     * Chooses how the model is made to answer with JSON.
     *
     * @param value {@link StructuredOutput#AUTO} unless set
     * @return this
     */
    public LlmBuilder<R> structuredOutput(StructuredOutput value) {
        structured = value;
        return this;
    }

    /**
     * Says whether attachments are taken: tar archives, plain or compressed (gzip, bzip2, xz), and single files.
     *
     * @param value true unless set
     * @return this
     */
    public LlmBuilder<R> attachments(boolean value) {
        attachments = value;
        return this;
    }

    /**
     * Limits attachments.
     *
     * @param bytes how many bytes all files of one may have together, unpacked; 20 MiB unless set
     * @param files how many files there may be; 100 unless set
     * @return this
     */
    public LlmBuilder<R> attachmentLimits(int bytes, int files) {
        media = MediaContents.limitedTo(bytes, files);
        return this;
    }

    /**
     * Limits how many answers of the model may ask for tools.
     *
     * @param value 0 or more; 16 unless set
     * @return this
     */
    public LlmBuilder<R> maxToolRounds(int value) {
        limits = limits.withMaxToolRounds(value);
        return this;
    }

    /**
     * Limits how many requests the model gets for one ask, repairs included.
     *
     * @param value at least 1; 32 unless set
     * @return this
     */
    public LlmBuilder<R> maxModelCalls(int value) {
        limits = limits.withMaxModelCalls(value);
        return this;
    }

    /**
     * Limits how many tools run at once for one ask.
     *
     * @param value at least 1; 16 unless set
     * @return this
     */
    public LlmBuilder<R> maxParallelTools(int value) {
        limits = limits.withMaxCallsPerRound(value);
        return this;
    }

    /**
     * Limits how many calls of the model and its tools may go on after they were given up, since they ignore interrupts; asks beyond
     * are refused as busy until some have ended.
     *
     * @param value at least 1; 128 unless set
     * @return this
     */
    public LlmBuilder<R> maxStragglers(int value) {
        limits = limits.withMaxStragglers(value);
        return this;
    }

    /**
     * Limits the tokens, in and out, of one ask: once they are used up the model is not asked again, and the ask fails.
     *
     * @param tokens more than 0; no limit unless set
     * @return this
     */
    public LlmBuilder<R> tokenBudget(long tokens) {
        limits = limits.withMaxTokens(tokens);
        return this;
    }

    /**
     * Limits how long one ask may take, whatever the caller allows.
     *
     * @param value more than zero
     * @return this
     */
    public LlmBuilder<R> timeout(Duration value) {
        return with(builder -> builder.timeout(value));
    }

    /**
     * Sets the model's parameters: temperature, the most tokens of one answer, and the like.
     *
     * @param value of the provider's own class where it has one
     * @return this
     */
    public LlmBuilder<R> parameters(ChatRequestParameters value) {
        parameters = value;
        return this;
    }

    /**
     * Makes the runner.
     *
     * @return the runner
     * @throws IllegalArgumentException if the parts do not fit together
     */
    public R build() {
        return build(factory);
    }

    /**
     * Makes a runner of a subclass.
     *
     * @param constructor for example {@code MyRunner::new}, which hands the options to its superclass
     * @param <T> the subclass
     * @return the runner
     * @throws IllegalArgumentException if the parts do not fit together
     */
    public <T extends LlmRunner> T build(Function<LlmOptions, T> constructor) {
        TaskSpec made = spec.build();
        if (attachments && !made.annotations().containsKey(ATTACHMENT_FORMAT)) {
            made = made.toBuilder().annotation(ATTACHMENT_FORMAT, "tar").build();
        }
        return constructor.apply(new LlmOptions(this, made));
    }
}
