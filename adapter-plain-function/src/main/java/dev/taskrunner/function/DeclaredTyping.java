package dev.taskrunner.function;

import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/**
 * Lets members be written as what they are declared to be, as the schema says: a subclass of a plain class would bring members
 * along that nobody knows of. Types with known subtypes, interfaces and Object stay as they are.
 */
final class DeclaredTyping extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    private final ObjectMapper mapper;

    /** For the mapper that this is a part of. */
    DeclaredTyping(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public JsonSerialize.@Nullable Typing findSerializationTyping(Annotated a) {
        return a instanceof AnnotatedMember && isDeclared(a.getType()) ? JsonSerialize.Typing.STATIC : null;
    }

    private boolean isDeclared(JavaType type) {
        JavaType content = type.getContentType();
        if (content != null) {
            return isDeclared(content);
        }
        Class<?> raw = type.getRawClass();
        boolean isOpenClass = !type.isPrimitive()
                && !type.isEnumType()
                && !Modifier.isFinal(raw.getModifiers())
                && !Modifier.isAbstract(raw.getModifiers())
                && !raw.getName().startsWith("java.");
        return isOpenClass && !hasSubtypes(type);
    }

    private boolean hasSubtypes(JavaType type) {
        SerializationConfig config = mapper.getSerializationConfig();
        AnnotatedClass annotated = config.introspectClassAnnotations(type).getClassInfo();
        return config.getAnnotationIntrospector().findTypeResolver(config, annotated, type) != null;
    }
}
