package dev.taskrunner.function;

import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.ValueInstantiator;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.Serializable;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.BaseStream;
import org.jspecify.annotations.Nullable;

/** The schema of any type: what is not an object with properties is said in place, objects are referred to. For one schema. */
final class TypeSchemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Introspection mapper;
    private final Direction direction;
    private final Definitions definitions;
    private final Constraints constraints;
    private final MemberRules rules;

    /** Being described without some of their properties. */
    private final Set<JavaType> narrowing = new HashSet<>();

    TypeSchemas(Introspection mapper, Direction direction, Definitions definitions, Constraints constraints) {
        this.mapper = mapper;
        this.direction = direction;
        this.definitions = definitions;
        this.constraints = constraints;
        this.rules = new MemberRules(mapper, direction);
    }

    /** With null if the type is optional, or if told so. */
    ObjectNode of(JavaType type, TypeUse use, boolean nullable, @Nullable Prop prop) {
        ObjectNode schema = definitions.open(present(type, use, prop));
        boolean mayBeNull = nullable || Presences.isOptional(type) || use.isNullable();
        constraints.apply(schema, type, use.annotations());
        return mayBeNull ? Nulls.allow(schema) : schema;
    }

    private ObjectNode element(JavaType type, TypeUse use) {
        return of(type, use, false, null);
    }

    /** The value when it is there. */
    private ObjectNode present(JavaType type, TypeUse use, @Nullable Prop prop) {
        Class<?> raw = type.getRawClass();
        if (type.isReferenceType()) {
            ObjectNode content = definitions.open(present(type.getReferencedType(), use.argument(0), null));
            constraints.apply(content, type.getReferencedType(), use.argument(0).annotations());
            return content;
        }
        if (raw == OptionalInt.class || raw == OptionalLong.class || raw == OptionalDouble.class) {
            Class<?> number =
                    raw == OptionalInt.class ? int.class : raw == OptionalLong.class ? long.class : double.class;
            return ScalarSchemas.schema(number, sample -> null);
        }
        JavaType converted = rules.standIn(type, prop);
        if (converted != null) {
            return present(converted, TypeUse.NONE, null);
        }
        ObjectNode foreign = foreign(type, prop);
        if (foreign != null) {
            return foreign;
        }
        if (type.isEnumImplType() || type.isEnumType()) {
            return direction == Direction.INPUT
                    ? new EnumSchemas(mapper).read(type, prop)
                    : new EnumSchemas(mapper).written(type, serializer(type, prop));
        }
        if (ScalarSchemas.knows(raw)) {
            return ScalarSchemas.schema(raw, sample -> mapper.write(serializer(type, prop), sample));
        }
        if (raw == Object.class || raw == Serializable.class || JsonNode.class.isAssignableFrom(raw)) {
            return untyped(raw);
        }
        Type wrapped = Kotlin.wrapped(raw);
        if (wrapped != null) {
            return present(mapper.type(wrapped), TypeUse.NONE, null);
        }
        if (raw == void.class || raw == Void.class) {
            return ScalarSchemas.of("null");
        }
        return container(type, use, prop);
    }

    private ObjectNode container(JavaType type, TypeUse use, @Nullable Prop prop) {
        if (type.isMapLikeType()) {
            return map(type.getKeyType(), type.getContentType(), use.argument(1), within(prop));
        }
        if (type.hasRawClass(Map.Entry.class)) {
            return map(type.containedTypeOrUnknown(0), type.containedTypeOrUnknown(1), use.argument(1), null)
                    .put("minProperties", 1)
                    .put("maxProperties", 1);
        }
        if (type.isArrayType() || type.isCollectionLikeType()) {
            ObjectNode schema = array(type.getContentType(), use.argument(0), within(prop));
            if (Set.class.isAssignableFrom(type.getRawClass())) {
                schema.put("uniqueItems", true);
            }
            return rules.isSingleToo(type, prop) ? orSingle(schema) : schema;
        }
        if (type.isTypeOrSubTypeOf(BaseStream.class)
                || type.isTypeOrSubTypeOf(Iterator.class)
                || type.hasRawClass(Iterable.class)) {
            if (direction == Direction.INPUT && !type.hasRawClass(Iterable.class)) {
                throw new UnsupportedTypeException(type.toCanonical() + " cannot be read from JSON; take a List");
            }
            return array(type.containedTypeOrUnknown(0), use.argument(0), null);
        }
        return prop != null && prop.isNarrowed()
                ? narrowed(type, prop)
                : definitions.of(type, this::definition, this::isInline);
    }

    /** What annotations on a member say of its elements. */
    private static @Nullable Prop within(@Nullable Prop prop) {
        return prop == null ? null : prop.ofElements();
    }

    private static ObjectNode orSingle(ObjectNode array) {
        ObjectNode either = JSON.objectNode();
        either.putArray("anyOf").add(array).add(array.get("items").deepCopy());
        return either;
    }

    /** A type without the properties that one member does not want: said in place, since it holds nowhere else. */
    private ObjectNode narrowed(JavaType type, Prop prop) {
        if (!narrowing.add(type)) {
            throw new UnsupportedTypeException(type.toCanonical() + " contains itself without some of its properties ('"
                    + prop.name() + "'), which has no end; put @JsonIgnoreProperties on the type instead");
        }
        BeanSchemas beans = new BeanSchemas(mapper, direction, definitions, this);
        try {
            if (Variants.of(mapper, type, direction) == null) {
                if (direction == Direction.INPUT
                        && mapper.deserializer(type, prop.property()) instanceof BeanDeserializerBase bean) {
                    return beans.read(type, bean, false);
                }
                if (direction == Direction.OUTPUT
                        && mapper.serializer(type, prop.property()) instanceof BeanSerializerBase bean) {
                    return beans.written(type, bean);
                }
            }
            return definitions.of(type, this::definition, this::isInline);
        } finally {
            narrowing.remove(type);
        }
    }

    /** What the class says by its own serializer or deserializer that is not Jackson's; null when there is none. */
    private @Nullable ObjectNode foreign(JavaType type, @Nullable Prop prop) {
        JsonSerializer<?> serializer;
        if (direction == Direction.OUTPUT) {
            serializer = serializer(type, prop);
            return Introspection.isJackson(serializer) ? null : shape(type, serializer);
        }
        boolean isPlain = type.isAbstract() && !type.isContainerType();
        JsonDeserializer<?> deserializer = prop != null && prop.handler() instanceof JsonDeserializer<?> own
                ? own
                : isPlain
                        ? mapper.deserializer(type, null)
                        : mapper.deserializer(type, prop == null ? null : prop.property());
        if (Introspection.isJackson(deserializer)) {
            return null;
        }
        serializer = ownSerializer(type, prop);
        return Introspection.isJackson(serializer) ? logical(deserializer.logicalType()) : shape(type, serializer);
    }

    private JsonSerializer<?> ownSerializer(JavaType type, @Nullable Prop prop) {
        AnnotatedMember member =
                prop == null || prop.property() == null ? null : prop.property().getMember();
        Object using = member == null
                ? null
                : mapper.provider().getAnnotationIntrospector().findSerializer(member);
        if (using == null || member == null) {
            return serializer(type, prop);
        }
        try {
            return mapper.provider().serializerInstance(member, using);
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            throw new UnsupportedTypeException(
                    "the serializer of " + member + " cannot be made: " + e.getOriginalMessage(), e);
        }
    }

    private JsonSerializer<?> serializer(JavaType type, @Nullable Prop prop) {
        if (prop != null && prop.handler() instanceof JsonSerializer<?> own) {
            return own;
        }
        return mapper.serializer(type, prop == null ? null : prop.property());
    }

    private ObjectNode shape(JavaType type, JsonSerializer<?> serializer) {
        String shape = ShapeVisitor.of(serializer, type, mapper.provider());
        return shape == null ? JSON.objectNode() : ScalarSchemas.of(shape);
    }

    private static ObjectNode logical(@Nullable LogicalType type) {
        if (type == null) {
            return JSON.objectNode();
        }
        return switch (type) {
            case Textual -> ScalarSchemas.of("string");
            case Integer -> ScalarSchemas.of("integer");
            case Float -> ScalarSchemas.of("number");
            case Boolean -> ScalarSchemas.of("boolean");
            case Collection, Array -> ScalarSchemas.of("array");
            case Map, POJO -> ScalarSchemas.of("object");
            default -> JSON.objectNode();
        };
    }

    private static ObjectNode untyped(Class<?> raw) {
        return switch (raw.getSimpleName()) {
            case "ObjectNode" -> ScalarSchemas.of("object");
            case "ArrayNode" -> ScalarSchemas.of("array");
            case "TextNode" -> ScalarSchemas.of("string");
            case "BooleanNode" -> ScalarSchemas.of("boolean");
            case "NumericNode" -> ScalarSchemas.of("number");
            default -> JSON.objectNode();
        };
    }

    private ObjectNode array(JavaType content, TypeUse use, @Nullable Prop prop) {
        ObjectNode schema = ScalarSchemas.of("array");
        schema.set("items", content(content, use, prop));
        return schema;
    }

    /** Any value where the member has a reader or writer of its own for its elements. */
    private ObjectNode content(JavaType content, TypeUse use, @Nullable Prop prop) {
        return prop != null && rules.hasOwnElements(prop) ? JSON.objectNode() : of(content, use, false, prop);
    }

    private ObjectNode map(JavaType key, JavaType value, TypeUse use, @Nullable Prop prop) {
        ObjectNode schema = ScalarSchemas.of("object");
        ObjectNode names = keys(key);
        boolean ownKeys = prop != null && rules.hasOwnKeys(prop);
        if (!names.isEmpty() && !ownKeys) {
            schema.set("propertyNames", names);
        }
        schema.set("additionalProperties", content(value, use, prop));
        return schema;
    }

    /** Keys are text, whatever they mean. */
    private ObjectNode keys(JavaType key) {
        Class<?> raw = key.getRawClass();
        ObjectNode names = JSON.objectNode();
        if (key.isEnumImplType()) {
            names.set("enum", KeyNames.of(mapper, key, direction));
        } else if (raw == Boolean.class) {
            names.putArray("enum").add("true").add("false");
        } else if (Number.class.isAssignableFrom(raw)) {
            boolean fraction = raw == Double.class
                    || raw == Float.class
                    || raw.getSimpleName().equals("BigDecimal");
            names.put("pattern", fraction ? "^-?[0-9]+(?:\\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$" : whole(raw));
        } else if (raw != String.class && ScalarSchemas.knows(raw)) {
            ObjectNode schema = ScalarSchemas.schema(raw, sample -> null);
            schema.remove("type");
            names.setAll(schema);
        }
        return names;
    }

    private static String whole(Class<?> raw) {
        if (raw == Long.class) {
            return KeyNames.between(Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (raw == Integer.class) {
            return KeyNames.between(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        if (raw == Short.class) {
            return KeyNames.between(Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return raw == Byte.class ? KeyNames.between(Byte.MIN_VALUE, Byte.MAX_VALUE) : "^-?[0-9]{1,300}$";
    }

    /** Whether a type is said in place: it is text, a number or a list in JSON after all. */
    private boolean isInline(JavaType type) {
        Variants variants = Variants.of(mapper, type, direction);
        if (variants != null) {
            return variants.isOnly(type.getRawClass()) && !variants.isProperty() && !variants.byShape();
        }
        return direction == Direction.INPUT
                ? !readsObject(type)
                : !(serializer(type, null) instanceof BeanSerializerBase);
    }

    private boolean readsObject(JavaType type) {
        if (!(mapper.deserializer(type, null) instanceof BeanDeserializerBase bean)) {
            return false;
        }
        ValueInstantiator creator = bean.getValueInstantiator();
        return creator.canCreateFromObjectWith()
                || creator.canCreateUsingDefault() && !creator.canCreateUsingDelegate();
    }

    private ObjectNode definition(JavaType type) {
        Variants variants = Variants.of(mapper, type, direction);
        BeanSchemas beans = new BeanSchemas(mapper, direction, definitions, this);
        if (variants != null) {
            return new VariantSchemas(mapper, direction, definitions, this, beans).of(type, variants);
        }
        return direct(type, beans);
    }

    /** Without regard to subtypes. */
    ObjectNode direct(JavaType type, BeanSchemas beans) {
        if (direction == Direction.OUTPUT) {
            return written(type, beans);
        }
        JsonDeserializer<?> deserializer = mapper.deserializer(type, null);
        if (!(deserializer instanceof BeanDeserializerBase bean)) {
            if (type.isAbstract()) {
                throw new UnsupportedTypeException(
                        type.toCanonical() + " is abstract, so nobody knows what to make of its JSON;"
                                + " seal it, list its subtypes with @JsonTypeInfo and @JsonSubTypes, or take a concrete type");
            }
            return logical(deserializer.logicalType());
        }
        if (bean.getObjectIdReader() != null) {
            throw new UnsupportedTypeException(
                    type.toCanonical() + " uses @JsonIdentityInfo, which no schema can describe; remove it");
        }
        Kotlin.refuseWithoutModule(mapper.mapper(), type.getRawClass());
        if (readsObject(type)) {
            return beans.read(type, bean);
        }
        return created(type, bean.getValueInstantiator());
    }

    /** A class that is made of one value, such as an id made of text. */
    private ObjectNode created(JavaType type, ValueInstantiator creator) {
        DeserializationConfig config = mapper.mapper().getDeserializationConfig();
        if (creator.canCreateUsingDelegate()) {
            return element(creator.getDelegateType(config), TypeUse.NONE);
        }
        if (creator.canCreateUsingArrayDelegate()) {
            return element(creator.getArrayDelegateType(config), TypeUse.NONE);
        }
        if (creator.canCreateFromString()) {
            return ScalarSchemas.of("string");
        }
        if (creator.canCreateFromInt() || creator.canCreateFromLong()) {
            return ScalarSchemas.schema(creator.canCreateFromLong() ? long.class : int.class, sample -> null);
        }
        if (creator.canCreateFromDouble()) {
            return ScalarSchemas.of("number");
        }
        if (creator.canCreateFromBoolean()) {
            return ScalarSchemas.of("boolean");
        }
        Class<?> raw = type.getRawClass();
        if (raw.isMemberClass() && !Modifier.isStatic(raw.getModifiers())) {
            throw new UnsupportedTypeException(type.toCanonical()
                    + " cannot be made from JSON, since it needs an object of its outer class: make it static");
        }
        throw new UnsupportedTypeException(
                type.toCanonical() + " cannot be made from JSON: give it a constructor without parameters,"
                        + " make it a record, or mark a constructor with @JsonCreator");
    }

    private ObjectNode written(JavaType type, BeanSchemas beans) {
        JsonSerializer<?> serializer = serializer(type, null);
        if (serializer instanceof BeanSerializerBase bean) {
            if (bean.usesObjectId()) {
                throw new UnsupportedTypeException(
                        type.toCanonical() + " uses @JsonIdentityInfo, which no schema can describe; remove it");
            }
            return beans.written(type, bean);
        }
        AnnotatedMember value = mapper.forWriting(type).findJsonValueAccessor();
        if (value != null) {
            return element(value.getType(), MemberUses.of(type.getRawClass(), null, value));
        }
        return shape(type, serializer);
    }
}
