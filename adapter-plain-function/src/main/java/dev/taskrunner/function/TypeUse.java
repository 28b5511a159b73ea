package dev.taskrunner.function;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The annotations at one use of a type, such as the element type of a list. Immutable.
 *
 * @param type the annotated type; null where it is not known, as behind a type variable
 * @param annotations those on the declaration and on the type
 * @param kotlin what Kotlin says about it; null in Java
 */
record TypeUse(
        @Nullable AnnotatedType type,
        List<Annotation> annotations,
        @Nullable KotlinUse kotlin) {
    static final TypeUse NONE = new TypeUse(null, List.of(), null);

    static TypeUse of(@Nullable AnnotatedType type, Annotation... declared) {
        List<Annotation> all = new ArrayList<>(List.of(declared));
        if (type != null) {
            Stream.of(type.getAnnotations()).filter(one -> !all.contains(one)).forEach(all::add);
        }
        return new TypeUse(type, List.copyOf(all), null);
    }

    TypeUse withKotlin(@Nullable KotlinUse use) {
        return use == null ? this : new TypeUse(type, annotations, use);
    }

    /** The use of a type argument, or of the elements of an array. */
    TypeUse argument(int index) {
        return javaArgument(index).withKotlin(kotlin == null ? null : kotlin.argument(index));
    }

    private TypeUse javaArgument(int index) {
        if (type instanceof AnnotatedArrayType array) {
            return of(array.getAnnotatedGenericComponentType());
        }
        if (type instanceof AnnotatedParameterizedType generic) {
            AnnotatedType[] arguments = generic.getAnnotatedActualTypeArguments();
            if (index >= arguments.length) {
                return NONE;
            }
            AnnotatedType argument = arguments[index];
            if (argument instanceof AnnotatedWildcardType wildcard && wildcard.getAnnotatedUpperBounds().length > 0) {
                return of(wildcard.getAnnotatedUpperBounds()[0]);
            }
            return of(argument);
        }
        return NONE;
    }

    boolean isNullable() {
        return annotations.stream().anyMatch(TypeUse::saysNullable) || kotlin != null && kotlin.isNullable();
    }

    /** Whether Kotlin's compiler keeps null out. */
    boolean isNeverNull() {
        return kotlin != null && !kotlin.isNullable();
    }

    /** Whether it is a Kotlin parameter with a default value. */
    boolean hasDefault() {
        return kotlin != null && kotlin.hasDefault();
    }

    /** Of JSpecify, Jakarta, or any other library: the names are what everybody agrees on. */
    static boolean saysNullable(Annotation annotation) {
        String name = annotation.annotationType().getSimpleName();
        return name.equals("Nullable") || name.equals("CheckForNull");
    }
}
