package dev.taskrunner.tools;

import dev.taskrunner.Agents;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.schema.JsonSchema;
import java.util.Optional;

/** A runner whose work is a tool's, without being in the room as an agent. As safe for several threads as the runner. */
final class RunnerTool implements Tool {
    private final TaskRunner runner;
    private final TaskSpec spec;

    RunnerTool(TaskRunner runner) {
        this.runner = runner;
        this.spec = runner.spec();
        if (spec.name().isEmpty()) {
            throw new IllegalArgumentException("a runner without a name cannot be a tool; name it in its spec");
        }
        if (!spec.requires().isEmpty()) {
            throw new IllegalArgumentException(
                    "runner '" + spec.name() + "' requires things of the room, which are seen to"
                            + " only where it is served; serve it, and use RunTaskTool");
        }
    }

    @Override
    public String name() {
        return spec.name();
    }

    @Override
    public String title() {
        return spec.title();
    }

    @Override
    public String description() {
        return spec.description();
    }

    @Override
    public JsonSchema inputSchema() {
        return spec.inputSchema();
    }

    @Override
    public Optional<JsonSchema> outputSchema() {
        return spec.outputSchema();
    }

    @Override
    public TaskResult invoke(ToolContext context, TaskInput input) {
        TaskContext task = context.asTask(runner.initChatContext(), spec.toolkits());
        return Agents.await(runner.run(task, input));
    }
}
