package dev.taskrunner.function;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Classes that Kotlin compiled. Kotlin's own reflection is asked about them, if it is on the class path. */
final class Kotlin {
    private static final String MODULE = "jackson-module-kotlin";
    private static final boolean KNOWN = isPresent("kotlin.reflect.full.KClasses");

    private Kotlin() {}

    private static boolean isPresent(String type) {
        try {
            Class.forName(type, false, Kotlin.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    static boolean compiled(Class<?> type) {
        return has(type, "kotlin.Metadata");
    }

    /** The type that a value class wraps, and that stands for it in JSON; null for any other class. */
    static @Nullable Type wrapped(Class<?> type) {
        if (!has(type, "kotlin.jvm.JvmInline")) {
            return null;
        }
        return Arrays.stream(type.getDeclaredFields())
                .filter(field -> !Modifier.isStatic(field.getModifiers()))
                .map(field -> field.getGenericType())
                .findFirst()
                .orElse(null);
    }

    private static boolean has(Class<?> type, String annotation) {
        return Stream.of(type.getAnnotations())
                .anyMatch(one -> one.annotationType().getName().equals(annotation));
    }

    static @Nullable KotlinUse parameter(Executable executable, int index) {
        return KNOWN && compiled(executable.getDeclaringClass()) ? KotlinReflection.parameter(executable, index) : null;
    }

    static @Nullable KotlinUse result(Method method) {
        return KNOWN && compiled(method.getDeclaringClass()) ? KotlinReflection.result(method) : null;
    }

    /** A property by its field or getter. */
    static @Nullable KotlinUse property(Member member) {
        return KNOWN && compiled(member.getDeclaringClass()) ? KotlinReflection.property(member) : null;
    }

    /** Calls a method without the arguments that are {@link Inputs#ABSENT}. */
    static @Nullable Object call(Object target, Method method, @Nullable Object[] arguments) throws Exception {
        return KotlinReflection.call(target, method, arguments);
    }

    /** Without its module, Jackson neither finds constructors and defaults nor keeps null out. */
    static void refuseWithoutModule(ObjectMapper mapper, Class<?> type) {
        boolean known = mapper.getRegisteredModuleIds().stream()
                .anyMatch(id -> String.valueOf(id).contains("kotlin")
                        || String.valueOf(id).contains(MODULE));
        if (compiled(type) && !known) {
            throw new UnsupportedTypeException(type.getName()
                    + " is a Kotlin class, and the mapper has no Kotlin module;" + " put com.fasterxml.jackson.module:"
                    + MODULE + " on the class path, or register it with your mapper");
        }
    }

    /** Without Kotlin's reflection nobody knows which parameters may be null. */
    static void refuseWithoutReflection(Class<?> type) {
        if (compiled(type) && !KNOWN) {
            throw new UnsupportedTypeException(
                    "it is a Kotlin function, and there is no kotlin-reflect to ask what may be"
                            + " null; put com.fasterxml.jackson.module:" + MODULE
                            + " on the class path, which brings it along");
        }
    }
}
