package dev.taskrunner.function;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What something is for, in the words that the schema shows to people and models. Annotations of the same name of other
 * libraries, Jackson's {@code @JsonPropertyDescription} and Swagger's {@code @Schema} are read as well.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.RECORD_COMPONENT})
public @interface Description {
    /**
     * The words.
     *
     * @return the description
     */
    String value();
}
