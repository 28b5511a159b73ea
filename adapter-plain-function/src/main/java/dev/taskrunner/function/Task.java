package dev.taskrunner.function;

import dev.taskrunner.TaskMethod;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A method that is a task. {@link FunctionTaskRunner#allOf} makes a runner of each such method of an object, and
 * {@code room.agents().proxy(MyInterface.class)} makes a client of an interface with such methods.
 *
 * <pre>{@code
 * class Calculator {
 *     @Task(description = "Adds two numbers")
 *     int add(int a, int b) { return a + b; }
 * }
 * }</pre>
 */
@Documented
@TaskMethod
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Task {
    /**
     * The runner's name.
     *
     * @return the name; empty for that of the method
     */
    String name() default "";

    /**
     * What to call it when people look.
     *
     * @return the title; empty for the name
     */
    String title() default "";

    /**
     * What it does, for people and models.
     *
     * @return the description; empty for the method's {@link Description} or Javadoc
     */
    String description() default "";

    /**
     * Words to find it by.
     *
     * @return the labels
     */
    String[] labels() default {};

    /**
     * How long one task may take.
     *
     * @return a duration such as {@code PT30S}, {@code 30s} or {@code 5m}; empty for no limit but the caller's
     */
    String timeout() default "";

    /**
     * How many tasks it works on at once.
     *
     * @return at least 1; 0 for the default
     */
    int maxConcurrentTasks() default 0;
}
