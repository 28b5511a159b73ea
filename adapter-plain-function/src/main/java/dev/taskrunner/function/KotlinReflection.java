package dev.taskrunner.function;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kotlin.jvm.JvmClassMappingKt;
import kotlin.reflect.KClass;
import kotlin.reflect.KFunction;
import kotlin.reflect.KParameter;
import kotlin.reflect.KProperty1;
import kotlin.reflect.KType;
import kotlin.reflect.full.KClasses;
import kotlin.reflect.jvm.KCallablesJvm;
import kotlin.reflect.jvm.ReflectJvmMapping;
import org.jspecify.annotations.Nullable;

/** The part of {@link Kotlin} that needs Kotlin's reflection; loaded only when it is there. */
final class KotlinReflection {
    private KotlinReflection() {}

    private record Use(KType type, boolean hasDefault) implements KotlinUse {
        @Override
        public boolean isNullable() {
            return type.isMarkedNullable();
        }

        @Override
        public @Nullable KotlinUse argument(int index) {
            if (index >= type.getArguments().size()) {
                return null;
            }
            KType argument = type.getArguments().get(index).getType();
            return argument == null ? null : new Use(argument, false);
        }
    }

    static @Nullable KotlinUse parameter(Executable executable, int index) {
        KFunction<?> function = function(executable);
        List<KParameter> values = function == null ? List.of() : values(function);
        if (index >= values.size()) {
            return null;
        }
        return new Use(values.get(index).getType(), values.get(index).isOptional());
    }

    static @Nullable KotlinUse result(Method method) {
        KFunction<?> function = function(method);
        return function == null ? null : new Use(function.getReturnType(), false);
    }

    static @Nullable KotlinUse property(Member member) {
        KClass<?> owner = JvmClassMappingKt.getKotlinClass(member.getDeclaringClass());
        for (KProperty1<?, ?> property : KClasses.getMemberProperties(owner)) {
            if (member.equals(ReflectJvmMapping.getJavaField(property))
                    || member.equals(ReflectJvmMapping.getJavaGetter(property))) {
                return new Use(property.getReturnType(), false);
            }
        }
        return null;
    }

    static @Nullable Object call(Object target, Method method, @Nullable Object[] arguments) throws Exception {
        KFunction<?> function = java.util.Objects.requireNonNull(function(method));
        Map<KParameter, @Nullable Object> given = new HashMap<>();
        List<KParameter> values = values(function);
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i] != Inputs.ABSENT) {
                given.put(values.get(i), arguments[i]);
            }
        }
        for (KParameter parameter : function.getParameters()) {
            if (parameter.getKind() == KParameter.Kind.INSTANCE) {
                given.put(parameter, target);
            }
        }
        KCallablesJvm.setAccessible(function, true);
        return function.callBy(given);
    }

    private static @Nullable KFunction<?> function(Executable executable) {
        if (executable instanceof Method method) {
            return ReflectJvmMapping.getKotlinFunction(method);
        }
        Constructor<?> constructor = (Constructor<?>) executable;
        KFunction<?> found = ReflectJvmMapping.getKotlinFunction(constructor);
        // Constructors that take value classes are hidden behind others.
        return found != null
                ? found
                : KClasses.getPrimaryConstructor(JvmClassMappingKt.getKotlinClass(constructor.getDeclaringClass()));
    }

    private static List<KParameter> values(KFunction<?> function) {
        return function.getParameters().stream()
                .filter(one -> one.getKind() == KParameter.Kind.VALUE)
                .toList();
    }
}
