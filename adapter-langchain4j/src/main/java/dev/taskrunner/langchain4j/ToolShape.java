package dev.taskrunner.langchain4j;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;

/** A tool that is asked by people and agents instead of a model. */
record ToolShape(Tool tool) implements AgentShape {
    @Override
    public String name() {
        return tool.name();
    }

    @Override
    public TaskSpec.Builder spec(String name) {
        return TaskSpec.builder(name).description(tool.description()).inputSchema(tool.inputSchema());
    }

    @Override
    public TaskResult ask(TaskContext context, TaskInput input, Memory memory) throws Exception {
        return tool.invoke(context.toolContext(), input);
    }
}
