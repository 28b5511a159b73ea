package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedClassResolver;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeDeserializer;
import com.fasterxml.jackson.databind.jsontype.TypeIdResolver;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import dev.taskrunner.schema.SealedTypes;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the values of a type with subtypes tell which one they are, as the mapper has it. Immutable.
 *
 * @param inclusion where the name stands
 * @param property the member that holds it; null where there is none
 * @param names the name of each concrete class, in order; just the class itself when it has no subtypes
 * @param byShape true when there are no names and the members tell
 * @param lenient true when a class declared as itself may come without its name
 * @param defaultType what a value without a name is; null for nothing
 */
record Variants(
        JsonTypeInfo.As inclusion,
        @Nullable String property,
        Map<Class<?>, String> names,
        boolean byShape,
        boolean lenient,
        @Nullable Class<?> defaultType) {

    /** Null for a type without subtypes. */
    static @Nullable Variants of(Introspection mapper, JavaType type, Direction direction) {
        try {
            TypeSerializer writer = mapper.provider().findTypeSerializer(type);
            TypeDeserializer reader = mapper.context()
                    .getFactory()
                    .findTypeDeserializer(mapper.context().getConfig(), type);
            if (writer == null || reader == null) {
                return null;
            }
            TypeIdResolver ids = writer.getTypeIdResolver();
            boolean byShape = ids == null || ids.getMechanism() == JsonTypeInfo.Id.DEDUCTION;
            Map<Class<?>, String> names = new LinkedHashMap<>();
            for (NamedType subtype : subtypes(mapper, type, direction)) {
                Class<?> raw = subtype.getType();
                boolean fits = type.getRawClass().isAssignableFrom(raw) && isConcrete(raw);
                if (fits) {
                    names.putIfAbsent(raw, byShape || ids == null ? "" : ids.idFromValueAndType(null, raw));
                }
            }
            boolean lenient = SealedTypes.root(type.getRawClass()).isPresent()
                    || !mapper.mapper().isEnabled(MapperFeature.REQUIRE_TYPE_ID_FOR_SUBTYPES);
            return new Variants(
                    writer.getTypeInclusion(),
                    writer.getPropertyName(),
                    names,
                    byShape,
                    lenient && direction == Direction.INPUT,
                    reader.getDefaultImpl());
        } catch (JsonMappingException | IllegalArgumentException e) {
            throw new UnsupportedTypeException(
                    "the subtypes of " + type.toCanonical() + " are not clear: " + e.getMessage(), e);
        }
    }

    private static Collection<NamedType> subtypes(Introspection mapper, JavaType type, Direction direction) {
        MapperConfig<?> config = direction == Direction.INPUT
                ? mapper.mapper().getDeserializationConfig()
                : mapper.mapper().getSerializationConfig();
        AnnotatedClass annotated = AnnotatedClassResolver.resolveWithoutSuperTypes(config, type.getRawClass());
        return direction == Direction.INPUT
                ? config.getSubtypeResolver().collectAndResolveSubtypesByTypeId(config, annotated)
                : config.getSubtypeResolver().collectAndResolveSubtypesByClass(config, annotated);
    }

    private static boolean isConcrete(Class<?> type) {
        return !Modifier.isAbstract(type.getModifiers()) || type.isEnum();
    }

    boolean isProperty() {
        return !byShape && (inclusion == JsonTypeInfo.As.PROPERTY || inclusion == JsonTypeInfo.As.EXISTING_PROPERTY);
    }

    /** Whether the type stands for itself alone. */
    boolean isOnly(Class<?> type) {
        return names.size() == 1 && names.containsKey(type) && isConcrete(type);
    }
}
