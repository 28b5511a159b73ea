package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.util.Converter;
import org.jspecify.annotations.Nullable;

/** What annotations on a member, or on a class, change about how the type is read or written. For one schema. */
final class MemberRules {
    private final Introspection mapper;
    private final Direction direction;

    MemberRules(Introspection mapper, Direction direction) {
        this.mapper = mapper;
        this.direction = direction;
    }

    /** The type that a converter puts in the place of another; null where there is none. */
    @Nullable
    JavaType standIn(JavaType type, @Nullable Prop prop) {
        AnnotatedMember member =
                prop == null || prop.property() == null || !prop.type().equals(type)
                        ? null
                        : prop.property().getMember();
        try {
            Converter<?, ?> converter = direction == Direction.INPUT ? reading(type, member) : writing(type, member);
            if (converter == null) {
                return null;
            }
            JavaType other = direction == Direction.INPUT
                    ? converter.getInputType(mapper.mapper().getTypeFactory())
                    : converter.getOutputType(mapper.mapper().getTypeFactory());
            return other.equals(type) ? null : other;
        } catch (JsonMappingException e) {
            throw new UnsupportedTypeException(
                    "the converter of " + type.toCanonical() + " cannot be made: " + e.getOriginalMessage(), e);
        }
    }

    private @Nullable Converter<?, ?> reading(JavaType type, @Nullable AnnotatedMember member)
            throws JsonMappingException {
        Object own = member == null
                ? null
                : mapper.context().getAnnotationIntrospector().findDeserializationConverter(member);
        return own != null && member != null
                ? mapper.context().converterInstance(member, own)
                : mapper.forReading(type).findDeserializationConverter();
    }

    private @Nullable Converter<?, ?> writing(JavaType type, @Nullable AnnotatedMember member)
            throws JsonMappingException {
        Object own = member == null
                ? null
                : mapper.provider().getAnnotationIntrospector().findSerializationConverter(member);
        return own != null && member != null
                ? mapper.provider().converterInstance(member, own)
                : mapper.forWriting(type).findSerializationConverter();
    }

    /** Whether a list of one may also be the one itself. */
    boolean isSingleToo(JavaType type, @Nullable Prop prop) {
        JsonFormat.Value format = prop == null || prop.property() == null
                ? JsonFormat.Value.empty()
                : prop.property()
                        .findPropertyFormat(
                                direction == Direction.INPUT
                                        ? mapper.mapper().getDeserializationConfig()
                                        : mapper.mapper().getSerializationConfig(),
                                type.getRawClass());
        Boolean own = format.getFeature(
                direction == Direction.INPUT
                        ? JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY
                        : JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED);
        boolean general = direction == Direction.INPUT
                ? mapper.mapper().isEnabled(DeserializationFeature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
                : mapper.mapper().isEnabled(SerializationFeature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED);
        return own == null ? general : own;
    }

    /** Whether the keys of a map have a reader or writer of their own, which no schema knows. */
    boolean hasOwnKeys(Prop prop) {
        AnnotatedMember member =
                prop.property() == null ? null : prop.property().getMember();
        return member != null
                && (direction == Direction.INPUT
                                ? mapper.context().getAnnotationIntrospector().findKeyDeserializer(member)
                                : mapper.provider().getAnnotationIntrospector().findKeySerializer(member))
                        != null;
    }

    /** Whether the elements of a list or map have a reader or writer of their own. */
    boolean hasOwnElements(Prop prop) {
        AnnotatedMember member =
                prop.property() == null ? null : prop.property().getMember();
        return member != null
                && (direction == Direction.INPUT
                                ? mapper.context().getAnnotationIntrospector().findContentDeserializer(member)
                                : mapper.provider().getAnnotationIntrospector().findContentSerializer(member))
                        != null;
    }
}
