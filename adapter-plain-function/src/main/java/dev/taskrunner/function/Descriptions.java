package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Words about types, members, methods and parameters, from whichever annotation has them, else from Javadoc. */
final class Descriptions {
    private Descriptions() {}

    static Optional<String> ofType(Class<?> type) {
        return of(List.of(type.getAnnotations()))
                .or(() -> Javadocs.of(type, ""))
                .filter(text -> !text.isEmpty());
    }

    static Optional<String> ofMember(Class<?> owner, Prop prop) {
        Optional<String> found = of(prop.use().annotations());
        if (found.isPresent()) {
            return found;
        }
        String member = prop.property() == null || prop.property().getMember() == null
                ? prop.name()
                : prop.property().getMember().getName();
        for (Class<?> c = owner; c != null && c != Object.class; c = c.getSuperclass()) {
            Class<?> declaring = c;
            Optional<String> doc = Stream.of(member, prop.name(), decapitalized(member))
                    .filter(name -> !name.isEmpty())
                    .flatMap(name -> Javadocs.of(declaring, "#" + name).stream())
                    .findFirst();
            if (doc.isPresent()) {
                return doc;
            }
        }
        return Optional.empty();
    }

    static Optional<String> ofMethod(Method method) {
        return of(List.of(method.getAnnotations()))
                .or(() -> Javadocs.of(method.getDeclaringClass(), "#" + signature(method)));
    }

    static Optional<String> ofParameter(Method method, String javaName, List<Annotation> annotations) {
        return of(annotations)
                .or(() -> Javadocs.of(method.getDeclaringClass(), "#" + signature(method) + ":" + javaName));
    }

    /** As the annotation processor writes it. */
    static String signature(Method method) {
        StringBuilder text = new StringBuilder(method.getName()).append('(');
        for (Class<?> type : method.getParameterTypes()) {
            text.append(type.getSimpleName()).append(',');
        }
        return text.append(')').toString();
    }

    static Optional<String> of(List<Annotation> annotations) {
        return annotations.stream()
                .flatMap(one -> text(one).stream())
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    private static Optional<String> text(Annotation annotation) {
        if (annotation instanceof JsonPropertyDescription description) {
            return Optional.of(description.value());
        }
        if (annotation instanceof JsonClassDescription description) {
            return Optional.of(description.value());
        }
        return switch (annotation.annotationType().getSimpleName()) {
            case "Description" -> attribute(annotation, "value");
            case "Schema", "Parameter", "Operation" -> attribute(annotation, "description");
            default -> Optional.empty();
        };
    }

    private static Optional<String> attribute(Annotation annotation, String name) {
        try {
            Object value = annotation.annotationType().getMethod(name).invoke(annotation);
            return value instanceof String[] lines
                    ? Optional.of(String.join(" ", lines))
                    : Optional.of(String.valueOf(value));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    private static String decapitalized(String accessor) {
        String bare = accessor.replaceFirst("^(?:get|set|is)(?=[A-Z])", "");
        return bare.isEmpty() ? "" : Character.toLowerCase(bare.charAt(0)) + bare.substring(1);
    }
}
