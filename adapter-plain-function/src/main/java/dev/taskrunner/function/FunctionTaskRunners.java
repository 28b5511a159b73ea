package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskrunner.TaskSpec;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes {@link FunctionTaskRunner}s with given {@link FunctionOptions}; see there for what each method does. Immutable. */
public final class FunctionTaskRunners {
    static final FunctionTaskRunners STANDARD = new FunctionTaskRunners(FunctionOptions.DEFAULT);

    private final ObjectMapper mapper;
    private final Schemas schemas;
    private final Checks checks;

    FunctionTaskRunners(FunctionOptions options) {
        this.mapper = Mappers.of(options);
        this.schemas = new Schemas(mapper, options);
        this.checks = options.validated() ? Checks.known(mapper) : Checks.NONE;
    }

    ObjectMapper mapper() {
        return mapper;
    }

    Schemas schemas() {
        return schemas;
    }

    Checks checks() {
        return checks;
    }

    /**
     * Makes a runner of a function.
     *
     * @param name the runner's name
     * @param input what it takes
     * @param output what it gives
     * @param function the code
     * @param <I> what it takes
     * @param <O> what it gives
     * @return the runner
     */
    public <I, O> FunctionTaskRunner of(
            String name, Class<I> input, Class<O> output, Function<? super I, ? extends O> function) {
        return make(name, input, output, parameters -> function.apply(cast(parameters[1])));
    }

    /**
     * Makes a runner of a function that wants to know who asks, or that throws checked exceptions.
     *
     * @param name the runner's name
     * @param input what it takes
     * @param output what it gives
     * @param function the code
     * @param <I> what it takes
     * @param <O> what it gives
     * @return the runner
     */
    public <I, O> FunctionTaskRunner of(
            String name, Class<I> input, Class<O> output, TaskFunction<? super I, ? extends O> function) {
        return make(name, input, output, parameters -> function.apply(cast(parameters[0]), cast(parameters[1])));
    }

    /**
     * Makes a runner of a function over generic types.
     *
     * @param name the runner's name
     * @param input what it takes
     * @param output what it gives
     * @param function the code
     * @param <I> what it takes
     * @param <O> what it gives
     * @return the runner
     */
    public <I, O> FunctionTaskRunner of(
            String name, TypeToken<I> input, TypeToken<O> output, Function<? super I, ? extends O> function) {
        return make(name, input.type(), output.type(), parameters -> function.apply(cast(parameters[1])));
    }

    /**
     * Makes a runner of a function over generic types that wants to know who asks, or that throws checked exceptions.
     *
     * @param name the runner's name
     * @param input what it takes
     * @param output what it gives
     * @param function the code
     * @param <I> what it takes
     * @param <O> what it gives
     * @return the runner
     */
    public <I, O> FunctionTaskRunner of(
            String name, TypeToken<I> input, TypeToken<O> output, TaskFunction<? super I, ? extends O> function) {
        return make(
                name,
                input.type(),
                output.type(),
                parameters -> function.apply(cast(parameters[0]), cast(parameters[1])));
    }

    /**
     * Makes a runner that takes no arguments.
     *
     * @param name the runner's name
     * @param output what it gives
     * @param supplier the code
     * @param <O> what it gives
     * @return the runner
     */
    public <O> FunctionTaskRunner of(String name, Class<O> output, Callable<? extends O> supplier) {
        return make(name, Void.class, output, parameters -> supplier.call());
    }

    /**
     * Makes a runner that gives no result.
     *
     * @param name the runner's name
     * @param input what it takes
     * @param consumer the code
     * @param <I> what it takes
     * @return the runner
     */
    public <I> FunctionTaskRunner of(String name, Class<I> input, Consumer<? super I> consumer) {
        return make(name, input, Void.class, parameters -> {
            consumer.accept(cast(parameters[1]));
            return null;
        });
    }

    /**
     * Makes a runner of a method, found by its name.
     *
     * @param target whose method it is
     * @param method the method's name
     * @return the runner
     */
    public FunctionTaskRunner of(Object target, String method) {
        return new MethodTask(this, target, TaskMethods.named(target, method)).runner();
    }

    /**
     * Makes a runner of a method.
     *
     * @param target whose method it is
     * @param method the method
     * @return the runner
     */
    public FunctionTaskRunner of(Object target, Method method) {
        return new MethodTask(this, target, TaskMethods.of(target, method)).runner();
    }

    /**
     * Makes a runner of a static method.
     *
     * @param method the method
     * @return the runner
     */
    public FunctionTaskRunner of(Method method) {
        if (!Modifier.isStatic(method.getModifiers())) {
            throw new IllegalArgumentException(
                    method + " is not static; use of(target, method) with the object to call it on");
        }
        return of(method.getDeclaringClass(), method);
    }

    /**
     * Makes a runner of every {@link Task} method.
     *
     * @param target whose methods they are; a class for its static methods
     * @return the runners, by name
     */
    public List<FunctionTaskRunner> allOf(Object target) {
        Map<String, FunctionTaskRunner> runners = new LinkedHashMap<>();
        for (TaskMethods.Found found : TaskMethods.tasks(target)) {
            FunctionTaskRunner runner = new MethodTask(this, target, found).runner();
            if (runners.put(runner.spec().name(), runner) != null) {
                throw new IllegalArgumentException(
                        "two @Task methods of " + TaskMethods.typeOf(target).getName() + " are named '"
                                + runner.spec().name() + "'; give one another name: @Task(name = \"…\")");
            }
        }
        return new ArrayList<>(new java.util.TreeMap<>(runners).values());
    }

    private FunctionTaskRunner make(String name, Type input, Type output, Work.Call call) {
        try {
            JavaType taken = mapper.constructType(input);
            Inputs inputs = inputs(taken);
            Outputs outputs = Outputs.of(mapper, schemas, mapper.constructType(output), TypeUse.NONE);
            String pointer = isWrapped(taken) ? "/value" : "";
            Work.Check check = parameters -> checks.value(parameters[1], pointer);
            Work work = new Work(inputs, outputs, check, call);
            TaskSpec.Builder spec = TaskSpec.builder(name)
                    .inputSchema(inputs.schema().published())
                    .outputSchema(outputs.schema());
            Descriptions.ofType(taken.getRawClass()).ifPresent(spec::description);
            return new FunctionTaskRunner(spec.build(), work);
        } catch (UnsupportedTypeException e) {
            throw new IllegalArgumentException("'" + name + "' cannot be a task: " + e.getMessage(), e);
        }
    }

    private boolean isWrapped(JavaType type) {
        return !type.hasRawClass(Void.class) && schemas.input(type) == null;
    }

    private Inputs inputs(JavaType type) {
        if (type.hasRawClass(Void.class)) {
            return new Inputs(schemas.arguments(List.of()), List.of(Inputs.context(), (context, arguments) -> null));
        }
        Schemas.Made whole = schemas.input(type);
        if (whole != null) {
            return new Inputs(whole, List.of(Inputs.context(), Inputs.whole(new Binder(mapper, type, ""))));
        }
        Argument value = new Argument("value", type, TypeUse.NONE, Presences.isOptional(type), null, null);
        Binder binder = new Binder(mapper, type, "/value");
        return new Inputs(schemas.arguments(List.of(value)), List.of(Inputs.context(), Inputs.member(value, binder)));
    }

    /** The types were checked when the value was bound; null only where the type lets it be. */
    @SuppressWarnings({"unchecked", "NullAway"})
    private static <T> T cast(@Nullable Object value) {
        return (T) value;
    }
}
