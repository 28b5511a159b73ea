package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Objects with properties. For one schema. */
final class BeanSchemas {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Introspection mapper;
    private final Direction direction;
    private final Definitions definitions;
    private final TypeSchemas types;
    private final BeanProperties properties;

    BeanSchemas(Introspection mapper, Direction direction, Definitions definitions, TypeSchemas types) {
        this.mapper = mapper;
        this.direction = direction;
        this.definitions = definitions;
        this.types = types;
        this.properties = new BeanProperties(mapper);
    }

    ObjectNode read(JavaType type, BeanDeserializerBase deserializer) {
        return read(type, deserializer, !definitions.isStrict());
    }

    /** Computed properties are accepted, too, if a caller may send a whole object. */
    ObjectNode read(JavaType type, BeanDeserializerBase deserializer, boolean withComputed) {
        List<Prop> read = properties.read(type, deserializer);
        if (deserializer.getClass().getSimpleName().startsWith("BeanAsArray")) {
            return positions(type, read);
        }
        read = BeanProperties.declared(read);
        List<Prop> readOnly = withComputed ? properties.readOnly(type, read) : List.of();
        BeanDescription bean = mapper.forReading(type);
        AnnotatedMember any = anySetter(bean);
        JavaType rest = any == null
                ? null
                : any instanceof AnnotatedMethod method
                        ? method.getParameterType(1)
                        : any.getType().getContentType();
        ObjectNode schema =
                object(type, Stream.concat(read.stream(), readOnly.stream()).toList(), rest);
        JsonIgnoreProperties.Value ignored = mapper.mapper()
                .getDeserializationConfig()
                .getDefaultPropertyIgnorals(type.getRawClass(), bean.getClassInfo());
        boolean dropsRest = ignored != null && ignored.getIgnoreUnknown() && rest == null;
        return dropsRest && !definitions.isStrict() ? schema.put("additionalProperties", true) : schema;
    }

    private static @Nullable AnnotatedMember anySetter(BeanDescription bean) {
        AnnotatedMember known = bean.findAnySetterAccessor();
        return known != null
                ? known
                : bean.findProperties().stream()
                        .map(one -> (AnnotatedMember) one.getConstructorParameter())
                        .filter(one -> one != null && one.hasAnnotation(JsonAnySetter.class))
                        .findFirst()
                        .orElse(null);
    }

    ObjectNode written(JavaType type, BeanSerializerBase serializer) {
        List<Prop> written = properties.written(type, serializer);
        BeanDescription bean = mapper.forWriting(type);
        if (serializer.getClass().getSimpleName().startsWith("BeanAsArray")) {
            return positions(type, written);
        }
        AnnotatedMember any = bean.findAnyGetter();
        JavaType rest = any == null ? null : any.getType().getContentType();
        ObjectNode schema = object(type, written, rest);
        if (type.isAbstract()) {
            schema.put("additionalProperties", true);
        }
        return schema;
    }

    private ObjectNode object(JavaType type, List<Prop> all, @Nullable JavaType rest) {
        ObjectNode schema = ScalarSchemas.of("object");
        Descriptions.ofType(type.getRawClass()).ifPresent(text -> schema.put("description", text));
        ObjectNode members = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        ArrayNode either = JSON.arrayNode();
        for (Prop prop : all) {
            boolean isRequired = prop.presence().required();
            List<String> aliases = definitions.isStrict() ? List.of() : prop.aliases();
            members.set(prop.name(), member(type, prop));
            aliases.forEach(alias -> members.set(alias, member(type, prop)));
            if (isRequired && !aliases.isEmpty()) {
                either.add(oneOf(prop.name(), aliases));
            } else if (isRequired || definitions.isStrict()) {
                required.add(prop.name());
            }
        }
        schema.set("required", required);
        if (!either.isEmpty()) {
            schema.set("allOf", either);
        }
        if (rest != null && !definitions.isStrict()) {
            schema.set("additionalProperties", types.of(rest, TypeUse.NONE, false, null));
        } else {
            schema.put("additionalProperties", direction == Direction.INPUT && definitions.isOpen());
        }
        return schema;
    }

    private static ObjectNode oneOf(String name, List<String> aliases) {
        ObjectNode choice = JSON.objectNode();
        ArrayNode alternatives = choice.putArray("oneOf");
        alternatives.addObject().putArray("required").add(name);
        aliases.forEach(alias -> alternatives.addObject().putArray("required").add(alias));
        return choice;
    }

    private ObjectNode member(JavaType owner, Prop prop) {
        if (prop.presence().readOnly()) {
            boolean isScalar =
                    prop.type().isPrimitive() || ScalarSchemas.knows(prop.type().getRawClass());
            ObjectNode schema = isScalar ? types.of(prop.type(), TypeUse.NONE, false, null) : JSON.objectNode();
            return schema.put("readOnly", true);
        }
        Prop.Presence presence = prop.presence();
        boolean nullable = presence.nullable() || definitions.isStrict() && !presence.required();
        ObjectNode schema = types.of(prop.type(), prop.use(), nullable, prop);
        Descriptions.ofMember(owner.getRawClass(), prop).ifPresent(text -> schema.put("description", text));
        JsonNode shown = presence.shown();
        if (shown != null) {
            schema.set("default", shown);
        }
        return schema;
    }

    /** An object written as a list of its values. */
    private ObjectNode positions(JavaType type, List<Prop> all) {
        if (definitions.isStrict()) {
            throw new UnsupportedTypeException(type.toCanonical()
                    + " is written as an array of different things, which OpenAI's subset cannot say");
        }
        ObjectNode schema = ScalarSchemas.of("array");
        ArrayNode items = schema.putArray("prefixItems");
        all.forEach(prop -> items.add(member(type, prop)));
        return schema.put("items", false).put("minItems", all.size()).put("maxItems", all.size());
    }

    /** Puts the member that names the class first. */
    ObjectNode withName(ObjectNode schema, String property, String name, boolean required) {
        ObjectNode members = JSON.objectNode();
        members.putObject(property).put("const", name);
        schema.path("properties").properties().forEach(one -> {
            if (!one.getKey().equals(property)) {
                members.set(one.getKey(), one.getValue());
            }
        });
        schema.set("properties", members);
        ArrayNode all = JSON.arrayNode();
        if (required || definitions.isStrict()) {
            all.add(property);
        }
        schema.path("required").forEach(one -> {
            if (!one.asText().equals(property)) {
                all.add(one);
            }
        });
        schema.set("required", all);
        return schema;
    }
}
