package dev.taskrunner.testing;

import dev.taskrunner.room.Generation;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** On a test class: the rooms that a {@link RoomExtension} joins there speak this generation of the wire. */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Speaking {

    /**
     * The generation.
     *
     * @return what rooms speak, unless the extension's own options say otherwise
     */
    Generation value();
}
