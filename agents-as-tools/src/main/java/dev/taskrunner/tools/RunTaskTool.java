package dev.taskrunner.tools;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One runner as a tool (classic protocol §10.6).
 *
 * <p>It is a {@link Tool} for toolkits of ours, and what LangChain4j takes as tools, a map of one specification and its
 * executor:
 *
 * <pre>{@code
 * Assistant assistant = AiServices.builder(Assistant.class)
 *         .chatModel(model)
 *         .tools(RunTaskTool.of(room, "translator"))
 *         .build();
 * }</pre>
 *
 * <p>A call passes on the arguments, the attachment, for whom it is made, the time that is left, cancellation and the place in the
 * chain of asks; progress comes back. What goes wrong reaches a model as text that says what to do. Immutable; safe for several
 * threads.
 */
public final class RunTaskTool extends AbstractMap<ToolSpecification, ToolExecutor> implements Tool {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Tool tool;
    private final Map<ToolSpecification, ToolExecutor> executors;

    private RunTaskTool(Room room, Tool tool) {
        this.tool = tool;
        this.executors = new OfferedTool(CallOrigin.of(room), tool, tool.name()).entry();
    }

    /**
     * A runner of the room as a tool. One that is not there yet is waited for, 10 seconds at most.
     *
     * @param room the room
     * @param agent the runner's name
     * @return the tool, named {@code run_} and the runner's name
     * @throws TaskException {@link ErrorCode#UNKNOWN_AGENT} when it is not in the room by then
     */
    public static RunTaskTool of(Room room, String agent) {
        return of(room, agent, PATIENCE);
    }

    /**
     * A runner of the room as a tool.
     *
     * @param room the room
     * @param agent the runner's name
     * @param patience how long to wait for a runner that is not there yet; zero looks once
     * @return the tool, named {@code run_} and the runner's name
     * @throws TaskException {@link ErrorCode#UNKNOWN_AGENT} when it is not in the room by then
     */
    public static RunTaskTool of(Room room, String agent, Duration patience) {
        return of(room, room.agents().await(agent, patience));
    }

    /**
     * A runner of the room as a tool.
     *
     * @param room the room
     * @param agent the runner, as {@code room.agents().list()} describes it
     * @return the tool, named {@code run_} and the runner's name
     */
    public static RunTaskTool of(Room room, TaskSpec agent) {
        return new RunTaskTool(room, room.agents().tool(agent));
    }

    @Override
    public String name() {
        return tool.name();
    }

    @Override
    public String title() {
        return tool.title();
    }

    @Override
    public String description() {
        return tool.description();
    }

    @Override
    public JsonSchema inputSchema() {
        return tool.inputSchema();
    }

    @Override
    public Optional<JsonSchema> outputSchema() {
        return tool.outputSchema();
    }

    @Override
    public TaskResult invoke(ToolContext context, TaskInput input) throws Exception {
        return tool.invoke(context, input);
    }

    /** For LangChain4j: the specification that a model is sent, and what runs its calls. */
    @Override
    public Set<Entry<ToolSpecification, ToolExecutor>> entrySet() {
        return executors.entrySet();
    }
}
