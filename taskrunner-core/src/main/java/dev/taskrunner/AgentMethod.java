package dev.taskrunner;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** One method of a typed client: which runner, how the arguments are named, what the answer is read as. Safe for several threads. */
final class AgentMethod {
    private final Agents agents;
    private final Method method;
    private final String agent;

    /** A name for each argument; null for those that are injected. */
    private final List<@Nullable String> names;

    private final Type result;

    /** What the runner makes of an only argument; learnt at the first call, and learning twice does no harm. */
    private volatile @Nullable Packing packing;

    /** How an only argument becomes the arguments object. */
    private enum Packing {
        BY_NAME,
        AS_VALUE,
        WHOLE
    }

    private AgentMethod(Agents agents, Method method, String agent, List<@Nullable String> names) {
        this.agents = agents;
        this.method = method;
        this.agent = agent;
        this.names = names;
        this.result = method.getGenericReturnType();
        this.packing = names.stream().filter(name -> name != null).count() == 1 ? null : Packing.BY_NAME;
    }

    static AgentMethod of(Agents agents, Method method) {
        List<@Nullable String> names = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Parameter parameter : method.getParameters()) {
            String name = isInjected(parameter.getType()) ? null : name(method, parameter);
            if (name != null && !seen.add(name)) {
                throw new IllegalArgumentException(method + " has two parameters named '" + name + "'");
            }
            names.add(name);
        }
        Class<?> type = method.getReturnType();
        boolean isFuture = CompletionStage.class.isAssignableFrom(type);
        if (isFuture && !type.isAssignableFrom(CompletableFuture.class)
                || !isFuture && (Future.class.isAssignableFrom(type) || Flow.Publisher.class.isAssignableFrom(type))) {
            throw new IllegalArgumentException(method + " returns " + type.getSimpleName()
                    + "; return CompletionStage, CompletableFuture or the value itself");
        }
        return new AgentMethod(agents, method, agentName(method), names);
    }

    private static String agentName(Method method) {
        for (Annotation annotation : method.getAnnotations()) {
            if (annotation.annotationType().isAnnotationPresent(TaskMethod.class)) {
                try {
                    Object name = annotation.annotationType().getMethod("name").invoke(annotation);
                    return name instanceof String text && !text.isEmpty() ? text : method.getName();
                } catch (ReflectiveOperationException e) {
                    throw new IllegalArgumentException(annotation.annotationType() + " has no usable member name()", e);
                }
            }
        }
        throw new IllegalArgumentException(
                method + " is not a task; annotate it with @Task or give it a body (default)");
    }

    private static String name(Method method, Parameter parameter) {
        JsonProperty named = parameter.getAnnotation(JsonProperty.class);
        if (named != null && !named.value().isEmpty()) {
            return named.value();
        }
        if (!parameter.isNamePresent()) {
            throw new IllegalArgumentException(method
                    + ": the names of its parameters are not in the class file; compile with -parameters, or name them"
                    + " with @JsonProperty");
        }
        return parameter.getName();
    }

    private static boolean isInjected(Class<?> type) {
        return type == Attachment.class || type == AskOptions.class || CallContext.class.isAssignableFrom(type);
    }

    @Nullable
    Object call(@Nullable Object[] arguments) {
        AskOptions options = options(arguments);
        Object packed = pack(arguments);
        if (CompletionStage.class.isAssignableFrom(method.getReturnType())) {
            CompletableFuture<TaskResult> asked = agents.askAsync(agent, packed, options);
            CompletableFuture<@Nullable Object> answer = asked.thenApply(given -> bind(given, argumentOf(result)));
            answer.whenComplete((value, error) -> {
                if (answer.isCancelled()) {
                    asked.cancel(true);
                }
            });
            return answer;
        }
        return bind(agents.ask(agent, packed, options), result);
    }

    private AskOptions options(@Nullable Object[] arguments) {
        AskOptions options = AskOptions.DEFAULT;
        Attachment attachment = null;
        for (Object argument : arguments) {
            if (argument instanceof AskOptions given) {
                options = given;
            } else if (argument instanceof Attachment given) {
                attachment = given;
            }
        }
        return attachment == null ? options : options.withAttachment(attachment);
    }

    private Object pack(@Nullable Object[] arguments) {
        Map<String, Object> named = new LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String name = names.get(i);
            Object argument = arguments[i];
            if (name != null && argument != null && !Optional.empty().equals(argument)) {
                named.put(
                        name,
                        JsonValue.of(argument, method.getGenericParameterTypes()[i])
                                .tree());
            }
        }
        Packing how = packing;
        if (how == null) {
            how = learn();
        }
        if (how == Packing.BY_NAME || named.isEmpty()) {
            return named;
        }
        Object only = named.values().iterator().next();
        return how == Packing.WHOLE ? only : Map.of("value", only);
    }

    /** Looks at the runner's schema; not remembered while the runner is not there. */
    private Packing learn() {
        Optional<TaskSpec> spec =
                agents.list().stream().filter(one -> one.name().equals(agent)).findFirst();
        Packing learnt = spec.map(this::packing).orElse(Packing.BY_NAME);
        if (spec.isPresent()) {
            packing = learnt;
        }
        return learnt;
    }

    private Packing packing(TaskSpec spec) {
        Object properties = spec.inputSchema().asMap().get("properties");
        Set<?> known = properties instanceof Map<?, ?> map ? map.keySet() : Set.of();
        boolean named = names.stream().anyMatch(name -> name != null && known.contains(name));
        if (named) {
            return Packing.BY_NAME;
        }
        return known.equals(Set.of("value")) ? Packing.AS_VALUE : Packing.WHOLE;
    }

    private static Type argumentOf(Type generic) {
        Type argument = generic instanceof ParameterizedType type ? type.getActualTypeArguments()[0] : Object.class;
        return argument instanceof WildcardType wildcard ? wildcard.getUpperBounds()[0] : argument;
    }

    private static @Nullable Object bind(TaskResult answer, Type type) {
        if (type == void.class || type == Void.class) {
            return null;
        }
        if (type == TaskResult.class) {
            return answer;
        }
        boolean isNull = answer.as(JsonNode.class).isNull();
        if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
            return isNull ? Optional.empty() : Optional.of(answer.as(argumentOf(type)));
        }
        boolean mayBeNull = !(type instanceof Class<?> c && c.isPrimitive());
        return isNull && mayBeNull ? null : answer.as(type);
    }
}
