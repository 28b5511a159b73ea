package dev.taskrunner.function;

import org.jspecify.annotations.Nullable;

/** What Kotlin says about the use of a type, which its class files keep from Java's reflection. Immutable. */
interface KotlinUse {
    /** Whether the type is marked with a question mark. */
    boolean isNullable();

    /** Whether it is the type of a parameter with a default value. */
    boolean hasDefault();

    /** The use of a type argument, or of the elements of an array; null where it is not known. */
    @Nullable
    KotlinUse argument(int index);
}
