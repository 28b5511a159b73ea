package dev.taskrunner.function;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Random values of any of the random types. */
final class RandomValues {
    private final Random random;

    RandomValues(Random random) {
        this.random = random;
    }

    Object of(Type type, int depth) throws ReflectiveOperationException {
        return of(type, Map.of(), depth);
    }

    private Object of(Type type, Map<TypeVariable<?>, Type> bindings, int depth) throws ReflectiveOperationException {
        if (type instanceof TypeVariable<?> variable) {
            return of(bindings.get(variable), bindings, depth);
        }
        if (type instanceof WildcardType wildcard) {
            return of(wildcard.getUpperBounds()[0], bindings, depth);
        }
        if (type instanceof ParameterizedType generic) {
            return generic((Class<?>) generic.getRawType(), generic.getActualTypeArguments(), bindings, depth);
        }
        Class<?> raw = (Class<?>) type;
        if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        }
        if (raw.isSealed()) {
            Class<?>[] leaves = raw.getPermittedSubclasses();
            return of(leaves[random.nextInt(leaves.length)], bindings, depth);
        }
        if (raw.isRecord()) {
            return record(raw, bindings, depth);
        }
        return raw.getName().startsWith("gen.") ? bean(raw, depth) : scalar(raw);
    }

    private Object generic(Class<?> raw, Type[] arguments, Map<TypeVariable<?>, Type> bindings, int depth)
            throws ReflectiveOperationException {
        int size = depth > 4 ? 0 : random.nextInt(3);
        if (raw == Optional.class) {
            return size == 0 ? Optional.empty() : Optional.of(of(arguments[0], bindings, depth + 1));
        }
        if (raw == List.class || raw == Set.class) {
            List<Object> items = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                items.add(of(arguments[0], bindings, depth + 1));
            }
            return raw == List.class ? items : new HashSet<>(items);
        }
        if (raw == Map.class) {
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                map.put(of(arguments[0], bindings, depth + 1), of(arguments[1], bindings, depth + 1));
            }
            return map;
        }
        Map<TypeVariable<?>, Type> inner = new HashMap<>(bindings);
        for (int i = 0; i < arguments.length; i++) {
            Type argument = arguments[i] instanceof TypeVariable<?> variable ? bindings.get(variable) : arguments[i];
            inner.put(raw.getTypeParameters()[i], argument);
        }
        return record(raw, inner, depth);
    }

    private Object record(Class<?> raw, Map<TypeVariable<?>, Type> bindings, int depth)
            throws ReflectiveOperationException {
        RecordComponent[] components = raw.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < values.length; i++) {
            types[i] = components[i].getType();
            boolean mayBeNull = components[i].getAnnotatedType().getAnnotations().length > 0
                    && TypeUse.of(components[i].getAnnotatedType()).isNullable();
            values[i] = mayBeNull && random.nextInt(3) == 0
                    ? null
                    : of(components[i].getGenericType(), bindings, depth + 1);
        }
        Constructor<?> constructor = raw.getDeclaredConstructor(types);
        return constructor.newInstance(values);
    }

    private Object bean(Class<?> raw, int depth) throws ReflectiveOperationException {
        Object bean = raw.getDeclaredConstructor().newInstance();
        for (Field field : raw.getFields()) {
            if (!field.getName().equals("hidden") && !Modifier.isStatic(field.getModifiers())) {
                field.set(bean, of(field.getGenericType(), depth + 1));
            }
        }
        Class<?> a = raw.getMethod("getA").getReturnType();
        raw.getMethod("setA", a).invoke(bean, of(a, depth + 1));
        return bean;
    }

    private Object scalar(Class<?> raw) {
        long seconds = random.nextInt();
        LocalDateTime time = LocalDateTime.ofEpochSecond(
                seconds, random.nextBoolean() ? 0 : random.nextInt(1_000_000_000), ZoneOffset.UTC);
        return switch (raw.getSimpleName()) {
            case "int", "Integer" -> random.nextInt();
            case "long", "Long" -> random.nextLong();
            case "short", "Short" -> (short) random.nextInt();
            case "byte", "Byte" -> (byte) random.nextInt();
            case "double", "Double" ->
                random.nextInt(3) == 0
                        ? random.nextInt(9)
                        : random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
            case "float", "Float" -> random.nextFloat();
            case "boolean", "Boolean" -> random.nextBoolean();
            case "char", "Character" -> (char) ('a' + random.nextInt(26));
            case "String" -> text();
            case "BigDecimal" -> BigDecimal.valueOf(random.nextInt(), 3);
            case "BigInteger" -> new BigInteger(100, random);
            case "LocalDate" -> time.toLocalDate();
            case "LocalDateTime" -> time;
            case "LocalTime" -> time.toLocalTime();
            case "Instant" -> time.toInstant(ZoneOffset.UTC);
            case "OffsetDateTime" -> OffsetDateTime.of(time, ZoneOffset.ofHoursMinutes(random.nextInt(12), 30));
            case "Duration" -> Duration.ofMillis(random.nextLong() >> random.nextInt(30) + 20);
            case "Year" -> Year.of(1900 + random.nextInt(200));
            case "YearMonth" -> YearMonth.from(LocalDate.ofEpochDay(random.nextInt(20000)));
            case "DayOfWeek" -> DayOfWeek.of(1 + random.nextInt(7));
            case "UUID" -> new UUID(random.nextLong(), random.nextLong());
            case "URI" -> URI.create("http://example.com/" + random.nextInt());
            case "Currency" -> Currency.getInstance(random.nextBoolean() ? "EUR" : "USD");
            case "OptionalInt" -> random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt());
            case "OptionalDouble" ->
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextInt());
            default -> throw new IllegalStateException(raw.getName());
        };
    }

    private String text() {
        String alphabet = "ab \"\\\n\u00e4\u4e2d{}[]0";
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(6);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return random.nextInt(8) == 0 ? text + "\ud83d\ude00" : text.toString();
    }
}
