package dev.taskrunner.schema;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How values of sealed types travel when no annotation says so: as objects with one more member, which holds the simple name
 * of the class. The member is called {@code type}, or {@code @type} when one of the classes has a member {@code type} itself.
 * Schemas, runners and callers agree on this.
 */
public final class SealedTypes {
    private static final String JACKSON = "com.fasterxml.jackson.";

    private SealedTypes() {}

    /**
     * The sealed type whose rule a class follows.
     *
     * @param type any class
     * @return the outermost sealed type above the class, or the class itself; empty when there is none, when annotations of
     *     Jackson say how it travels, or when it is an enum or of the JDK
     */
    public static Optional<Class<?>> root(Class<?> type) {
        if (type.isEnum()
                || type.isPrimitive()
                || type.isArray()
                || type.getName().startsWith("java.")) {
            return Optional.empty();
        }
        Set<Class<?>> ancestors = new LinkedHashSet<>();
        collectAncestors(type, ancestors);
        if (ancestors.stream().anyMatch(SealedTypes::decidesItself)) {
            return Optional.empty();
        }
        Class<?> root = null;
        for (Class<?> ancestor : ancestors) {
            if (ancestor.isSealed() && !isEnumBase(ancestor)) {
                root = ancestor;
            }
        }
        return Optional.ofNullable(root);
    }

    /**
     * The classes that can stand for a sealed type.
     *
     * @param type any class
     * @return all concrete classes that it permits, directly or not, in order; empty for a class that is not sealed or that
     *     lists its subtypes by annotation
     */
    public static List<Class<?>> subtypes(Class<?> type) {
        if (!type.isSealed() || type.isEnum() || hasAnnotation(type, "JsonSubTypes")) {
            return List.of();
        }
        Set<Class<?>> found = new LinkedHashSet<>();
        collectSubtypes(type, found);
        return List.copyOf(found);
    }

    /**
     * The name of a class among the subtypes of its sealed root.
     *
     * @param type any class
     * @return the simple name, with that of the enclosing class before it where two would be equal; empty without a root
     */
    public static Optional<String> name(Class<?> type) {
        return root(type).map(root -> {
            long same = subtypes(root).stream()
                    .filter(other -> other.getSimpleName().equals(type.getSimpleName()))
                    .count();
            Class<?> outer = type.getEnclosingClass();
            return same > 1 && outer != null
                    ? outer.getSimpleName() + "." + type.getSimpleName()
                    : type.getSimpleName();
        });
    }

    /**
     * The member that holds the name.
     *
     * @param root what {@link #root} returned
     * @return {@code type}, or {@code @type}
     */
    public static String property(Class<?> root) {
        return subtypes(root).stream().anyMatch(SealedTypes::hasMemberType) ? "@type" : "type";
    }

    private static boolean hasMemberType(Class<?> type) {
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            if (Stream.of(c.getDeclaredFields())
                    .anyMatch(field -> field.getName().equals("type"))) {
                return true;
            }
        }
        return Stream.of(type.getMethods())
                .anyMatch(method -> method.getName().equals("getType") && method.getParameterCount() == 0);
    }

    private static void collectSubtypes(Class<?> type, Set<Class<?>> found) {
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            if (permitted.isSealed() && !permitted.isEnum()) {
                collectSubtypes(permitted, found);
            }
            boolean concrete = !java.lang.reflect.Modifier.isAbstract(permitted.getModifiers()) || permitted.isEnum();
            if (concrete) {
                found.add(permitted);
            }
        }
    }

    /** Nearest first. */
    private static void collectAncestors(Class<?> type, Set<Class<?>> found) {
        found.add(type);
        List<Class<?>> above = new ArrayList<>(List.of(type.getInterfaces()));
        if (type.getSuperclass() != null && type.getSuperclass() != Object.class) {
            above.add(type.getSuperclass());
        }
        above.forEach(next -> collectAncestors(next, found));
    }

    /** An enum whose constants have bodies is sealed, too. */
    private static boolean isEnumBase(Class<?> type) {
        return type.isEnum() || type == Enum.class;
    }

    private static boolean decidesItself(Class<?> type) {
        if (hasAnnotation(type, "JsonTypeInfo")
                || hasAnnotation(type, "JsonDeserialize")
                || hasAnnotation(type, "JsonSerialize")) {
            return true;
        }
        return Stream.<AnnotatedElement>concat(
                        Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredFields()))
                .anyMatch(member -> hasAnnotation(member, "JsonValue"));
    }

    private static boolean hasAnnotation(AnnotatedElement element, String simpleName) {
        for (Annotation annotation : element.getDeclaredAnnotations()) {
            Class<?> type = annotation.annotationType();
            if (type.getSimpleName().equals(simpleName) && type.getName().startsWith(JACKSON)) {
                return true;
            }
        }
        return false;
    }
}
