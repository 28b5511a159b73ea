package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;

/** Types of which a value is one of several classes, and says which. For one schema. */
final class VariantSchemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Introspection mapper;
    private final Direction direction;
    private final Definitions definitions;
    private final TypeSchemas types;
    private final BeanSchemas beans;

    VariantSchemas(
            Introspection mapper, Direction direction, Definitions definitions, TypeSchemas types, BeanSchemas beans) {
        this.mapper = mapper;
        this.direction = direction;
        this.definitions = definitions;
        this.types = types;
        this.beans = beans;
    }

    ObjectNode of(JavaType type, Variants variants) {
        if (variants.names().isEmpty()) {
            throw new UnsupportedTypeException(
                    type.toCanonical() + " has no known subtypes; list them with @JsonSubTypes, or seal it");
        }
        if (variants.isOnly(type.getRawClass())) {
            return alone(type, variants);
        }
        ObjectNode union = JSON.objectNode();
        ArrayNode alternatives = union.putArray("anyOf");
        variants.names().forEach((raw, name) -> alternatives.add(alternative(type, raw, name, variants)));
        return union;
    }

    private ObjectNode alone(JavaType type, Variants variants) {
        String name = String.valueOf(variants.names().get(type.getRawClass()));
        boolean lenient = variants.lenient() || type.getRawClass() == variants.defaultType();
        return wrapped(type, name, variants, !lenient);
    }

    private ObjectNode alternative(JavaType type, Class<?> raw, String name, Variants variants) {
        if (raw == type.getRawClass()) {
            return wrapped(type, name, variants, raw != variants.defaultType());
        }
        JavaType subtype = mapper.mapper().getTypeFactory().constructSpecializedType(type, raw);
        if (!variants.isProperty() || !isBean(subtype)) {
            return variants.byShape() ? reference(subtype) : wrapped(subtype, name, variants, true);
        }
        ObjectNode alternative = definitions.open(reference(subtype));
        if (raw != variants.defaultType()) {
            alternative.putArray("required").add(variants.property());
        }
        return alternative;
    }

    private ObjectNode reference(JavaType subtype) {
        return types.of(subtype, TypeUse.NONE, false, null);
    }

    private boolean isBean(JavaType type) {
        return direction == Direction.INPUT
                ? mapper.deserializer(type, null) instanceof BeanDeserializerBase
                : mapper.serializer(type, null) instanceof BeanSerializerBase;
    }

    /** A value with its name around it or in it. */
    private ObjectNode wrapped(JavaType type, String name, Variants variants, boolean nameRequired) {
        ObjectNode value = type.isEnumImplType() ? new EnumSchemas(mapper).read(type, null) : types.direct(type, beans);
        if (variants.byShape()) {
            return value;
        }
        if (variants.inclusion() == JsonTypeInfo.As.WRAPPER_OBJECT) {
            ObjectNode outer = ScalarSchemas.of("object");
            outer.putObject("properties").set(name, value);
            outer.putArray("required").add(name);
            return outer.put("additionalProperties", false);
        }
        if (variants.isProperty() && value.path("type").asText().equals("object")) {
            return beans.withName(value, String.valueOf(variants.property()), name, nameRequired);
        }
        ObjectNode pair = ScalarSchemas.of("array");
        ArrayNode items = pair.putArray("prefixItems");
        items.addObject().put("const", name);
        items.add(value);
        return pair.put("items", false).put("minItems", 2).put("maxItems", 2);
    }
}
