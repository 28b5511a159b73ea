package dev.taskrunner;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an annotation whose methods are tasks, so that {@link Agents#proxy} knows them. Such an annotation has a member
 * {@code String name()}, which names the runner; empty means the method's own name.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.ANNOTATION_TYPE)
public @interface TaskMethod {}
