package dev.taskrunner.langchain4j;

import java.lang.annotation.Annotation;
import java.util.Optional;

/**
 * The door to the agentic module, which may not be there. Only {@link AgenticShapes} names its types; it is loaded behind this
 * door.
 */
final class Agentic {
    static final String RESULT_WITH_SCOPE = "dev.langchain4j.agentic.scope.ResultWithAgenticScope";

    private Agentic() {}

    /** The shape of an agentic agent; empty for anything else. */
    static Optional<AgentShape> shape(Object agent, Optional<String> method) {
        return Optionals.AGENTIC ? AgenticShapes.of(agent, method) : Optional.empty();
    }

    /** The result without the scope that it came with. */
    static @org.jspecify.annotations.Nullable Object withoutScope(Object value) {
        return AgenticShapes.withoutScope(value);
    }

    /** An attribute of an annotation that may not be on the class path; empty text when it has none of that name. */
    static String attribute(Annotation annotation, String name) {
        try {
            return String.valueOf(annotation.annotationType().getMethod(name).invoke(annotation));
        } catch (NoSuchMethodException e) {
            return "";
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("an annotation that cannot be read: " + annotation, e);
        }
    }
}
