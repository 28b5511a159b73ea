package dev.taskrunner.llm;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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

        /**
         * What goes into the requests to the model, for tools that the provider itself runs.
         *
         * @param config the configuration, which matches the schema
         * @return parameters of the provider's own class; none unless overridden
         */
        default ChatRequestParameters parameters(TaskInput config) {
            return DefaultChatRequestParameters.EMPTY;
        }
    }

    /**
     * A toolkit to switch on as it is, with <code>{"name": …}</code> and nothing else.
     *
     * @param toolkit the toolkit, for all asks
     * @return the same, to be switched on by its name
     */
    public static ConfigurableToolkit of(Toolkit toolkit) {
        return new ConfigurableToolkit(toolkit.name(), named(toolkit.name()), (context, config) -> toolkit);
    }

    /**
     * A tool that the provider runs by itself, such as a search of the web. With OpenAI's chat completions:
     *
     * <pre>{@code
     * ConfigurableToolkit.ofModel("web_search", config -> OpenAiChatRequestParameters.builder()
     *         .customParameters(Map.of("web_search_options", Map.of()))
     *         .build())
     * }</pre>
     *
     * @param name its name; a caller switches it on with <code>{"name": …}</code> and nothing else
     * @param parameters makes what goes into the requests, of the provider's own class; of several such tools that set the same
     *     parameter, the last counts
     * @return the same, to be switched on by its name
     */
    public static ConfigurableToolkit ofModel(String name, Function<TaskInput, ChatRequestParameters> parameters) {
        return ofModel(name, named(name), parameters);
    }

    /**
     * A tool that the provider runs by itself, with a configuration.
     *
     * @param name what errors call it
     * @param config what a configuration must look like
     * @param parameters makes what goes into the requests of the configuration
     * @return the same, to be switched on by such a configuration
     */
    public static ConfigurableToolkit ofModel(
            String name, JsonSchema config, Function<TaskInput, ChatRequestParameters> parameters) {
        return new ConfigurableToolkit(name, config, new Factory() {
            @Override
            public Toolkit make(TaskContext context, TaskInput given) {
                return Toolkit.of(name);
            }

            @Override
            public ChatRequestParameters parameters(TaskInput given) {
                return parameters.apply(given);
            }
        });
    }

    private static JsonSchema named(String name) {
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                Map.of("name", Map.of("const", name)),
                "required",
                List.of("name"),
                "additionalProperties",
                false);
        return JsonSchema.from(schema);
    }
}
