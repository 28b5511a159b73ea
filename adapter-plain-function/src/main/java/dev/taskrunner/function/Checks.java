package dev.taskrunner.function;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.taskrunner.schema.Violation;
import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Checks bound values for what no schema can say. Safe for several threads. */
interface Checks {
    /** The name of a parameter, for pointers. */
    Checks NONE = new Checks() {
        @Override
        public List<Violation> value(@Nullable Object value, String pointer) {
            return List.of();
        }

        @Override
        public boolean constrains(Class<?> type, Method method) {
            return false;
        }

        @Override
        public List<Violation> parameters(
                Object target, Method method, @Nullable Object[] arguments, List<String> pointers) {
            return List.of();
        }
    };

    /** What is wrong with a value that stands at a place. */
    List<Violation> value(@Nullable Object value, String pointer);

    /** Whether there is anything to check about the parameters of a method; takes long enough to be asked only once. */
    boolean constrains(Class<?> type, Method method);

    /** What is wrong with the arguments of a method. */
    List<Violation> parameters(Object target, Method method, @Nullable Object[] arguments, List<String> pointers);

    /** The validator on the class path, or none; places have the names that the mapper gives them. */
    static Checks known(ObjectMapper mapper) {
        return Holder.KNOWN.apply(mapper);
    }

    /** Looks for a validator once: making one takes long, and there is but one class path. */
    final class Holder {
        static final Function<ObjectMapper, Checks> KNOWN = find();

        private Holder() {}

        private static Function<ObjectMapper, Checks> find() {
            try {
                Class.forName(Constraints.API, false, Checks.class.getClassLoader());
                return JakartaChecks.maker();
            } catch (ClassNotFoundException | LinkageError | RuntimeException e) {
                LoggerFactory.getLogger(FunctionTaskRunner.class).debug("no Jakarta validator is used", e);
                return mapper -> NONE;
            }
        }
    }
}
