package dev.taskrunner;

import dev.taskrunner.schema.JsonSchema;

/**
 * A stream tool made of a lambda.
 *
 * @param described what it is called and takes
 */
record HandledStreamTool(Tool described, StreamTool.Handler handler, boolean takesStream) implements StreamTool {
    @Override
    public String name() {
        return described.name();
    }

    @Override
    public String description() {
        return described.description();
    }

    @Override
    public JsonSchema inputSchema() {
        return described.inputSchema();
    }

    @Override
    public void stream(ToolContext context, TaskInput input, ContentStream stream) throws Exception {
        handler.handle(context, input, stream);
    }
}
