package dev.taskrunner.room;

import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.schema.JsonSchema;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A runner of the room as a tool (section 10.6). Asks on account of whatever the tool is called for. */
final class AgentTool implements Tool {
    /** What the names of such tools begin with. */
    static final String PREFIX = "run_";

    private final AgentsClient agents;
    private final TaskSpec agent;
    /** Compiled when it is first looked at: what the room lists is only carried. Compiled twice does no harm. */
    private volatile @Nullable JsonSchema inputSchema;

    AgentTool(AgentsClient agents, TaskSpec agent) {
        this.agents = agents;
        this.agent = agent;
    }

    @Override
    public String name() {
        return PREFIX + agent.name();
    }

    @Override
    public String title() {
        return agent.title();
    }

    @Override
    public String description() {
        return agent.description();
    }

    @Override
    public JsonSchema inputSchema() {
        JsonSchema schema = inputSchema;
        if (schema == null) {
            schema = JsonSchema.lenient(agent.inputSchema().toJson());
            inputSchema = schema;
        }
        return schema;
    }

    @Override
    public Optional<JsonSchema> outputSchema() {
        return agent.outputSchema();
    }

    @Override
    public TaskResult invoke(ToolContext context, TaskInput input) {
        AskOptions.Builder options = AskOptions.builder().progress(context::progress);
        context.attachment().ifPresent(options::attachment);
        try {
            return agents.within(context).ask(agent.name(), input, options.build());
        } catch (TaskException e) {
            // Of this runner: another one may be missed further down.
            if (e.code() == ErrorCode.UNKNOWN_AGENT && e.text().contains("'" + agent.name() + "'")) {
                throw new TaskException(
                        e.code(),
                        "agent '" + agent.name() + "' has left the room; do without it, or try again later",
                        e);
            }
            throw e;
        }
    }
}
