package dev.taskrunner;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.schema.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Existing logic made callable in a room: typed, validated, discoverable, answering exactly once.
 *
 * <pre>{@code
 * TaskRunner echo = TaskRunner.of(TaskSpec.builder("echo").inputSchema(json).build(),
 *         (context, input) -> TaskResult.of(input.asMap()));
 * room.serve(echo);
 * }</pre>
 *
 * <p>Make one with {@link #of}, with an adapter, or by extending this class.
 *
 * <h2>Lifecycle</h2>
 *
 * {@link #start} installs what the {@link TaskSpec} requires, registers the runner and serves it; {@link #stop} takes it back:
 * running tasks may finish within the grace period, then they are cancelled. A runner can be started in several rooms, and
 * again after a stop. On a lost connection the room connects and registers again by itself.
 *
 * <h2>Threading</h2>
 *
 * {@link #ask} runs on the room's executor, several at once up to {@link TaskSpec#maxConcurrentTasks()}; so it must be safe
 * for several threads. It may block.
 *
 * <h2>Errors</h2>
 *
 * See {@link TaskException} for what becomes of whatever {@link #ask} throws. Arguments that do not match the input schema
 * never reach {@link #ask}; a result that does not match the output schema never reaches the caller.
 *
 * <h2>Cancellation</h2>
 *
 * When the caller gives up, leaves, or the deadline passes, the context's {@link Cancellation} is cancelled, the thread is
 * interrupted, and the future that {@link #askAsync} returned is cancelled. Whatever the runner does then, the caller is
 * answered without waiting for it.
 */
public abstract class TaskRunner {
    private final TaskSpec spec;

    /** Where this runner is served; guarded by this list. */
    private final List<Registration> registrations = new ArrayList<>();

    /**
     * For runners that extend this class.
     *
     * @param spec what the runner is
     */
    protected TaskRunner(TaskSpec spec) {
        this.spec = spec;
    }

    /** The code of a runner made with {@link TaskRunner#of}. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Does the work.
         *
         * @param context who asks, until when, with which tools
         * @param input the validated arguments
         * @return the answer
         * @throws Exception whatever went wrong; see {@link TaskException} for what the caller is told
         */
        TaskResult ask(TaskContext context, TaskInput input) throws Exception;
    }

    /**
     * Makes a runner of a lambda.
     *
     * @param spec what the runner is
     * @param handler the code; safe for several threads
     * @return the runner
     */
    public static TaskRunner of(TaskSpec spec, Handler handler) {
        return new TaskRunner(spec) {
            @Override
            public TaskResult ask(TaskContext context, TaskInput input) throws Exception {
                return handler.ask(context, input);
            }

            @Override
            protected CompletionStage<TaskResult> askAsync(TaskContext context, TaskInput input) throws Exception {
                return CompletableFuture.completedFuture(handler.ask(context, input));
            }
        };
    }

    /**
     * What the runner is.
     *
     * @return the spec
     */
    public final TaskSpec spec() {
        return spec;
    }

    /**
     * Makes the conversation of a new task. Override to start with messages.
     *
     * @return a fresh context
     */
    public ChatContext initChatContext() {
        return new ChatContext();
    }

    /**
     * Does the work. Called by {@link #run}, never with invalid arguments.
     *
     * @param context who asks, until when, with which tools
     * @param input the validated arguments
     * @return the answer
     * @throws Exception whatever went wrong; see {@link TaskException} for what the caller is told
     */
    public abstract TaskResult ask(TaskContext context, TaskInput input) throws Exception;

    /**
     * Does the work without holding a thread. Override for logic that gives a future; {@link #ask} is then not called.
     *
     * @param context who asks, until when, with which tools
     * @param input the validated arguments
     * @return the answer to come; cancelled when the task is
     * @throws Exception whatever went wrong
     */
    protected CompletionStage<TaskResult> askAsync(TaskContext context, TaskInput input) throws Exception {
        return CompletableFuture.completedFuture(ask(context, input));
    }

    /**
     * Checks arguments against the input schema. Override to check more.
     *
     * @param input the arguments
     * @throws TaskException {@link ErrorCode#INVALID_ARGUMENTS} listing every violation
     */
    public void validateArguments(TaskInput input) {
        check(spec.inputSchema(), input.as(JsonNode.class), ErrorCode.INVALID_ARGUMENTS, "arguments");
    }

    /**
     * Checks a result against the output schema, if there is one. Override to check more.
     *
     * @param result the result
     * @throws TaskException {@link ErrorCode#INVALID_RESPONSE} listing every violation
     */
    public void validateResponse(TaskResult result) {
        Optional<JsonSchema> schema = spec.outputSchema();
        if (schema.isPresent()) {
            check(schema.get(), result.as(JsonNode.class), ErrorCode.INVALID_RESPONSE, "results");
        }
    }

    private void check(JsonSchema schema, JsonNode value, ErrorCode code, String what) {
        List<Violation> violations = schema.validate(value);
        if (!violations.isEmpty()) {
            throw TaskException.invalid(code, what + " of " + label(), violations);
        }
    }

    /** What logs and errors call the task; a nested one with the names of those that led to it. */
    private String what(TaskContext context) {
        List<String> chain = context.delegation().chain();
        return "task of " + label() + (chain.size() < 2 ? "" : " (chain: " + String.join(" -> ", chain) + ")");
    }

    /** What errors call the runner; one without a name has no title either. */
    private String label() {
        return spec.title().isEmpty() ? "this runner" : spec.title();
    }

    /**
     * Validates, works, validates: what every host calls. The work starts on the calling thread.
     *
     * @param context who asks, until when, with which tools
     * @param input the arguments, not validated yet
     * @return the answer, or a {@link TaskException} and nothing else; this method itself never throws
     */
    public final CompletableFuture<TaskResult> run(TaskContext context, TaskInput input) {
        CompletableFuture<TaskResult> answer = new CompletableFuture<>();
        try {
            context.cancellation().throwIfCancelled();
            validateArguments(input);
            CompletionStage<TaskResult> work =
                    Objects.requireNonNull(askAsync(context, input), "askAsync gave no stage");
            Runnable forget = context.cancellation()
                    .onCancel(() -> work.toCompletableFuture().cancel(true));
            work.whenComplete((result, error) -> {
                forget.run();
                finish(context, answer, result, error);
            });
        } catch (Throwable e) {
            finish(context, answer, null, e);
        }
        return answer;
    }

    private void finish(
            TaskContext context,
            CompletableFuture<TaskResult> answer,
            @org.jspecify.annotations.Nullable TaskResult result,
            @org.jspecify.annotations.Nullable Throwable error) {
        Throwable failure = error;
        if (failure == null) {
            try {
                TaskResult given = TaskResult.of(result);
                validateResponse(given);
                answer.complete(given);
                return;
            } catch (Throwable e) {
                failure = e;
            }
        }
        answer.completeExceptionally(
                Failures.toTaskException(failure, what(context), context.cancellation(), spec.revealErrors()));
    }

    /**
     * Serves this runner in a room: the same as {@code room.serve(runner)}.
     *
     * @param room where
     * @throws TaskException if a requirement is not met in time or the room refuses
     */
    public final void start(TaskHost room) {
        room.serve(this);
    }

    /**
     * Stops serving this runner, wherever it is served. Never throws because a room is gone; does nothing when not started.
     */
    public final void stop() {
        List<Registration> open;
        synchronized (registrations) {
            open = List.copyOf(registrations);
            registrations.clear();
        }
        open.forEach(Registration::close);
    }

    /**
     * For implementers of {@link TaskHost}: remembers where this runner is served, so that {@link #stop} can take it back.
     *
     * @param registration the place
     */
    public final void served(Registration registration) {
        synchronized (registrations) {
            registrations.add(registration);
        }
    }

    /**
     * For implementers of {@link TaskHost}: forgets a place that was closed by other means.
     *
     * @param registration the place
     */
    public final void withdrawn(Registration registration) {
        synchronized (registrations) {
            registrations.remove(registration);
        }
    }
}
