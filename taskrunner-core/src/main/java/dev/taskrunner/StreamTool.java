package dev.taskrunner;

import dev.taskrunner.schema.JsonSchema;

/**
 * A tool that answers with a stream of content, and may take one. Served like any other, by {@code room.toolkits().register}; callers
 * open it with {@code room.toolkits().stream}. Models and others that know only single answers get an error.
 */
public interface StreamTool extends Tool {

    /** The code of a tool made with {@link StreamTool#of} or {@link StreamTool#taking}. */
    @FunctionalInterface
    interface Handler {
        /**
         * Does the work.
         *
         * @param context who calls, until when; cancelled when nobody reads any more
         * @param input the validated arguments; an empty object when the tool takes a stream
         * @param stream reads the input and sends the answer, which ends when this method returns
         * @throws Exception whatever went wrong; the caller hears of it, see {@link TaskException}
         */
        void handle(ToolContext context, TaskInput input, ContentStream stream) throws Exception;
    }

    /**
     * Whether the arguments come as a stream too. If so, {@link #inputSchema()} and {@link #outputSchema()} are those of each item
     * that is JSON.
     *
     * @return false unless overridden
     */
    default boolean takesStream() {
        return false;
    }

    /**
     * Does the work.
     *
     * @param context who calls, until when; cancelled when nobody reads any more
     * @param input the validated arguments; an empty object when the tool takes a stream
     * @param stream reads the input and sends the answer, which ends when this method returns
     * @throws Exception whatever went wrong; the caller hears of it, see {@link TaskException}
     */
    void stream(ToolContext context, TaskInput input, ContentStream stream) throws Exception;

    /** Refuses: the answer is no single one. */
    @Override
    default TaskResult invoke(ToolContext context, TaskInput input) {
        throw new TaskException(
                ErrorCode.INVALID_REQUEST,
                "tool '" + name() + "' answers with a stream; call it with toolkits().stream");
    }

    /**
     * Makes a tool that answers arguments with a stream.
     *
     * @param name its name
     * @param description what it does
     * @param inputSchema what its arguments must look like
     * @param handler the code
     * @return the tool
     */
    static StreamTool of(String name, String description, JsonSchema inputSchema, Handler handler) {
        return new HandledStreamTool(
                Tool.of(name, description, inputSchema, (context, input) -> TaskResult.empty()), handler, false);
    }

    /**
     * Makes a tool that takes a stream and answers with one.
     *
     * @param name its name
     * @param description what it does
     * @param itemSchema what each item that is JSON must look like
     * @param handler the code
     * @return the tool
     */
    static StreamTool taking(String name, String description, JsonSchema itemSchema, Handler handler) {
        return new HandledStreamTool(
                Tool.of(name, description, itemSchema, (context, input) -> TaskResult.empty()), handler, true);
    }
}
