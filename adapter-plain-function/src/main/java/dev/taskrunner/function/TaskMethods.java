package dev.taskrunner.function;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds methods that can be tasks, and says why others cannot. */
final class TaskMethods {
    private TaskMethods() {}

    /**
     * A method and those that it overrides or implements, nearest first: names and annotations may stand at any of them.
     *
     * @param method what is called
     * @param related the method itself, then the others
     */
    record Found(Method method, List<Method> related) {
        <A extends Annotation> @Nullable A annotation(Class<A> type) {
            return related.stream()
                    .map(one -> one.getAnnotation(type))
                    .filter(one -> one != null)
                    .findFirst()
                    .orElse(null);
        }

        /** The declaration that knows its parameters' names, if any does. */
        Method declaration() {
            return related.stream()
                    .filter(one ->
                            Arrays.stream(one.getParameters()).allMatch(java.lang.reflect.Parameter::isNamePresent))
                    .findFirst()
                    .orElse(method);
        }
    }

    static Class<?> typeOf(Object target) {
        return target instanceof Class<?> type ? type : target.getClass();
    }

    static Found named(Object target, String name) {
        List<Found> all = all(target);
        List<Found> found =
                all.stream().filter(one -> one.method().getName().equals(name)).toList();
        Class<?> type = typeOf(target);
        if (found.isEmpty()) {
            String names = all.stream()
                    .map(one -> one.method().getName())
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(type.getName() + " has no method '" + name + "'; there are: " + names);
        }
        if (found.size() > 1) {
            throw new IllegalArgumentException(type.getName() + " has " + found.size() + " methods named '" + name
                    + "'; choose one with of(target, method), or annotate them with @Task and different names");
        }
        return found.get(0);
    }

    static Found of(Object target, Method method) {
        boolean isStatic = Modifier.isStatic(method.getModifiers());
        if (!isStatic && target instanceof Class<?> && method.getDeclaringClass() != Class.class) {
            throw new IllegalArgumentException(method + " is not static; give an object of its class, not the class");
        }
        if (!isStatic && !method.getDeclaringClass().isInstance(target)) {
            throw new IllegalArgumentException(
                    method + " is not a method of " + target.getClass().getName());
        }
        return new Found(method, related(typeOf(target), method));
    }

    static List<Found> tasks(Object target) {
        List<Found> tasks = all(target).stream()
                .filter(one -> one.annotation(Task.class) != null)
                .toList();
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException(
                    typeOf(target).getName() + " has no @Task method; annotate one, or use of(target, \"method\")");
        }
        return tasks;
    }

    /** Every method that could be called, overridden ones once. */
    private static List<Found> all(Object target) {
        Class<?> type = typeOf(target);
        boolean isStatic = target instanceof Class<?>;
        Map<String, Found> found = new LinkedHashMap<>();
        for (Class<?> c : hierarchy(type)) {
            if (Proxy.isProxyClass(c)) {
                continue;
            }
            for (Method method : c.getDeclaredMethods()) {
                boolean fits =
                        Modifier.isStatic(method.getModifiers()) ? isStatic && c == type || c == type : !isStatic;
                if (fits && !method.isSynthetic() && !method.isBridge()) {
                    found.putIfAbsent(Descriptions.signature(method), new Found(method, related(type, method)));
                }
            }
        }
        return new ArrayList<>(found.values());
    }

    private static List<Method> related(Class<?> type, Method method) {
        Set<Method> related = new LinkedHashSet<>();
        related.add(method);
        for (Class<?> c : hierarchy(type)) {
            for (Method other : c.getDeclaredMethods()) {
                if (!other.isSynthetic() && !Proxy.isProxyClass(c) && overrides(method, other)) {
                    related.add(other);
                }
            }
        }
        return List.copyOf(related);
    }

    /** Loosely: a generic parameter of the one may be a concrete one of the other. */
    private static boolean overrides(Method method, Method other) {
        if (!method.getName().equals(other.getName())
                || method.getParameterCount() != other.getParameterCount()
                || !other.getDeclaringClass().isAssignableFrom(method.getDeclaringClass())) {
            return false;
        }
        Class<?>[] mine = method.getParameterTypes();
        Class<?>[] theirs = other.getParameterTypes();
        for (int i = 0; i < mine.length; i++) {
            if (!theirs[i].isAssignableFrom(mine[i])) {
                return false;
            }
        }
        return true;
    }

    private static Set<Class<?>> hierarchy(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            all.add(c);
        }
        List<Class<?>> classes = List.copyOf(all);
        classes.forEach(c -> interfaces(c, all));
        return all;
    }

    private static void interfaces(Class<?> type, Set<Class<?>> all) {
        for (Class<?> one : type.getInterfaces()) {
            all.add(one);
            interfaces(one, all);
        }
    }
}
