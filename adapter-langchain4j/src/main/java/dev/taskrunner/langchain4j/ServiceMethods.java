package dev.taskrunner.langchain4j;

import dev.langchain4j.service.MemoryId;
import dev.langchain4j.service.Moderate;
import dev.langchain4j.service.SystemMessage;
import dev.langchain4j.service.UserMessage;
import dev.langchain4j.service.V;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the methods that an agent offers: those of its interface, or its own when it has none. */
final class ServiceMethods {
    private static final Set<Class<? extends Annotation>> MARKS =
            Set.of(SystemMessage.class, UserMessage.class, Moderate.class, V.class, MemoryId.class);

    private ServiceMethods() {}

    /** The type whose methods are the agent's. */
    static Class<?> typeOf(Object agent) {
        Set<Class<?>> interfaces = new LinkedHashSet<>();
        for (Class<?> c = agent.getClass(); c != null; c = c.getSuperclass()) {
            interfaces.addAll(List.of(c.getInterfaces()));
        }
        List<Class<?>> users = interfaces.stream()
                .filter(type -> !isInfrastructure(type))
                .filter(type -> !methods(type).isEmpty())
                .toList();
        boolean isProxy = Proxy.isProxyClass(agent.getClass());
        List<Class<?>> marked = users.stream().filter(ServiceMethods::isMarked).toList();
        if (marked.size() == 1) {
            return marked.get(0);
        }
        if (isProxy && users.size() == 1) {
            return users.get(0);
        }
        if (isProxy) {
            throw new IllegalArgumentException(
                    "this agent has " + users.size() + " interfaces " + names(users)
                            + " and none of them is marked as an AI service; give a method reference or an object of one class");
        }
        return agent.getClass();
    }

    private static List<String> names(List<Class<?>> types) {
        return types.stream().map(Class::getName).toList();
    }

    private static boolean isInfrastructure(Class<?> type) {
        String name = type.getName();
        return name.startsWith("java.")
                || name.startsWith("jdk.")
                || name.startsWith("org.springframework.")
                || name.startsWith("io.quarkus.")
                || name.startsWith("dev.langchain4j.");
    }

    private static boolean isMarked(Class<?> type) {
        return methods(type).stream().anyMatch(method -> isAgent(method) || isAiMethod(method));
    }

    /** Whether LangChain4j's annotations are on it. */
    static boolean isAiMethod(Method method) {
        return MARKS.stream().anyMatch(method::isAnnotationPresent)
                || Arrays.stream(method.getParameters())
                        .anyMatch(parameter -> MARKS.stream().anyMatch(parameter::isAnnotationPresent));
    }

    /** Whether the agentic module calls it an agent, or a workflow of agents. */
    static boolean isAgent(Method method) {
        return agentAnnotation(method).isPresent();
    }

    /** By name: the agentic module may not be there. */
    static Optional<Annotation> agentAnnotation(Method method) {
        return Arrays.stream(method.getAnnotations())
                .filter(one -> one.annotationType().getName().startsWith("dev.langchain4j.agentic."))
                .filter(one -> one.annotationType().getSimpleName().endsWith("Agent"))
                .findFirst();
    }

    /** What can be asked, in the order of names. Default methods only where there is nothing else. */
    static List<Method> methods(Class<?> type) {
        List<Method> found = new ArrayList<>();
        for (Method method : type.getMethods()) {
            boolean isOwn = !Modifier.isStatic(method.getModifiers())
                    && !method.isBridge()
                    && !method.isSynthetic()
                    && method.getDeclaringClass() != Object.class
                    && !isInfrastructureMethod(type, method);
            if (isOwn) {
                found.add(method);
            }
        }
        if (type.isInterface() && found.stream().anyMatch(method -> !method.isDefault())) {
            found.removeIf(Method::isDefault);
        }
        List<Method> agents = found.stream().filter(ServiceMethods::isAgent).toList();
        List<Method> chosen = agents.isEmpty() ? withoutOverridden(found) : new ArrayList<>(agents);
        chosen.sort(Comparator.comparing(Method::getName));
        return chosen;
    }

    /** An interface may declare again what its parent has. */
    private static List<Method> withoutOverridden(List<Method> methods) {
        Map<List<Object>, Method> bySignature = new LinkedHashMap<>();
        for (Method method : methods) {
            List<Object> signature = List.of(method.getName(), List.of(method.getParameterTypes()));
            Method known = bySignature.get(signature);
            if (known == null || known.getDeclaringClass().isAssignableFrom(method.getDeclaringClass())) {
                bySignature.put(signature, method);
            }
        }
        return new ArrayList<>(bySignature.values());
    }

    /** Memory access and the like, also where the user's interface extends it. */
    private static boolean isInfrastructureMethod(Class<?> type, Method method) {
        return method.getDeclaringClass() != type && isInfrastructure(method.getDeclaringClass());
    }

    /** The only one, or the one of that name. */
    static Method choose(Class<?> type, Optional<String> name) {
        List<Method> methods = methods(type);
        List<String> names = methods.stream().map(Method::getName).distinct().toList();
        if (methods.isEmpty()) {
            throw new IllegalArgumentException(type.getName()
                    + " has no public method that could be asked; give an AI service, an agent, a model, or an object with"
                    + " public methods");
        }
        if (name.isEmpty()) {
            if (methods.size() == 1) {
                return methods.get(0);
            }
            throw new IllegalArgumentException(
                    type.getName() + " has several methods " + names + "; name one, of(name, agent, \"" + names.get(0)
                            + "\"), or make a runner of each with allOf(agent)");
        }
        List<Method> named = methods.stream()
                .filter(method -> method.getName().equals(name.get()))
                .toList();
        if (named.isEmpty()) {
            throw new IllegalArgumentException(type.getName() + " has no method '" + name.get() + "'; it has " + names);
        }
        if (named.size() > 1) {
            throw new IllegalArgumentException(type.getName() + " has several methods '" + name.get()
                    + "', which callers could not tell apart; rename all but one");
        }
        return named.get(0);
    }

    /** What a parameter is called where LangChain4j would fill a template with it; empty where nobody knows. */
    static Optional<String> nameOf(Parameter parameter) {
        V variable = parameter.getAnnotation(V.class);
        if (variable != null && !variable.value().isEmpty()) {
            return Optional.of(variable.value());
        }
        String resolved = dev.langchain4j.service.ParameterNameResolver.hasName(parameter)
                ? dev.langchain4j.service.ParameterNameResolver.name(parameter)
                : null;
        if (resolved != null && !resolved.startsWith("@")) {
            return Optional.of(resolved);
        }
        return parameter.isNamePresent() ? Optional.of(parameter.getName()) : Optional.empty();
    }
}
