package dev.taskrunner.llm;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.taskrunner.Attachment;
import dev.taskrunner.ChatContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.Toolkit;
import dev.taskrunner.langchain4j.bridge.ResponseMetadata;
import dev.taskrunner.llm.loop.LoopResult;
import dev.taskrunner.llm.loop.ModelLoop;
import dev.taskrunner.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@link LlmTaskRunner} and {@link DynamicLlmTaskRunner} have in common: rules, a prompt, attachments and tools go to a model,
 * in a loop that is bounded, and its answer comes back, validated. The protected methods are for subclasses that want to say more
 * than the builder can.
 *
 * <p>Each step is reported as progress: a text such as {@code calling tool add}; of models that stream also each piece of text, as
 * data {@code {"delta": …}}. The result's metadata says how many tokens ({@code token_usage}), {@code model_calls} and
 * {@code tool_calls} it took.
 *
 * <p>Safe for several threads, as subclasses must be.
 */
public abstract class LlmRunner extends TaskRunner {
    private final LlmOptions options;

    /** Only the two kinds of runner. */
    LlmRunner(LlmOptions options) {
        super(options.spec);
        this.options = options;
    }

    /** What the answer to an ask must look like; empty for text. */
    abstract Optional<JsonSchema> answerSchema(TaskInput input);

    /**
     * The rules for a call, in order: the fixed ones, those for the caller's client (its attribute {@code client}), the computed
     * ones.
     *
     * @param context who asks
     * @param input the arguments
     * @return the rules; they become the system message
     */
    protected List<String> rules(TaskContext context, TaskInput input) {
        List<String> rules = new ArrayList<>(options.rules);
        Object client = context.caller().attributes().get("client");
        rules.addAll(options.clientRules.getOrDefault(String.valueOf(client), List.of()));
        options.computedRules.forEach(source -> rules.addAll(source.apply(context)));
        return rules;
    }

    /**
     * The toolkits for a call: the context's (the runner's own, then the required, then the caller's), then those that the
     * argument {@code tools} switches on.
     *
     * @param context who asks
     * @param input the arguments
     * @return the toolkits; no tool name may appear twice
     */
    protected List<Toolkit> toolkits(TaskContext context, TaskInput input) {
        List<Toolkit> toolkits = new ArrayList<>(context.toolkits());
        toolkits.addAll(Inputs.toolkits(options.configurable, context, input));
        return toolkits;
    }

    /**
     * The text of the user's message.
     *
     * @param context who asks
     * @param input the arguments
     * @return what the builder's function makes of them; unless set, the argument {@code prompt}, or all arguments as JSON where
     *     the input schema has no such argument
     */
    protected String prompt(TaskContext context, TaskInput input) {
        return options.prompt.apply(input);
    }

    /**
     * A last look at the messages, before each request of the model. What is returned goes to the model this time; the
     * conversation itself stays.
     *
     * @param context who asks
     * @param messages the messages
     * @return what to send; the same unless overridden
     */
    protected List<ChatMessage> beforeModelCall(TaskContext context, List<ChatMessage> messages) {
        return messages;
    }

    /**
     * A last look at the answer, before it is validated against the output schema of the spec.
     *
     * @param context who asks
     * @param answer the model's answer: JSON with a schema, else text
     * @return what to answer; the same unless overridden
     */
    protected TaskResult answer(TaskContext context, TaskResult answer) {
        return answer;
    }

    /**
     * Asks the model.
     *
     * @param context who asks, until when, with which tools
     * @param input the validated arguments
     * @return the answer
     * @throws InterruptedException if the task is cancelled
     * @throws TaskException what went wrong, as {@link dev.taskrunner.langchain4j.bridge.ModelErrors} and {@link ModelLoop} say;
     *     {@link ErrorCode#INVALID_RESPONSE} with the last violations if the answer cannot be repaired
     */
    @Override
    public final TaskResult ask(TaskContext context, TaskInput input) throws InterruptedException {
        Optional<JsonSchema> schema = answerSchema(input);
        return schema.isPresent() ? askForJson(schema.get(), context, input) : askForText(context, input);
    }

    private TaskResult askForText(TaskContext context, TaskInput input) throws InterruptedException {
        LoopResult result = loop(context, input, DefaultChatRequestParameters.EMPTY)
                .check(TextCheck::new)
                .build()
                .run(context.toolContext(), messages(context, input, Optional.empty()));
        return withMetadata(answer(context, TaskResult.of(result.text())), result);
    }

    private TaskResult askForJson(JsonSchema schema, TaskContext context, TaskInput input) throws InterruptedException {
        OutputFormat format = OutputFormat.of(schema, options.isNative());
        ChatRequestParameters asFormat = DefaultChatRequestParameters.builder()
                .responseFormat(format.responseFormat().orElse(null))
                .build();
        OutputCheck check = format.check();
        LoopResult result = loop(context, input, asFormat)
                .check(() -> check)
                .build()
                .run(context.toolContext(), messages(context, input, format.rule()));
        return withMetadata(answer(context, check.result()), result);
    }

    private ModelLoop.Builder loop(TaskContext context, TaskInput input, ChatRequestParameters asFormat) {
        ChatRequestParameters parameters = Inputs.parameters(options.parameters, options.configurable, input)
                .overrideWith(asFormat);
        if (options.anyModel || !options.models.isEmpty()) {
            parameters = parameters.overrideWith(DefaultChatRequestParameters.builder()
                    .modelName(Inputs.text(input, Inputs.MODEL).orElse(null))
                    .build());
        }
        return options.loop()
                .toolkits(toolkits(context, input))
                .limits(options.limits)
                .parameters(parameters)
                .listener(new StepsAsProgress(context) {
                    @Override
                    List<ChatMessage> lastLook(List<ChatMessage> messages) {
                        return LlmRunner.this.beforeModelCall(context, messages);
                    }
                });
    }

    private List<ChatMessage> messages(TaskContext context, TaskInput input, Optional<String> formatRule) {
        List<String> rules = new ArrayList<>(rules(context, input));
        List<ChatMessage> talk = new ArrayList<>();
        addChat(context.chat(), rules, talk);
        formatRule.ifPresent(rules::add);
        talk.add(request(context, input));
        if (!rules.isEmpty()) {
            talk.add(0, SystemMessage.from(String.join("\n\n", rules)));
        }
        return talk;
    }

    /** What the conversation starts with; its system messages join the rules, since most providers take one only, and first. */
    private static void addChat(ChatContext chat, List<String> rules, List<ChatMessage> talk) {
        for (Map<String, Object> message : chat.messages()) {
            String content = String.valueOf(message.get("content"));
            switch (String.valueOf(message.get("role"))) {
                case "system", "developer" -> rules.add(content);
                case "assistant" -> talk.add(AiMessage.from(content));
                default -> talk.add(UserMessage.from(content));
            }
        }
    }

    private UserMessage request(TaskContext context, TaskInput input) {
        List<Content> contents = new ArrayList<>();
        String prompt = prompt(context, input);
        if (!prompt.isBlank()) {
            contents.add(TextContent.from(prompt));
        }
        Optional<Attachment> attachment = context.attachment().filter(bytes -> bytes.size() > 0);
        if (attachment.isPresent()) {
            if (!options.attachments) {
                throw new TaskException(ErrorCode.INVALID_ARGUMENTS, spec().title() + " takes no attachment");
            }
            contents.addAll(options.media.of(attachment.get()));
        }
        if (contents.isEmpty()) {
            throw new TaskException(ErrorCode.INVALID_ARGUMENTS, "the prompt is empty, and there is no attachment");
        }
        return UserMessage.from(contents);
    }

    private static TaskResult withMetadata(TaskResult answer, LoopResult result) {
        return ResponseMetadata.addUsage(
                        ResponseMetadata.add(answer, result.last()),
                        result.tokens(),
                        result.last().finishReason())
                .withMetadata("model_calls", result.modelCalls())
                .withMetadata("tool_calls", result.toolCalls());
    }
}
