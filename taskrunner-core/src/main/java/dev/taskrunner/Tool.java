package dev.taskrunner;

import dev.taskrunner.schema.JsonSchema;
import java.util.Optional;

/**
 * Something a runner, a chatbot or a participant can call. Called by {@link Toolkit#invoke}, which validates the arguments
 * first; must be safe for several threads.
 */
public interface Tool {

    /** The code of a tool made with {@link Tool#of}. */
    @FunctionalInterface
    interface Handler {
        /**
         * Does the work.
         *
         * @param context who calls, until when
         * @param input the validated arguments
         * @return the answer
         * @throws Exception whatever went wrong; see {@link TaskException} for what the caller is told
         */
        TaskResult invoke(ToolContext context, TaskInput input) throws Exception;
    }

    /**
     * Its name, unique in its toolkit.
     *
     * @return the name
     */
    String name();

    /**
     * What to call it when people look.
     *
     * @return the title; the name unless overridden
     */
    default String title() {
        return name();
    }

    /**
     * What it does, for people and models.
     *
     * @return the description; empty unless overridden
     */
    default String description() {
        return "";
    }

    /**
     * What its arguments must look like.
     *
     * @return the schema
     */
    JsonSchema inputSchema();

    /**
     * What its answers look like. Models are told of it; answers are not checked against it.
     *
     * @return the schema; empty unless overridden
     */
    default Optional<JsonSchema> outputSchema() {
        return Optional.empty();
    }

    /**
     * Does the work.
     *
     * @param context who calls, until when
     * @param input the validated arguments
     * @return the answer
     * @throws Exception whatever went wrong; see {@link TaskException} for what the caller is told
     */
    TaskResult invoke(ToolContext context, TaskInput input) throws Exception;

    /**
     * Makes a tool of a lambda.
     *
     * @param name its name
     * @param description what it does
     * @param inputSchema what its arguments must look like
     * @param handler the code
     * @return the tool
     */
    static Tool of(String name, String description, JsonSchema inputSchema, Handler handler) {
        return new Tool() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String description() {
                return description;
            }

            @Override
            public JsonSchema inputSchema() {
                return inputSchema;
            }

            @Override
            public TaskResult invoke(ToolContext context, TaskInput input) throws Exception {
                return handler.invoke(context, input);
            }
        };
    }
}
