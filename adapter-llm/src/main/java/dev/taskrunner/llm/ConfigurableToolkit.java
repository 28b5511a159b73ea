package dev.taskrunner.llm;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;

/**
 * Tools that a caller switches on and configures with an element of the argument {@code tools} (classic protocol §10.7), for
 * example {@code {"name": "web_search", "domains": ["example.org"]}}.
 *
 * @param name what errors call it
 * @param config what a configuration must look like; should fix a member such as {@code name}, so that it fits no other
 * @param factory makes the tools of one ask
 */
public record ConfigurableToolkit(String name, JsonSchema config, Factory factory) {

    /** Makes tools. Safe for several threads. */
    @FunctionalInterface
    public interface Factory {
        /**
         * Makes the tools of one ask.
         *
         * @param context who asks
         * @param config the configuration, which matches the schema
         * @return the tools
         */
        Toolkit make(TaskContext context, TaskInput config);
    }
}
