package dev.taskrunner.function;

import dev.taskrunner.Agents;
import dev.taskrunner.Requirement;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A Java method or lambda as a runner. Schemas are made of its types, arguments are validated and bound before the code runs,
 * results are validated before they leave.
 *
 * <pre>{@code
 * room.serve(FunctionTaskRunner.of("add", Add.class, Sum.class, in -> new Sum(in.a() + in.b())));
 * FunctionTaskRunner.allOf(new Calculator()).forEach(room::serve); // every @Task method
 * }</pre>
 *
 * <h2>Arguments</h2>
 *
 * A function's input is the arguments object; input that is no JSON object, such as text, a number, a list or an Optional, is
 * its property {@code value}. A method's parameters are the properties of the arguments object, by name; a {@link TaskContext}
 * and an {@link dev.taskrunner.Attachment} (also Optional) are handed in and are no arguments. Primitives and whatever nobody
 * calls nullable are required; unknown properties are refused.
 *
 * <h2>Results</h2>
 *
 * A value becomes JSON, a String becomes text, {@code void} and an empty Optional become the empty answer. A
 * {@code CompletionStage} is awaited without holding a thread, and cancelled when the task is. The items of a
 * {@code Flow.Publisher} are progress, asked for one by one, and their list is the result.
 *
 * <h2>Errors</h2>
 *
 * What cannot work is refused when the runner is made, with an {@code IllegalArgumentException} that says what to change. See
 * {@link TaskException} for what becomes of exceptions of the code.
 *
 * <p>Immutable; methods that configure return a changed copy.
 */
public final class FunctionTaskRunner extends TaskRunner {
    private final Work work;

    FunctionTaskRunner(TaskSpec spec, Work work) {
        super(spec);
        this.work = work;
    }

    /**
     * Chooses mapper, strictness and kind of schema.
     *
     * @param options the options
     * @return makes runners with these options
     */
    public static FunctionTaskRunners using(FunctionOptions options) {
        return new FunctionTaskRunners(options);
    }

    /**
     * Makes a runner of a function.
     *
     * @param name the runner's name
     * @param input what it takes; {@code Void.class} for no arguments
     * @param output what it gives; {@code Void.class} for nothing
     * @param function the code; safe for several threads
     * @param <I> what it takes
     * @param <O> what it gives
     * @return the runner
     * @throws IllegalArgumentException if a type cannot be read or written as JSON
     */
    public static <I, O> FunctionTaskRunner of(
            String name, Class<I> input, Class<O> output, Function<? super I, ? extends O> function) {
        return FunctionTaskRunners.STANDARD.of(name, input, output, function);
    }

    /**
     * Makes a runner of a function that wants to know who asks, or that throws checked exceptions.
     *
     * @param name the runner's name
     * @param input what it takes; {@code Void.class} for no arguments
     * @param output what it gives; {@code Void.class} for nothing
     * @param function the code; safe for several threads
     * @param <I> what it takes
     * @param <O> what it gives
     * @return the runner
     * @throws IllegalArgumentException if a type cannot be read or written as JSON
     */
    public static <I, O> FunctionTaskRunner of(
            String name, Class<I> input, Class<O> output, TaskFunction<? super I, ? extends O> function) {
        return FunctionTaskRunners.STANDARD.of(name, input, output, function);
    }

    /**
     * Makes a runner of a function over generic types.
     *
     * @param name the runner's name
     * @param input what it takes
     * @param output what it gives, possibly a CompletionStage or Flow.Publisher of it
     * @param function the code; safe for several threads
     * @param <I> what it takes
     * @param <O> what it gives
     * @return the runner
     * @throws IllegalArgumentException if a type cannot be read or written as JSON
     */
    public static <I, O> FunctionTaskRunner of(
            String name, TypeToken<I> input, TypeToken<O> output, Function<? super I, ? extends O> function) {
        return FunctionTaskRunners.STANDARD.of(name, input, output, function);
    }

    /**
     * Makes a runner of a function over generic types that wants to know who asks, or that throws checked exceptions.
     *
     * @param name the runner's name
     * @param input what it takes
     * @param output what it gives, possibly a CompletionStage or Flow.Publisher of it
     * @param function the code; safe for several threads
     * @param <I> what it takes
     * @param <O> what it gives
     * @return the runner
     * @throws IllegalArgumentException if a type cannot be read or written as JSON
     */
    public static <I, O> FunctionTaskRunner of(
            String name, TypeToken<I> input, TypeToken<O> output, TaskFunction<? super I, ? extends O> function) {
        return FunctionTaskRunners.STANDARD.of(name, input, output, function);
    }

    /**
     * Makes a runner that takes no arguments.
     *
     * @param name the runner's name
     * @param output what it gives
     * @param supplier the code; safe for several threads
     * @param <O> what it gives
     * @return the runner
     * @throws IllegalArgumentException if the type cannot be written as JSON
     */
    public static <O> FunctionTaskRunner of(String name, Class<O> output, Callable<? extends O> supplier) {
        return FunctionTaskRunners.STANDARD.of(name, output, supplier);
    }

    /**
     * Makes a runner that gives no result.
     *
     * @param name the runner's name
     * @param input what it takes
     * @param consumer the code; safe for several threads
     * @param <I> what it takes
     * @return the runner
     * @throws IllegalArgumentException if the type cannot be read from JSON
     */
    public static <I> FunctionTaskRunner of(String name, Class<I> input, Consumer<? super I> consumer) {
        return FunctionTaskRunners.STANDARD.of(name, input, consumer);
    }

    /**
     * Makes a runner of a method, found by its name.
     *
     * @param target whose method it is
     * @param method the name of a method that is not private and not overloaded
     * @return the runner, named by {@link Task} or like the method
     * @throws IllegalArgumentException if there is no such method, or several, or it cannot be a task
     */
    public static FunctionTaskRunner of(Object target, String method) {
        return FunctionTaskRunners.STANDARD.of(target, method);
    }

    /**
     * Makes a runner of a method.
     *
     * @param target whose method it is
     * @param method the method
     * @return the runner, named by {@link Task} or like the method
     * @throws IllegalArgumentException if it cannot be a task
     */
    public static FunctionTaskRunner of(Object target, Method method) {
        return FunctionTaskRunners.STANDARD.of(target, method);
    }

    /**
     * Makes a runner of a static method.
     *
     * @param method the method
     * @return the runner, named by {@link Task} or like the method
     * @throws IllegalArgumentException if it is not static or cannot be a task
     */
    public static FunctionTaskRunner of(Method method) {
        return FunctionTaskRunners.STANDARD.of(method);
    }

    /**
     * Makes a runner of every {@link Task} method, inherited ones and those of interfaces included.
     *
     * @param target whose methods they are; a class for its static methods
     * @return the runners, by name
     * @throws IllegalArgumentException if there is none, two have one name, or one cannot be a task
     */
    public static List<FunctionTaskRunner> allOf(Object target) {
        return FunctionTaskRunners.STANDARD.allOf(target);
    }

    @Override
    public void validateArguments(TaskInput input) {
        super.validateArguments(input);
        work.enforce(input, spec().title());
    }

    @Override
    public TaskResult ask(TaskContext context, TaskInput input) throws Exception {
        return Agents.await(askAsync(context, input).toCompletableFuture());
    }

    @Override
    protected CompletionStage<TaskResult> askAsync(TaskContext context, TaskInput input) throws Exception {
        return work.run(context, input, spec().title());
    }

    /**
     * Says whatever a {@link TaskSpec} can say.
     *
     * @param change for example {@code spec -> spec.maxQueuedTasks(3)}
     * @return a changed copy
     */
    public FunctionTaskRunner with(UnaryOperator<TaskSpec.Builder> change) {
        return new FunctionTaskRunner(change.apply(spec().toBuilder()).build(), work);
    }

    /**
     * Gives it another name.
     *
     * @param name the name under which it is asked
     * @return a changed copy
     */
    public FunctionTaskRunner name(String name) {
        return new FunctionTaskRunner(spec().withName(name), work);
    }

    /**
     * Says what to call it when people look.
     *
     * @param title the title
     * @return a changed copy
     */
    public FunctionTaskRunner title(String title) {
        return with(spec -> spec.title(title));
    }

    /**
     * Says what it does, for people and models.
     *
     * @param description the description
     * @return a changed copy
     */
    public FunctionTaskRunner description(String description) {
        return with(spec -> spec.description(description));
    }

    /**
     * Adds words to find it by.
     *
     * @param labels the words
     * @return a changed copy
     */
    public FunctionTaskRunner labels(String... labels) {
        return with(spec -> spec.labels(labels));
    }

    /**
     * Adds an annotation.
     *
     * @param key its name
     * @param value a JSON value
     * @return a changed copy
     */
    public FunctionTaskRunner annotation(String key, Object value) {
        return with(spec -> spec.annotation(key, value));
    }

    /**
     * Adds toolkits of its own.
     *
     * @param toolkits the toolkits
     * @return a changed copy
     */
    public FunctionTaskRunner toolkits(Toolkit... toolkits) {
        return with(spec -> spec.toolkits(toolkits));
    }

    /**
     * Adds what the room must have.
     *
     * @param requirements the requirements
     * @return a changed copy
     */
    public FunctionTaskRunner requires(Requirement... requirements) {
        return with(spec -> spec.requires(requirements));
    }

    /**
     * Limits how long one task may take.
     *
     * @param timeout more than zero
     * @return a changed copy
     */
    public FunctionTaskRunner timeout(Duration timeout) {
        return with(spec -> spec.timeout(timeout));
    }

    /**
     * Limits how many tasks it works on at once.
     *
     * @param limit at least 1
     * @return a changed copy
     */
    public FunctionTaskRunner maxConcurrentTasks(int limit) {
        return with(spec -> spec.maxConcurrentTasks(limit));
    }

    /**
     * Limits how many tasks wait when all places are taken.
     *
     * @param limit 0 or more
     * @return a changed copy
     */
    public FunctionTaskRunner maxQueuedTasks(int limit) {
        return with(spec -> spec.maxQueuedTasks(limit));
    }

    /**
     * Says whether callers may bring tools.
     *
     * @param supports true if they may
     * @return a changed copy
     */
    public FunctionTaskRunner supportsTools(boolean supports) {
        return with(spec -> spec.supportsTools(supports));
    }

    /**
     * Forbids that a task of this runner leads, through whatever chain, to this runner again.
     *
     * @return a changed copy
     */
    public FunctionTaskRunner forbidReentry() {
        return with(TaskSpec.Builder::forbidReentry);
    }

    /**
     * Lets messages of ordinary exceptions go to the caller. Only where they hold no secrets.
     *
     * @param reveal true to let them
     * @return a changed copy
     */
    public FunctionTaskRunner revealErrors(boolean reveal) {
        return with(spec -> spec.revealErrors(reveal));
    }

    /**
     * Replaces the generated schema of results.
     *
     * @param schema what results must match
     * @return a changed copy
     */
    public FunctionTaskRunner outputSchema(JsonSchema schema) {
        return with(spec -> spec.outputSchema(schema));
    }
}
