package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.lang.annotation.Annotation;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one rule of what may be absent or null: primitives and types that nobody calls nullable are required; Optional and
 * Nullable ones are neither; what has a default, or is left out when empty, may be absent.
 */
final class Presences {
    private static final Set<String> NON_NULL = Set.of("NotNull", "NotBlank", "NotEmpty", "NonNull", "Nonnull");

    private final ObjectMapper mapper;

    Presences(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    /** For a property that is read. */
    Prop.Presence ofInput(
            BeanDescription bean,
            @Nullable BeanPropertyDefinition definition,
            JavaType type,
            TypeUse use,
            @Nullable Object initial) {
        JsonInclude.Include include = include(bean, definition, type);
        boolean mayBeNull = mayBeNull(type, use, include) || takesNull(definition, type);
        JsonNode fallback = fallback(type, use);
        if (fallback != null) {
            return new Prop.Presence(false, mayBeNull, fallback, fallback, false);
        }
        boolean isRequired = definition != null
                && Boolean.TRUE.equals(definition.getMetadata().getRequired());
        if (isRequired || use.hasDefault()) {
            return new Prop.Presence(isRequired, mayBeNull, null, null, false);
        }
        if (initial != null && !isZero(initial)) {
            JsonNode shown = tree(initial);
            return new Prop.Presence(false, mayBeNull, null, shown, false);
        }
        JsonNode empty = mayBeNull && !isOptional(type) ? null : whenLeftOut(include, type);
        return new Prop.Presence(
                !mayBeNull && empty == null, mayBeNull, isOptional(type) ? NullNode.getInstance() : empty, null, false);
    }

    /** For a property that is written. */
    Prop.Presence ofOutput(
            BeanDescription bean, @Nullable BeanPropertyDefinition definition, JavaType type, TypeUse use) {
        JsonInclude.Include include = include(bean, definition, type);
        boolean suppressed = include != JsonInclude.Include.ALWAYS && include != JsonInclude.Include.USE_DEFAULTS;
        boolean neverNull = use.isNeverNull()
                || use.annotations().stream().anyMatch(Presences::saysNonNull)
                || isNullMarked(bean.getBeanClass());
        boolean loose = !type.isPrimitive()
                && !neverNull
                && !bean.getBeanClass().isRecord()
                && (definition == null || !definition.hasConstructorParameter());
        boolean mayBeNull = isOptional(type) || use.isNullable() || loose;
        boolean written = mayBeNull && !suppressed;
        return new Prop.Presence(
                !suppressed, written || isOptional(type) && include == JsonInclude.Include.NON_NULL, null, null, false);
    }

    /** Null is skipped, or stands for what is empty, by {@code @JsonSetter(nulls = …)}. */
    private static boolean takesNull(@Nullable BeanPropertyDefinition definition, JavaType type) {
        Nulls nulls = definition == null ? null : definition.getMetadata().getValueNulls();
        return (nulls == Nulls.SKIP || nulls == Nulls.AS_EMPTY) && !type.isPrimitive();
    }

    boolean mayBeNull(JavaType type, TypeUse use) {
        return mayBeNull(type, use, JsonInclude.Include.ALWAYS);
    }

    /** The value of {@code @JsonProperty(defaultValue)}; null when there is none. */
    @Nullable
    JsonNode fallback(JavaType type, TypeUse use) {
        String text = use.annotations().stream()
                .filter(JsonProperty.class::isInstance)
                .map(one -> ((JsonProperty) one).defaultValue())
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse(null);
        if (text == null) {
            return null;
        }
        JsonNode plain = JsonNodeFactory.instance.textNode(text);
        try {
            JsonNode parsed = type.hasRawClass(String.class) ? plain : mapper.readTree(text);
            mapper.readerFor(type).readValue(parsed);
            return parsed;
        } catch (java.io.IOException notJson) {
            return textDefault(plain, type, notJson);
        }
    }

    private JsonNode textDefault(JsonNode plain, JavaType type, Exception notJson) {
        try {
            mapper.readerFor(type).readValue(plain);
            return plain;
        } catch (java.io.IOException e) {
            e.addSuppressed(notJson);
            throw new UnsupportedTypeException(
                    "the default '" + plain.asText() + "' cannot be read as " + type.toCanonical(), e);
        }
    }

    private static boolean mayBeNull(JavaType type, TypeUse use, JsonInclude.Include include) {
        if (type.isPrimitive()) {
            return false;
        }
        if (use.isNeverNull() || use.annotations().stream().anyMatch(Presences::saysNonNull)) {
            return isOptional(type);
        }
        boolean leavesOutNull = include == JsonInclude.Include.NON_NULL || include == JsonInclude.Include.NON_ABSENT;
        return isOptional(type) || use.isNullable() || leavesOutNull;
    }

    private static boolean saysNonNull(Annotation annotation) {
        return NON_NULL.contains(annotation.annotationType().getSimpleName());
    }

    static boolean isOptional(JavaType type) {
        return Stream.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class)
                        .anyMatch(type::hasRawClass)
                || type.isReferenceType();
    }

    /** What a property was when the mapper left it out because of its value. */
    private static @Nullable JsonNode whenLeftOut(JsonInclude.Include include, JavaType type) {
        if (include != JsonInclude.Include.NON_EMPTY && include != JsonInclude.Include.NON_DEFAULT) {
            return null;
        }
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (type.isMapLikeType()) {
            return json.objectNode();
        }
        if (type.isCollectionLikeType() || type.isArrayType() && !type.hasRawClass(byte[].class)) {
            return json.arrayNode();
        }
        if (type.isTypeOrSubTypeOf(CharSequence.class)) {
            return json.textNode("");
        }
        if (include == JsonInclude.Include.NON_EMPTY || !type.isPrimitive()) {
            return isOptional(type) ? NullNode.getInstance() : null;
        }
        return type.hasRawClass(boolean.class) ? json.booleanNode(false) : json.numberNode(0);
    }

    JsonInclude.Include include(BeanDescription bean, @Nullable BeanPropertyDefinition definition, JavaType type) {
        JsonInclude.Value general = mapper.getSerializationConfig().getDefaultPropertyInclusion();
        JsonInclude.Value value = mapper.getSerializationConfig()
                .getDefaultInclusion(type.getRawClass(), bean.getBeanClass(), bean.findPropertyInclusion(general));
        JsonInclude.Value effective = value == null ? general : value;
        if (definition != null && definition.getAccessor() != null) {
            effective = effective.withOverrides(definition.findInclusion());
        }
        return effective.getValueInclusion();
    }

    private @Nullable JsonNode tree(Object value) {
        try {
            return mapper.readTree(mapper.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static boolean isZero(Object value) {
        return value instanceof Number number && number.doubleValue() == 0
                || Boolean.FALSE.equals(value)
                || value.equals('\0')
                || value instanceof Optional<?>;
    }

    static boolean isNullMarked(Class<?> type) {
        for (Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            if (has(c.getAnnotations(), "NullMarked")) {
                return true;
            }
        }
        return type.getPackage() != null && has(type.getPackage().getAnnotations(), "NullMarked")
                || has(type.getModule().getAnnotations(), "NullMarked");
    }

    private static boolean has(Annotation[] annotations, String simpleName) {
        return Stream.of(annotations)
                .anyMatch(one -> one.annotationType().getSimpleName().equals(simpleName));
    }
}
