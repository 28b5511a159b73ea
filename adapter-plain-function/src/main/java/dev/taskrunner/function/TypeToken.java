package dev.taskrunner.function;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;

/**
 * A generic type that survives erasure: {@code new TypeToken<List<Order>>() {}}. Immutable.
 *
 * @param <T> the type
 */
public abstract class TypeToken<T> {
    private final Type type;

    /** Reads the type argument of the subclass. */
    protected TypeToken() {
        if (!(getClass().getGenericSuperclass() instanceof ParameterizedType parent)
                || parent.getRawType() != TypeToken.class) {
            throw new IllegalArgumentException(
                    "write new TypeToken<List<String>>() {} with a type argument and braces");
        }
        this.type = parent.getActualTypeArguments()[0];
    }

    private TypeToken(Type type) {
        this.type = type;
    }

    /**
     * The token of a class.
     *
     * @param type a class without type parameters
     * @param <T> the class
     * @return its token
     */
    public static <T> TypeToken<T> of(Class<T> type) {
        return new Known<>(type);
    }

    /**
     * The token of a type found by reflection. The caller answers for its type argument.
     *
     * @param type any type
     * @return its token
     */
    public static TypeToken<Object> ofType(Type type) {
        return new Known<>(type);
    }

    /**
     * The type.
     *
     * @return the type with its arguments
     */
    public final Type type() {
        return type;
    }

    @Override
    public final String toString() {
        return type.getTypeName();
    }

    private static final class Known<T> extends TypeToken<T> {
        Known(Type type) {
            super(type);
        }
    }
}
