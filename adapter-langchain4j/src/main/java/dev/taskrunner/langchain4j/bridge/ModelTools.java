package dev.taskrunner.langchain4j.bridge;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Our toolkits as a model sees them: specifications to send along, and what becomes of its calls. Arguments are validated
 * before a tool runs; what goes wrong is told to the model in a safe text, so that it can mend its call. Immutable; safe for
 * several threads.
 */
public final class ModelTools {
    private static final Logger LOG = LoggerFactory.getLogger(ModelTools.class);

    /** A longer schema of answers costs more tokens than it helps. */
    private static final int LONGEST_SCHEMA = 4000;

    private final Map<String, Toolkit> owners;
    private final ToolNames names;
    private final MediaContents media;
    private final List<ToolSpecification> specifications;

    private ModelTools(Map<String, Toolkit> owners, MediaContents media) {
        this.owners = owners;
        this.media = media;
        this.names = ToolNames.of(owners.keySet());
        List<ToolSpecification> all = new ArrayList<>();
        owners.forEach((name, toolkit) ->
                toolkit.tool(name).ifPresent(tool -> all.add(specification(tool, names.forModel(name)))));
        this.specifications = List.copyOf(all);
    }

    /**
     * Offers toolkits.
     *
     * @param toolkits the toolkits, in order
     * @return their tools
     * @throws IllegalArgumentException if two tools have one name, or would have one for the model; it names both
     */
    public static ModelTools of(List<Toolkit> toolkits) {
        Map<String, Toolkit> owners = new LinkedHashMap<>();
        for (Toolkit toolkit : toolkits) {
            for (Tool tool : toolkit.tools()) {
                Toolkit other = owners.putIfAbsent(tool.name(), toolkit);
                if (other != null) {
                    throw new IllegalArgumentException("tool '" + tool.name() + "' is in toolkit '" + other.name()
                            + "' and in toolkit '" + toolkit.name() + "'");
                }
            }
        }
        return new ModelTools(owners, MediaContents.standard());
    }

    /**
     * Says how files that tools answer are read.
     *
     * @param value the limits
     * @return a changed copy
     */
    public ModelTools withMedia(MediaContents value) {
        return new ModelTools(owners, value);
    }

    /**
     * What a call came to.
     *
     * @param request the model's call
     * @param text for the model: the answer, or what was wrong
     * @param isError whether the call failed
     * @param media files in the answer, which few providers take in a tool's result; to be sent as a user's message after it
     */
    public record Outcome(
            ToolExecutionRequest request,
            String text,
            boolean isError,
            List<dev.langchain4j.data.message.Content> media) {
        /**
         * Copies the media.
         *
         * @param request the model's call
         * @param text for the model
         * @param isError whether the call failed
         * @param media files in the answer
         */
        public Outcome {
            media = List.copyOf(media);
        }

        /**
         * The message that answers the call.
         *
         * @return a message of text only
         */
        public ToolExecutionResultMessage message() {
            return ToolExecutionResultMessage.builder()
                    .id(request.id())
                    .toolName(request.name())
                    .text(text)
                    .isError(isError)
                    .build();
        }
    }

    /**
     * What to send to the model.
     *
     * @return one specification for each tool, in order
     */
    public List<ToolSpecification> specifications() {
        return specifications;
    }

    /**
     * The names that the model uses.
     *
     * @return the mapping
     */
    public ToolNames names() {
        return names;
    }

    /**
     * Does what the model wants.
     *
     * @param request the model's call, by the model's name for the tool
     * @param context who calls, until when
     * @return the outcome; errors of any kind are outcomes too
     * @throws TaskException only when the call was cancelled, or its deadline passed, so that nobody goes on
     */
    public Outcome call(ToolExecutionRequest request, ToolContext context) {
        context.cancellation().throwIfCancelled();
        String tool = names.ofTool(request.name()).orElse("");
        Toolkit toolkit = owners.get(tool);
        if (toolkit == null) {
            return failed(request, "there is no such tool; there are: " + modelNames());
        }
        TaskInput input;
        try {
            String arguments = request.arguments();
            input = TaskInput.parse(arguments == null || arguments.isBlank() ? "{}" : arguments);
        } catch (IllegalArgumentException e) {
            LOG.debug("arguments of tool {} are not JSON", tool, e);
            return failed(request, "the arguments are not JSON; send one JSON object");
        }
        try {
            return outcome(request, toolkit.invoke(context, tool, input).content());
        } catch (TaskException e) {
            context.cancellation().throwIfCancelled();
            LOG.debug("tool {} failed with {}", tool, e.code(), e);
            return failed(request, e.text());
        }
    }

    /**
     * The tools for an AI service: what {@link #call} does, as LangChain4j's executors. Files in answers are only described.
     *
     * @param context who calls, until when
     * @return an executor for each specification, in order
     */
    public Map<ToolSpecification, ToolExecutor> executors(ToolContext context) {
        Map<ToolSpecification, ToolExecutor> executors = new LinkedHashMap<>();
        for (ToolSpecification specification : specifications) {
            executors.put(specification, new ContextExecutor(context));
        }
        return executors;
    }

    /**
     * One of LangChain4j's tools as ours.
     *
     * @param specification what it is
     * @param executor does it; gets {@code InvocationParameters} that know the call, see {@link CallParameters}
     * @return the tool; what the executor calls an error becomes a {@link TaskException} with its text
     */
    public static Tool toTool(ToolSpecification specification, ToolExecutor executor) {
        return new ExecutorTool(specification, executor);
    }

    private static ToolSpecification specification(Tool tool, String name) {
        return ToolSpecification.builder()
                .name(name)
                .description(description(tool))
                .parameters(ToolSchemas.toParameters(tool.inputSchema()))
                .build();
    }

    /** What it does, and what its answers look like, for which providers have no place of their own. */
    private static String description(Tool tool) {
        String text = tool.description().isBlank() ? tool.title() : tool.description();
        String schema = tool.outputSchema().map(JsonSchema::toJson).orElse("");
        return schema.isEmpty() || schema.length() > LONGEST_SCHEMA
                ? text
                : (text + "\nAnswers with JSON that matches this schema: " + schema).strip();
    }

    private List<String> modelNames() {
        return specifications.stream().map(ToolSpecification::name).toList();
    }

    private static Outcome failed(ToolExecutionRequest request, String text) {
        return new Outcome(request, "error: " + text, true, List.of());
    }

    private Outcome outcome(ToolExecutionRequest request, Content content) {
        if (content instanceof Content.File file) {
            try {
                List<dev.langchain4j.data.message.Content> parts = media.of(file);
                return new Outcome(request, described(file), false, parts);
            } catch (TaskException e) {
                if (e.code() == ErrorCode.TOO_LARGE || e.code() == ErrorCode.INVALID_ARGUMENTS) {
                    return new Outcome(
                            request, described(file) + "; it cannot be shown: " + e.text(), false, List.of());
                }
                throw e;
            }
        }
        String text = TaskResult.of(content).asText();
        return new Outcome(request, text.isEmpty() ? "done, with nothing to say" : text, false, List.of());
    }

    private static String described(Content.File file) {
        return "a file: " + file.name() + " (" + file.mimeType() + ", "
                + file.data().size() + " bytes)";
    }

    /** Runs calls in one context. */
    private final class ContextExecutor implements ToolExecutor {
        private final ToolContext context;

        ContextExecutor(ToolContext context) {
            this.context = context;
        }

        @Override
        public String execute(ToolExecutionRequest request, Object memoryId) {
            return call(request, context).text();
        }

        @Override
        public ToolExecutionResult executeWithContext(
                ToolExecutionRequest request, dev.langchain4j.invocation.InvocationContext invocation) {
            Outcome outcome = call(request, context);
            return ToolExecutionResult.builder()
                    .isError(outcome.isError())
                    .resultText(outcome.text())
                    .build();
        }
    }
}
