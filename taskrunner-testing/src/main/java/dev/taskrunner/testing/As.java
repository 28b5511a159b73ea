package dev.taskrunner.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the participant as whom a {@code Room} parameter of a test joins: {@code @As("alice") Room room}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface As {

    /**
     * The name.
     *
     * @return the participant's name; the same name in one test is the same room object
     */
    String value();
}
