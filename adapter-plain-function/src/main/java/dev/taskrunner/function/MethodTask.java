package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.type.TypeBindings;
import dev.taskrunner.Attachment;
import dev.taskrunner.CallContext;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.schema.Violation;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes a runner of one method: by one thread, then it only reads, for any number of threads. */
final class MethodTask {
    private final FunctionTaskRunners factory;
    private final ObjectMapper mapper;
    private final Object target;
    private final TaskMethods.Found found;
    private final Method method;
    private final List<Inputs.Slot> slots = new ArrayList<>();
    private final List<Argument> arguments = new ArrayList<>();
    private final List<String> pointers = new ArrayList<>();
    private boolean constrained;

    MethodTask(FunctionTaskRunners factory, Object target, TaskMethods.Found found) {
        this.factory = factory;
        this.mapper = factory.mapper();
        this.target = target;
        this.found = found;
        this.method = found.method();
    }

    FunctionTaskRunner runner() {
        try {
            check();
            Method declaration = found.declaration();
            for (int i = 0; i < method.getParameterCount(); i++) {
                addParameter(declaration.getParameters()[i], i);
            }
            refuseSameNames();
            constrained = !(target instanceof Class<?>) && factory.checks().constrains(target.getClass(), method);
            Inputs inputs = new Inputs(factory.schemas().arguments(arguments), slots);
            JavaType result = resolve(method.getGenericReturnType(), method.getDeclaringClass());
            Outputs outputs = Outputs.of(mapper, factory.schemas(), result, resultUse());
            return new FunctionTaskRunner(
                    spec(inputs, outputs), new Work(inputs, outputs, this::violations, this::call));
        } catch (UnsupportedTypeException e) {
            throw new IllegalArgumentException(method + " cannot be a task: " + e.getMessage(), e);
        }
    }

    private void refuseSuspended() {
        for (Class<?> type : method.getParameterTypes()) {
            if (type.getName().equals("kotlin.coroutines.Continuation")) {
                throw new UnsupportedTypeException(
                        "it is a suspend function; return a CompletableFuture, for example with future { … }");
            }
        }
    }

    private void check() {
        if (Modifier.isPrivate(method.getModifiers())) {
            throw new UnsupportedTypeException("it is private; make it public, or visible in its package");
        }
        if (!Modifier.isStatic(method.getModifiers()) && target instanceof Class<?>) {
            throw new UnsupportedTypeException("it is not static; give an object of the class, not the class");
        }
        if (method.isVarArgs()) {
            throw new UnsupportedTypeException("it takes a variable number of arguments; take a List instead");
        }
        refuseSuspended();
        Kotlin.refuseWithoutReflection(method.getDeclaringClass());
        if (!method.trySetAccessible()) {
            throw new UnsupportedTypeException(
                    "it is not accessible; make the method and its class public, or open the module");
        }
    }

    private void addParameter(Parameter parameter, int index) {
        Class<?> raw = parameter.getType();
        TypeUse use = use(index);
        if (CallContext.class.isAssignableFrom(raw)) {
            if (!raw.isAssignableFrom(TaskContext.class)) {
                throw new UnsupportedTypeException("it takes a " + raw.getSimpleName() + "; take a TaskContext");
            }
            add(Inputs.context(), "");
            return;
        }
        JavaType type = resolve(method.getGenericParameterTypes()[index], method.getDeclaringClass());
        boolean optionalBytes =
                type.isReferenceType() && type.getReferencedType().hasRawClass(Attachment.class);
        if (raw == Attachment.class || optionalBytes) {
            add(Inputs.attachment(parameter.getName(), optionalBytes, use.isNullable()), "");
            return;
        }
        String name = name(parameter, use);
        Presences presences = new Presences(mapper);
        JsonNode fallback = presences.fallback(type, use);
        String description = related(one -> Descriptions.ofParameter(one, parameter.getName(), use.annotations())
                .orElse(null));
        Argument argument = new Argument(name, type, use, presences.mayBeNull(type, use), fallback, description);
        arguments.add(argument);
        add(Inputs.member(argument, new Binder(mapper, type, "/" + name)), "/" + name);
    }

    private void add(Inputs.Slot slot, String pointer) {
        slots.add(slot);
        pointers.add(pointer);
    }

    private @Nullable String related(java.util.function.Function<Method, @Nullable String> look) {
        for (Method one : found.related()) {
            String text = look.apply(one);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /** The annotations of a parameter, also those of the methods that this one implements. */
    private TypeUse use(int index) {
        Set<Annotation> annotations = new LinkedHashSet<>();
        for (Method one : found.related()) {
            annotations.addAll(List.of(one.getParameters()[index].getAnnotations()));
            annotations.addAll(
                    List.of(one.getParameters()[index].getAnnotatedType().getAnnotations()));
        }
        AnnotatedType type = found.declaration().getParameters()[index].getAnnotatedType();
        return TypeUse.of(type, annotations.toArray(Annotation[]::new))
                .withKotlin(Kotlin.parameter(found.declaration(), index));
    }

    private TypeUse resultUse() {
        Set<Annotation> annotations = new LinkedHashSet<>();
        found.related().forEach(one -> annotations.addAll(List.of(one.getAnnotations())));
        return TypeUse.of(method.getAnnotatedReturnType(), annotations.toArray(Annotation[]::new))
                .withKotlin(Kotlin.result(method));
    }

    private String name(Parameter parameter, TypeUse use) {
        String given = use.annotations().stream()
                .filter(JsonProperty.class::isInstance)
                .map(one -> ((JsonProperty) one).value())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
        if (!given.isEmpty()) {
            return given;
        }
        if (!parameter.isNamePresent()) {
            throw new UnsupportedTypeException(
                    "the names of its parameters are not in the class file; compile with -parameters"
                            + " (Kotlin: -java-parameters), or name them with @JsonProperty");
        }
        return mapper.getPropertyNamingStrategy() instanceof PropertyNamingStrategies.NamingBase strategy
                ? strategy.translate(parameter.getName())
                : parameter.getName();
    }

    private void refuseSameNames() {
        Set<String> names = new HashSet<>();
        for (Argument argument : arguments) {
            if (!names.add(argument.name())) {
                throw new UnsupportedTypeException("two parameters are named '" + argument.name() + "'");
            }
        }
    }

    /** Type variables of the class are what the target's class makes of them. */
    private JavaType resolve(Type type, Class<?> declaring) {
        JavaType owner = mapper.constructType(TaskMethods.typeOf(target)).findSuperType(declaring);
        TypeBindings bindings = owner == null ? TypeBindings.emptyBindings() : owner.getBindings();
        return mapper.getTypeFactory().resolveMemberType(type, bindings);
    }

    private TaskSpec spec(Inputs inputs, Outputs outputs) {
        Task task = found.annotation(Task.class);
        TaskSpec.Builder spec = TaskSpec.builder(task == null || task.name().isEmpty() ? plainName() : task.name())
                .inputSchema(inputs.schema().published())
                .outputSchema(outputs.schema());
        String description = task != null && !task.description().isEmpty()
                ? task.description()
                : related(one -> Descriptions.ofMethod(one).orElse(null));
        if (description != null) {
            spec.description(description);
        }
        if (task != null) {
            addAll(task, spec);
        }
        return spec.build();
    }

    /** Kotlin adds a hash to the names of functions that take value classes. */
    private String plainName() {
        int hash = method.getName().indexOf('-');
        return hash < 0 ? method.getName() : method.getName().substring(0, hash);
    }

    private static void addAll(Task task, TaskSpec.Builder spec) {
        spec.labels(task.labels());
        if (!task.title().isEmpty()) {
            spec.title(task.title());
        }
        if (!task.timeout().isEmpty()) {
            spec.timeout(Durations.parse(task.timeout()));
        }
        if (task.maxConcurrentTasks() != 0) {
            spec.maxConcurrentTasks(task.maxConcurrentTasks());
        }
    }

    private List<Violation> violations(@Nullable Object[] parameters) {
        Checks checks = factory.checks();
        Set<Violation> all = new LinkedHashSet<>();
        if (constrained) {
            all.addAll(checks.parameters(target, method, given(parameters), pointers));
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!pointers.get(i).isEmpty() && parameters[i] != Inputs.ABSENT) {
                all.addAll(checks.value(parameters[i], pointers.get(i)));
            }
        }
        return List.copyOf(all);
    }

    /** A validator knows no defaults; to it, what is absent is null. */
    private static @Nullable Object[] given(@Nullable Object[] parameters) {
        @Nullable Object[] copy = parameters.clone();
        java.util.Arrays.setAll(copy, i -> parameters[i] == Inputs.ABSENT ? null : parameters[i]);
        return copy;
    }

    private @Nullable Object call(@Nullable Object[] parameters) throws Exception {
        try {
            if (java.util.Arrays.asList(parameters).contains(Inputs.ABSENT)) {
                return Kotlin.call(target, method, parameters);
            }
            return method.invoke(target instanceof Class<?> ? null : target, parameters);
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Exception thrown) {
                throw thrown;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}
