package dev.taskrunner.llm.loop;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.langchain4j.bridge.ModelErrors;
import dev.taskrunner.langchain4j.bridge.ModelTools;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a model work with tools: asks it, runs the tools it asks for, all of one round at once, gives it their answers, and asks
 * again, until it answers without asking for tools.
 *
 * <pre>{@code
 * LoopResult result = ModelLoop.builder(model)
 *         .toolkits(context.toolkits())
 *         .build()
 *         .run(context.toolContext(), List.of(UserMessage.from("What is 2 + 3?")));
 * }</pre>
 *
 * <h2>Tools</h2>
 *
 * Arguments are validated before a tool is called. What goes wrong (arguments that do not match, a tool that does not exist, an
 * error of the tool) goes back to the model as text that is safe to show. Files that tools answer with follow the round as a
 * message of their own, since few providers take them as a tool's answer.
 *
 * <h2>Bounds</h2>
 *
 * {@link LoopLimits}, and the context's deadline. Model and tools run on threads of their own; when the context is cancelled, its
 * deadline passes or the thread that waits is interrupted, they are interrupted and not waited for.
 *
 * <p>Immutable; safe for several threads, except what its listener and check make of it.
 */
public final class ModelLoop {
    private final ModelCaller model;
    private final ModelTools tools;
    private final LoopLimits limits;
    private final ChatRequestParameters parameters;
    private final LoopListener listener;
    private final Supplier<? extends AnswerCheck> check;
    private final @Nullable Executor executor;
    private final Stragglers stragglers;

    private ModelLoop(Builder values) {
        this.model = values.model;
        this.stragglers = values.stragglers;
        this.tools = tools(values.toolkits);
        this.limits = values.limits;
        this.parameters = values.parameters;
        this.listener = values.listener;
        this.check = values.check;
        this.executor = values.executor;
    }

    /**
     * Starts a loop around a model that answers at once.
     *
     * @param model the model
     * @return a builder without tools, with the default limits
     */
    public static Builder builder(ChatModel model) {
        return builders(model).get();
    }

    /**
     * Starts a loop around a model that answers bit by bit; {@link LoopListener#onText} hears the bits.
     *
     * @param model the model
     * @return a builder without tools, with the default limits
     */
    public static Builder builder(StreamingChatModel model) {
        return builders(model).get();
    }

    /**
     * Starts any number of loops around a model that answers at once. What they have in common: the calls that were given up but go
     * on, since they ignore interrupts, are counted together, and bounded by {@link LoopLimits#maxStragglers()}.
     *
     * @param model the model
     * @return makes builders like {@link #builder(ChatModel)}; safe for several threads
     */
    public static Supplier<Builder> builders(ChatModel model) {
        return builders(ModelCaller.of(model));
    }

    /**
     * Starts any number of loops around a model that answers bit by bit; see {@link #builders(ChatModel)}.
     *
     * @param model the model
     * @return makes builders like {@link #builder(StreamingChatModel)}; safe for several threads
     */
    public static Supplier<Builder> builders(StreamingChatModel model) {
        return builders(new StreamingCaller(model));
    }

    private static Supplier<Builder> builders(ModelCaller model) {
        Stragglers shared = new Stragglers();
        return () -> new Builder(model, shared);
    }

    /**
     * Runs until there is an answer.
     *
     * @param context what the tools are called with: deadline, cancellation, progress
     * @param messages the conversation so far; not changed
     * @return the answer and what it took
     * @throws TaskException the model's error as {@link ModelErrors} maps it; {@link ErrorCode#FAILED} at a limit;
     *     {@link ErrorCode#AGENT_BUSY} while too many calls that were given up do not stop;
     *     {@link ErrorCode#TIMED_OUT} at the deadline; the reason of the cancellation; the check's refusal
     * @throws InterruptedException if the waiting thread is interrupted without the context being cancelled
     */
    public LoopResult run(ToolContext context, List<? extends ChatMessage> messages) throws InterruptedException {
        if (executor != null) {
            return run(executor, context, messages);
        }
        ExecutorService own = LoopThreads.create(limits.maxCallsPerRound() + 1);
        try {
            return run(own, context, messages);
        } finally {
            own.shutdownNow();
        }
    }

    private LoopResult run(Executor threads, ToolContext context, List<? extends ChatMessage> messages)
            throws InterruptedException {
        Steps steps = new Steps(threads, context, stragglers, limits.maxStragglers());
        return new Run(steps, context, messages).finish();
    }

    /** One run; its thread owns all of it. */
    private final class Run {
        private final Steps steps;
        private final ToolContext context;
        private final List<ChatMessage> messages;
        private final Budget budget = new Budget(limits);
        private final AnswerCheck answers = check.get();

        Run(Steps steps, ToolContext context, List<? extends ChatMessage> messages) {
            this.steps = steps;
            this.context = context;
            this.messages = new ArrayList<>(messages);
        }

        LoopResult finish() throws InterruptedException {
            while (true) {
                ChatResponse response = ask();
                AiMessage answer = response.aiMessage();
                messages.add(answer);
                if (answer.hasToolExecutionRequests()) {
                    runTools(answer.toolExecutionRequests());
                    continue;
                }
                String text = answer.text() == null ? "" : answer.text();
                String complaint = answers.complaint(text);
                if (complaint == null) {
                    return new LoopResult(
                            text, response, messages, budget.tokens(), budget.modelCalls(), budget.toolCalls());
                }
                repair(complaint);
            }
        }

        private void repair(String complaint) {
            if (!budget.mayRepair()) {
                throw answers.refusal();
            }
            listener.onRepair(budget.nextRepair());
            messages.add(UserMessage.from(complaint));
        }

        private ChatResponse ask() throws InterruptedException {
            steps.check();
            ChatRequest request = request(budget.nextModelCall());
            ChatResponse response;
            try {
                response = steps.one(() -> model.call(request, listener::onText));
            } catch (ExecutionException e) {
                context.cancellation().throwIfCancelled();
                throw ModelErrors.toTaskException(cause(e));
            }
            budget.used(response);
            if (response.finishReason() == FinishReason.CONTENT_FILTER) {
                throw new TaskException(
                        ErrorCode.CONTENT_REFUSED, "the model's content filter refused the request or the answer");
            }
            return response;
        }

        private ChatRequest request(int number) {
            ChatRequestParameters withTools = parameters.overrideWith(DefaultChatRequestParameters.builder()
                    .toolSpecifications(tools.specifications())
                    .build());
            return ChatRequest.builder()
                    .messages(listener.beforeModelCall(number, List.copyOf(messages)))
                    .parameters(withTools)
                    .build();
        }

        private void runTools(List<ToolExecutionRequest> requests) throws InterruptedException {
            steps.check();
            int most = limits.maxCallsPerRound();
            List<ToolExecutionRequest> now = requests.subList(0, Math.min(most, requests.size()));
            budget.nextRound(now.size());
            now.forEach(request -> listener.onToolCall(ownName(request)));
            List<ModelTools.Outcome> outcomes = new ArrayList<>(call(now));
            // A tool that was cut short says so in its outcome; whoever asked must hear of the cancellation instead.
            steps.check();
            for (ToolExecutionRequest request : requests.subList(now.size(), requests.size())) {
                String refusal = "error: not called, since at most " + most + " tools run at once; call it again";
                outcomes.add(new ModelTools.Outcome(request, refusal, true, List.of()));
            }
            tell(outcomes);
        }

        private void tell(List<ModelTools.Outcome> outcomes) {
            List<Content> files = new ArrayList<>();
            for (ModelTools.Outcome outcome : outcomes) {
                listener.onToolResult(ownName(outcome.request()), outcome.isError());
                messages.add(outcome.message());
                if (!outcome.media().isEmpty()) {
                    files.add(TextContent.from(
                            "From the tool " + outcome.request().name() + ":"));
                    files.addAll(outcome.media());
                }
            }
            if (!files.isEmpty()) {
                messages.add(UserMessage.from(files));
            }
        }

        private List<ModelTools.Outcome> call(List<ToolExecutionRequest> requests) throws InterruptedException {
            List<Callable<ModelTools.Outcome>> calls = new ArrayList<>();
            for (ToolExecutionRequest request : requests) {
                calls.add(() -> tools.call(request, context));
            }
            try {
                return steps.all(calls);
            } catch (ExecutionException e) {
                throw ModelErrors.toTaskException(cause(e));
            }
        }

        private String ownName(ToolExecutionRequest request) {
            return tools.names().ofTool(request.name()).orElse(request.name());
        }
    }

    private static Throwable cause(ExecutionException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    private static ModelTools tools(List<Toolkit> toolkits) {
        try {
            return ModelTools.of(toolkits);
        } catch (IllegalArgumentException e) {
            throw new TaskException(ErrorCode.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Collects what a loop is made of; not for several threads. */
    public static final class Builder {
        private final ModelCaller model;
        private final Stragglers stragglers;
        private List<Toolkit> toolkits = List.of();
        private LoopLimits limits = LoopLimits.DEFAULT;
        private ChatRequestParameters parameters = DefaultChatRequestParameters.EMPTY;
        private LoopListener listener = LoopListener.NONE;
        private Supplier<? extends AnswerCheck> check = AnyAnswer::new;
        private @Nullable Executor executor;

        private Builder(ModelCaller model, Stragglers stragglers) {
            this.model = model;
            this.stragglers = stragglers;
        }

        /**
         * Sets the tools that the model may use.
         *
         * @param value the toolkits, in order; names that a provider does not take are mapped
         * @return this
         */
        public Builder toolkits(List<Toolkit> value) {
            this.toolkits = List.copyOf(value);
            return this;
        }

        /**
         * Sets the bounds.
         *
         * @param value the limits
         * @return this
         */
        public Builder limits(LoopLimits value) {
            this.limits = value;
            return this;
        }

        /**
         * Sets what goes with each request: model name, temperature, response format and the like; its tools are replaced.
         *
         * @param value the parameters, of the provider's own class where it has one
         * @return this
         */
        public Builder parameters(ChatRequestParameters value) {
            this.parameters = value;
            return this;
        }

        /**
         * Sets who hears of the steps.
         *
         * @param value the listener
         * @return this
         */
        public Builder listener(LoopListener value) {
            this.listener = value;
            return this;
        }

        /**
         * Sets what an answer must be like; unset, any will do.
         *
         * @param value makes the check of a run
         * @return this
         */
        public Builder check(Supplier<? extends AnswerCheck> value) {
            this.check = value;
            return this;
        }

        /**
         * Sets where model and tools run; unset, each run has threads of its own.
         *
         * @param value never blocks and has no queue, since what waits in one would wait for what runs
         * @return this
         */
        public Builder executor(Executor value) {
            this.executor = value;
            return this;
        }

        /**
         * Makes the loop.
         *
         * @return the loop
         * @throws TaskException {@link ErrorCode#FAILED} if two tools have one name, or would have for the model; names both
         */
        public ModelLoop build() {
            return new ModelLoop(this);
        }
    }

    private static final class AnyAnswer implements AnswerCheck {
        @Override
        public @Nullable String complaint(String text) {
            return null;
        }

        @Override
        public TaskException refusal() {
            return new TaskException(ErrorCode.INVALID_RESPONSE, "the model gave no answer that will do");
        }
    }
}
