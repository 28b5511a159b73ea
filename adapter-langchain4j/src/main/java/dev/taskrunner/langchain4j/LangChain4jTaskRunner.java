package dev.taskrunner.langchain4j;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Requirement;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Toolkit;
import dev.taskrunner.langchain4j.bridge.ModelErrors;
import dev.taskrunner.langchain4j.bridge.ModelTools;
import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A LangChain4j agent as a runner, unmodified, in one line.
 *
 * <pre>{@code
 * room.serve(LangChain4jTaskRunner.of("translator", translator));
 * LangChain4jTaskRunner.allOf(assistant).forEach(room::serve); // one runner for each method
 * }</pre>
 *
 * <h2>Agents</h2>
 *
 * AI services (any interface), agents and workflows of the agentic module (typed, untyped, supervisors), a bare
 * {@code ChatModel} or {@code StreamingChatModel}, a {@code ToolExecutor} with its specification, the tools of an MCP client,
 * and any object with a public method. Schemas, title and description come from what the agent declares; each can be
 * overridden.
 *
 * <h2>Arguments</h2>
 *
 * A method's parameters, by their {@code @V} name or their own. Never arguments: {@code @MemoryId} (see {@link #memory}),
 * {@code InvocationParameters} (filled with what {@link dev.taskrunner.langchain4j.bridge.CallParameters} says), our
 * {@link TaskContext}. Files of the attachment become {@code Content} parameters. A workflow without types takes what its
 * agents need and no agent before them makes.
 *
 * <h2>Results</h2>
 *
 * By the declared type, without {@code Result} and the like around it; tokens used, finish reason, model and sources are
 * metadata of the result. Tokens of a stream are progress, and the complete text is the result.
 *
 * <h2>Errors</h2>
 *
 * Of models, tools and guardrails: see {@link ModelErrors}. The provider's own words stay in the log, at level DEBUG, since
 * they may repeat prompts. An agent that cannot be introspected is refused when the runner is made.
 *
 * <p>Immutable; methods that configure return a changed copy. As safe for several threads as the agent is.
 */
public final class LangChain4jTaskRunner extends TaskRunner {
    private static final Logger LOG = LoggerFactory.getLogger(LangChain4jTaskRunner.class);

    private final AgentShape shape;
    private final Memory memory;

    private LangChain4jTaskRunner(TaskSpec spec, AgentShape shape, Memory memory) {
        super(spec);
        this.shape = shape;
        this.memory = memory;
    }

    /**
     * Makes a runner of an agent.
     *
     * @param name the runner's name
     * @param agent the agent; with one method, or one method that says that it is the agent's
     * @return the runner
     * @throws IllegalArgumentException if the agent cannot be introspected, or has several methods; it says what to change
     */
    public static LangChain4jTaskRunner of(String name, Object agent) {
        return make(name, AgentShapes.of(agent, Optional.empty()));
    }

    /**
     * Makes a runner of one method of an agent, or of one tool of an MCP client.
     *
     * @param name the runner's name
     * @param agent the agent
     * @param method the method's name
     * @return the runner
     * @throws IllegalArgumentException if there is no such method, or it cannot be a task; it says what to change
     */
    public static LangChain4jTaskRunner of(String name, Object agent, String method) {
        return make(name, AgentShapes.of(agent, Optional.of(method)));
    }

    /**
     * Makes a runner of a tool.
     *
     * @param name the runner's name
     * @param specification what the tool is
     * @param executor does it
     * @return the runner
     * @throws IllegalArgumentException if its parameters are no valid schema
     */
    public static LangChain4jTaskRunner of(String name, ToolSpecification specification, ToolExecutor executor) {
        return make(name, new ToolShape(ModelTools.toTool(specification, executor)));
    }

    /**
     * Makes a runner of every method of an agent, or of every tool of an MCP client.
     *
     * @param agent the agent
     * @return the runners, by name: the method's, or the one it gives the agent
     * @throws IllegalArgumentException if a method cannot be a task, or two have one name; it says what to change
     */
    public static List<LangChain4jTaskRunner> allOf(Object agent) {
        Map<String, LangChain4jTaskRunner> runners = new LinkedHashMap<>();
        for (AgentShape shape : AgentShapes.all(agent)) {
            if (runners.put(shape.name(), make(shape.name(), shape)) != null) {
                throw new IllegalArgumentException("two agents are named '" + shape.name() + "'; rename one");
            }
        }
        return List.copyOf(new TreeMap<>(runners).values());
    }

    private static LangChain4jTaskRunner make(String name, AgentShape shape) {
        return new LangChain4jTaskRunner(shape.spec(name).build(), shape, Memory.OF_CALLER);
    }

    @Override
    public TaskResult ask(TaskContext context, TaskInput input) throws Exception {
        return Optionals.OPEN_TELEMETRY
                ? Spans.ask(spec().title(), context, traced -> askAgent(traced, input))
                : askAgent(context, input);
    }

    private TaskResult askAgent(TaskContext context, TaskInput input) throws Exception {
        CurrentCall current = CurrentCall.enter(context);
        try {
            return shape.ask(context, input, memory);
        } catch (Exception e) {
            throw failure(context, e);
        } finally {
            current.leave();
        }
    }

    /** Why it failed, for the caller; what is not known here goes on as it came. */
    private Exception failure(TaskContext context, Exception thrown) {
        if (context.cancellation().isCancelled()) {
            return thrown instanceof TaskException ? new InterruptedException("stopped") : thrown;
        }
        Optional<TaskException> known = ModelErrors.find(thrown);
        if (known.isEmpty()) {
            return thrown;
        }
        if (known.get().getCause() != null) {
            LOG.warn(
                    "{} failed with {}: {}",
                    spec().title(),
                    known.get().code(),
                    known.get().text());
            LOG.debug("{} failed because of", spec().title(), known.get());
        }
        return known.get();
    }

    /**
     * Says whatever a {@link TaskSpec} can say.
     *
     * @param change for example {@code spec -> spec.maxQueuedTasks(3)}
     * @return a changed copy
     */
    public LangChain4jTaskRunner with(UnaryOperator<TaskSpec.Builder> change) {
        return new LangChain4jTaskRunner(change.apply(spec().toBuilder()).build(), shape, memory);
    }

    /**
     * Chooses whose memory a task uses, for agents with a {@code @MemoryId}. Unless said otherwise it is that of the room, the
     * caller, and the one for whom the caller acts; so two callers never share a memory by accident.
     *
     * @param id gives the memory's id for a task
     * @return a changed copy
     */
    public LangChain4jTaskRunner memory(Function<? super TaskContext, ? extends Object> id) {
        return new LangChain4jTaskRunner(spec(), shape, new Memory(id));
    }

    /**
     * Lets the caller choose the memory: its id becomes an argument. Whoever gives the same id then shares the memory.
     *
     * @return a changed copy, with a new schema of arguments
     * @throws IllegalArgumentException if the agent has no {@code @MemoryId} parameter
     */
    public LangChain4jTaskRunner memoryFromArguments() {
        AgentShape exposing = shape.exposingMemory();
        JsonSchema schema = exposing.spec(spec().name()).build().inputSchema();
        return new LangChain4jTaskRunner(spec().toBuilder().inputSchema(schema).build(), exposing, memory);
    }

    /**
     * Gives it another name.
     *
     * @param name the name under which it is asked
     * @return a changed copy
     */
    public LangChain4jTaskRunner name(String name) {
        return new LangChain4jTaskRunner(spec().withName(name), shape, memory);
    }

    /**
     * Says what to call it when people look.
     *
     * @param title the title
     * @return a changed copy
     */
    public LangChain4jTaskRunner title(String title) {
        return with(spec -> spec.title(title));
    }

    /**
     * Says what it does, for people and models.
     *
     * @param description the description
     * @return a changed copy
     */
    public LangChain4jTaskRunner description(String description) {
        return with(spec -> spec.description(description));
    }

    /**
     * Replaces the schema of arguments. The agent still gets its parameters by their names; a workflow without types also gets
     * whatever else the schema allows.
     *
     * @param schema what arguments must match
     * @return a changed copy
     */
    public LangChain4jTaskRunner inputSchema(JsonSchema schema) {
        return with(spec -> spec.inputSchema(schema));
    }

    /**
     * Replaces the schema of results.
     *
     * @param schema what results must match
     * @return a changed copy
     */
    public LangChain4jTaskRunner outputSchema(JsonSchema schema) {
        return with(spec -> spec.outputSchema(schema));
    }

    /**
     * Adds words to find it by.
     *
     * @param labels the words
     * @return a changed copy
     */
    public LangChain4jTaskRunner labels(String... labels) {
        return with(spec -> spec.labels(labels));
    }

    /**
     * Adds an annotation.
     *
     * @param key its name
     * @param value a JSON value
     * @return a changed copy
     */
    public LangChain4jTaskRunner annotation(String key, Object value) {
        return with(spec -> spec.annotation(key, value));
    }

    /**
     * Adds toolkits of its own, for an agent that was built with a {@link TaskToolProvider}.
     *
     * @param toolkits the toolkits
     * @return a changed copy
     */
    public LangChain4jTaskRunner toolkits(Toolkit... toolkits) {
        return with(spec -> spec.toolkits(toolkits));
    }

    /**
     * Adds what the room must have.
     *
     * @param requirements the requirements
     * @return a changed copy
     */
    public LangChain4jTaskRunner requires(Requirement... requirements) {
        return with(spec -> spec.requires(requirements));
    }

    /**
     * Says whether callers may bring tools, for an agent that was built with a {@link TaskToolProvider}.
     *
     * @param supports true if they may
     * @return a changed copy
     */
    public LangChain4jTaskRunner supportsTools(boolean supports) {
        return with(spec -> spec.supportsTools(supports));
    }

    /**
     * Limits how long one task may take.
     *
     * @param timeout more than zero
     * @return a changed copy
     */
    public LangChain4jTaskRunner timeout(Duration timeout) {
        return with(spec -> spec.timeout(timeout));
    }

    /**
     * Limits how many tasks it works on at once.
     *
     * @param limit at least 1
     * @return a changed copy
     */
    public LangChain4jTaskRunner maxConcurrentTasks(int limit) {
        return with(spec -> spec.maxConcurrentTasks(limit));
    }

    /**
     * Forbids that a task of this runner leads, through whatever chain, to this runner again.
     *
     * @return a changed copy
     */
    public LangChain4jTaskRunner forbidReentry() {
        return with(TaskSpec.Builder::forbidReentry);
    }

    /**
     * Lets messages of ordinary exceptions go to the caller. Only where they hold no secrets; those of models never go.
     *
     * @param reveal true to let them; {@link ErrorCode#FAILED} goes with them
     * @return a changed copy
     */
    public LangChain4jTaskRunner revealErrors(boolean reveal) {
        return with(spec -> spec.revealErrors(reveal));
    }
}
