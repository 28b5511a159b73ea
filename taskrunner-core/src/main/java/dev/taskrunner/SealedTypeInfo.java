package dev.taskrunner;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.OptBoolean;
import com.fasterxml.jackson.core.Version;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.jsontype.TypeResolverBuilder;
import com.fasterxml.jackson.databind.jsontype.impl.StdTypeResolverBuilder;
import dev.taskrunner.schema.SealedTypes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells Jackson what {@link SealedTypes} says of sealed types that have no annotations of their own. */
final class SealedTypeInfo extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;
    private static final JsonTypeInfo.Value RULE =
            JsonTypeInfo.Value.from(Template.class.getAnnotation(JsonTypeInfo.class));

    /** Carries the annotation that user types do not have; a class declared as itself needs no name. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, requireTypeIdForSubtypes = OptBoolean.FALSE)
    private static final class Template {}

    @Override
    public Version version() {
        return Version.unknownVersion();
    }

    @Override
    public @Nullable TypeResolverBuilder<?> findTypeResolver(
            MapperConfig<?> config, AnnotatedClass ac, JavaType baseType) {
        return SealedTypes.root(ac.getRawType())
                .map(root -> new StdTypeResolverBuilder(RULE.withPropertyName(SealedTypes.property(root))))
                .orElse(null);
    }

    @Override
    public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
        List<Class<?>> leaves = SealedTypes.subtypes(annotated.getRawType());
        return leaves.isEmpty()
                ? null
                : leaves.stream().map(leaf -> new NamedType(leaf)).toList();
    }

    @Override
    public @Nullable String findTypeName(AnnotatedClass ac) {
        return SealedTypes.name(ac.getRawType()).orElse(null);
    }
}
