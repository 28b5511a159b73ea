package dev.taskrunner.function;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonBackReference;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.PropertyName;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.CreatorProperty;
import com.fasterxml.jackson.databind.deser.SettableBeanProperty;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.ser.BeanPropertyWriter;
import com.fasterxml.jackson.databind.ser.PropertyWriter;
import com.fasterxml.jackson.databind.ser.std.BeanSerializerBase;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The properties of an object type, as the mapper's own serializers and deserializers have them. For one thread. */
final class BeanProperties {
    private final Introspection mapper;
    private final Presences presences;

    BeanProperties(Introspection mapper) {
        this.mapper = mapper;
        this.presences = new Presences(mapper.mapper());
    }

    Presences presences() {
        return presences;
    }

    /** What is read. */
    List<Prop> read(JavaType type, BeanDeserializerBase deserializer) {
        return read(type, deserializer, new LinkedHashSet<>());
    }

    private List<Prop> read(JavaType type, BeanDeserializerBase deserializer, Set<JavaType> within) {
        enter(type, within);
        BeanDescription bean = mapper.forReading(type);
        Map<String, BeanPropertyDefinition> definitions = definitions(bean);
        Object fresh = fresh(deserializer);
        List<Prop> found = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Iterator<SettableBeanProperty> all = deserializer.properties(); all.hasNext(); ) {
            SettableBeanProperty property = all.next();
            if (property.isInjectionOnly() || property.isIgnorable() || isElsewhere(property)) {
                continue;
            }
            BeanPropertyDefinition definition = definitions.get(property.getName());
            found.add(readProp(bean, property, definition, fresh));
            names.add(property.getName());
        }
        for (BeanPropertyDefinition definition : bean.findProperties()) {
            AnnotatedMember member = definition.getPrimaryMember();
            JsonUnwrapped unwrapped = member == null ? null : member.getAnnotation(JsonUnwrapped.class);
            if (unwrapped != null && unwrapped.enabled() && names.add(definition.getName())) {
                JavaType inner = definition.getPrimaryType();
                boolean optional =
                        MemberUses.of(type.getRawClass(), definition, member).isNullable();
                List<Prop> parts = read(inner, beanReader(inner, definition), within);
                parts.forEach(part ->
                        found.add(part.renamed(unwrapped.prefix() + part.name() + unwrapped.suffix(), optional)));
            }
        }
        within.remove(type);
        return found;
    }

    /** What takes all other members is no member itself; what points back to the owner is not in the JSON. */
    private static boolean isElsewhere(SettableBeanProperty property) {
        AnnotatedMember member = property.getMember();
        return property.getAnnotation(JsonBackReference.class) != null
                || member != null && member.hasAnnotation(JsonAnySetter.class);
    }

    /** Constructor parameters in their order; Jackson puts required ones first. */
    static List<Prop> declared(List<Prop> read) {
        boolean isConstructor = read.stream().allMatch(one -> one.property() instanceof CreatorProperty);
        if (!isConstructor) {
            return read;
        }
        return read.stream()
                .sorted(Comparator.comparingInt(
                        one -> one.property() instanceof CreatorProperty created ? created.getCreatorIndex() : 0))
                .toList();
    }

    private Prop readProp(
            BeanDescription bean,
            SettableBeanProperty property,
            @Nullable BeanPropertyDefinition definition,
            @Nullable Object fresh) {
        AnnotatedMember member = property.getMember();
        refuseTypeInfo(bean, property.getName(), member);
        TypeUse use = MemberUses.of(bean.getBeanClass(), definition, member);
        Object initial = definition == null || definition.hasConstructorParameter() ? null : initial(fresh, definition);
        Prop.Presence presence = presences.ofInput(bean, definition, property.getType(), use, initial);
        List<String> aliases = definition == null
                ? List.of()
                : definition.findAliases().stream()
                        .map(PropertyName::getSimpleName)
                        .filter(one -> !one.equals(property.getName()))
                        .toList();
        Object handler =
                property.getValueDeserializer() == null ? null : Introspection.bare(property.getValueDeserializer());
        return new Prop(property.getName(), aliases, property.getType(), use, property, presence, handler);
    }

    /** What is written but not read, such as computed values: callers that send a whole object send these, too. */
    List<Prop> readOnly(JavaType type, List<Prop> read) {
        if (!(serializer(type) instanceof BeanSerializerBase serializer)) {
            return List.of();
        }
        Set<String> names = new HashSet<>();
        read.forEach(one -> names.add(one.name()));
        Set<String> ignored = mapper.forReading(type).getIgnoredPropertyNames();
        Prop.Presence presence = new Prop.Presence(false, true, null, null, true);
        return written(type, serializer).stream()
                .filter(one -> !names.contains(one.name()) && (ignored == null || !ignored.contains(one.name())))
                .map(one -> new Prop(one.name(), List.of(), one.type(), one.use(), one.property(), presence, null))
                .toList();
    }

    /** What is written. */
    List<Prop> written(JavaType type, BeanSerializerBase serializer) {
        return written(type, serializer, new LinkedHashSet<>());
    }

    private List<Prop> written(JavaType type, BeanSerializerBase serializer, Set<JavaType> within) {
        enter(type, within);
        BeanDescription bean = mapper.forWriting(type);
        Map<String, BeanPropertyDefinition> definitions = definitions(bean);
        List<Prop> found = new ArrayList<>();
        for (Iterator<PropertyWriter> all = serializer.properties(); all.hasNext(); ) {
            PropertyWriter writer = all.next();
            AnnotatedMember member = writer.getMember();
            if (member != null && member.equals(bean.findAnyGetter())) {
                continue;
            }
            JsonUnwrapped unwrapped = member == null ? null : member.getAnnotation(JsonUnwrapped.class);
            BeanPropertyDefinition definition = definitions.get(writer.getName());
            TypeUse use = MemberUses.of(bean.getBeanClass(), definition, member);
            if (unwrapped != null
                    && unwrapped.enabled()
                    && serializer(writer.getType()) instanceof BeanSerializerBase inner) {
                written(writer.getType(), inner, within)
                        .forEach(part -> found.add(
                                part.renamed(unwrapped.prefix() + part.name() + unwrapped.suffix(), use.isNullable())));
                continue;
            }
            refuseTypeInfo(bean, writer.getName(), member);
            Prop.Presence presence = presences.ofOutput(bean, definition, writer.getType(), use);
            Object handler = writer instanceof BeanPropertyWriter one ? one.getSerializer() : null;
            found.add(new Prop(writer.getName(), List.of(), writer.getType(), use, writer, presence, handler));
        }
        within.remove(type);
        return found;
    }

    private Object serializer(JavaType type) {
        return mapper.serializer(type, null);
    }

    private BeanDeserializerBase beanReader(JavaType type, BeanPropertyDefinition definition) {
        if (mapper.deserializer(type, null) instanceof BeanDeserializerBase bean) {
            return bean;
        }
        throw new UnsupportedTypeException("@JsonUnwrapped property '" + definition.getName()
                + "' is no object with properties; remove the annotation");
    }

    private static void enter(JavaType type, Set<JavaType> within) {
        if (!within.add(type)) {
            throw new UnsupportedTypeException(type.toCanonical()
                    + " contains itself through @JsonUnwrapped; that has no end:" + " remove the annotation there");
        }
    }

    private static void refuseTypeInfo(BeanDescription bean, String name, @Nullable AnnotatedMember member) {
        if (member != null && member.hasAnnotation(JsonTypeInfo.class)) {
            throw new UnsupportedTypeException("@JsonTypeInfo on property '" + name + "' of "
                    + bean.getBeanClass().getName() + " is not supported; put it on the type of the property");
        }
    }

    private static Map<String, BeanPropertyDefinition> definitions(BeanDescription bean) {
        Map<String, BeanPropertyDefinition> map = new LinkedHashMap<>();
        bean.findProperties().forEach(one -> map.put(one.getName(), one));
        return map;
    }

    /** An object as its constructor leaves it; null when there is no such constructor. */
    private @Nullable Object fresh(BeanDeserializerBase deserializer) {
        try {
            return deserializer.getValueInstantiator().canCreateUsingDefault()
                    ? deserializer.getValueInstantiator().createUsingDefault(mapper.context())
                    : null;
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    private static @Nullable Object initial(@Nullable Object fresh, BeanPropertyDefinition definition) {
        AnnotatedMember accessor = definition.getAccessor();
        if (fresh == null || accessor == null || !accessor.getDeclaringClass().isInstance(fresh)) {
            return null;
        }
        try {
            accessor.fixAccess(true);
            return accessor.getValue(fresh);
        } catch (RuntimeException e) {
            return null;
        }
    }
}
