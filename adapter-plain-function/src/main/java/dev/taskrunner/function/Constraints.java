package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.annotation.Annotation;
import java.util.List;

/** Limits that annotations set, put into a schema. */
@FunctionalInterface
interface Constraints {
    /** The library whose annotations they are is optional. */
    String API = "jakarta.validation.Constraint";

    /** Adds what the annotations say to the schema of a value of that type. */
    void apply(ObjectNode schema, JavaType type, List<Annotation> annotations);

    static Constraints known() {
        try {
            Class.forName(API, false, Constraints.class.getClassLoader());
            return new JakartaConstraints();
        } catch (ClassNotFoundException e) {
            return (schema, type, annotations) -> {};
        }
    }
}
