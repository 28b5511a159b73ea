package dev.taskrunner.cli;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.time.Duration;
import java.util.Optional;

/**
 * The model that the environment names: {@code OPENAI_API_KEY}, {@code OPENAI_BASE_URL} for any other server that speaks OpenAI's
 * HTTP, {@code OPENAI_MODEL}. OpenAI's own is given schemas. The key is never an option, since other users of the machine can read options.
 *
 * @param name the model's name
 * @param model the model
 */
record OpenAiModel(String name, ChatModel model) {
    private static final String DEFAULT_MODEL = "gpt-4o-mini";
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** The model; empty if the environment names neither a key nor a server. */
    static Optional<OpenAiModel> of(Shell shell, Optional<String> wanted) {
        Optional<String> key = shell.variable("OPENAI_API_KEY");
        Optional<String> url = shell.variable("OPENAI_BASE_URL");
        if (key.isEmpty() && url.isEmpty()) {
            return Optional.empty();
        }
        String name = wanted.or(() -> shell.variable("OPENAI_MODEL")).orElse(DEFAULT_MODEL);
        // Servers of one's own often want no key, but the client insists on one.
        OpenAiChatModel.OpenAiChatModelBuilder builder = OpenAiChatModel.builder()
                .apiKey(key.orElse("none"))
                .modelName(name)
                .timeout(TIMEOUT);
        if (url.isPresent()) {
            check(url.get());
            return Optional.of(new OpenAiModel(name, builder.baseUrl(url.get()).build()));
        }
        builder.supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA).strictJsonSchema(true);
        return Optional.of(new OpenAiModel(name, builder.build()));
    }

    private static void check(String url) {
        if (!url.matches("(?i)https?://[^/\\s]+\\S*")) {
            throw CliException.usage("OPENAI_BASE_URL must be like https://host/v1, not '" + Text.oneLine(url) + "'");
        }
    }
}
