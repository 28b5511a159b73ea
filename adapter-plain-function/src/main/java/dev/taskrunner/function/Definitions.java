package dev.taskrunner.function;

import com.fasterxml.classmate.ResolvedType;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.victools.jsonschema.generator.CustomDefinition;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaBuilder;
import com.github.victools.jsonschema.generator.SchemaGenerationContext;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.lang.reflect.Array;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The object types of one schema, named and referred to by victools: each is described once, however often and however deep it
 * is used. References are filled in at the end, so until then nothing may be added to them; {@link #open} wraps them.
 */
final class Definitions {
    private static final com.fasterxml.classmate.TypeResolver RESOLVER = new com.fasterxml.classmate.TypeResolver();

    /** What victools is given instead of a description: it copies what it gets. */
    static final String PLACE = "x-place";

    private final SchemaGenerator generator;
    private final Map<ResolvedType, JavaType> types = new HashMap<>();
    private final Map<ObjectNode, Boolean> references = new IdentityHashMap<>();
    private final Map<JavaType, ObjectNode> described = new HashMap<>();
    private final Map<String, ObjectNode> parts = new HashMap<>();

    /** Still to be described: not while victools asks, since it would ask for a type within itself without end. */
    private final Queue<Map.Entry<JavaType, ObjectNode>> pending = new ArrayDeque<>();

    private @Nullable Function<JavaType, ObjectNode> describe;
    private @Nullable SchemaGenerationContext context;
    private @Nullable SchemaBuilder builder;

    private final boolean strict;
    private final boolean open;

    /** Strict for OpenAI's subset; open to let unknown properties pass. */
    Definitions(ObjectMapper mapper, boolean strict, boolean open) {
        this.strict = strict;
        this.open = open && !strict;
        SchemaGeneratorConfigBuilder config = new SchemaGeneratorConfigBuilder(
                mapper, SchemaVersion.DRAFT_2020_12, new OptionPreset(Option.PLAIN_DEFINITION_KEYS));
        config.forTypesInGeneral().withCustomDefinitionProvider(this::define);
        this.generator = new SchemaGenerator(config.build());
    }

    /** The schema of an object type: a reference, or the thing itself where it is to stand in place. */
    ObjectNode of(JavaType type, Function<JavaType, ObjectNode> description, Predicate<JavaType> inline) {
        describe = description;
        if (inline.test(type)) {
            return description.apply(type);
        }
        Type java = toJava(type);
        SchemaGenerationContext running = context;
        types.put(RESOLVER.resolve(java), type);
        ObjectNode reference = running == null
                ? builder().createSchemaReference(java)
                : running.createDefinitionReference(running.getTypeContext().resolve(java));
        references.put(reference, true);
        return reference;
    }

    boolean isStrict() {
        return strict;
    }

    boolean isOpen() {
        return open;
    }

    /** Makes a schema that may get more members. */
    ObjectNode open(ObjectNode schema) {
        if (!references.containsKey(schema)) {
            return schema;
        }
        ObjectNode wrapper = JsonNodeFactory.instance.objectNode();
        wrapper.putArray("allOf").add(schema);
        return wrapper;
    }

    /** The descriptions that stand for their places. */
    Map<String, ObjectNode> parts() {
        return parts;
    }

    /** Fills in all references; the last thing to do. */
    ObjectNode collect() {
        for (Map.Entry<JavaType, ObjectNode> next = pending.poll(); next != null; next = pending.poll()) {
            String place = next.getValue().get(PLACE).asText();
            parts.put(place, Objects.requireNonNull(describe).apply(next.getKey()));
        }
        return builder().collectDefinitions("$defs");
    }

    private @Nullable CustomDefinition define(ResolvedType resolved, SchemaGenerationContext running) {
        JavaType type = Objects.requireNonNull(types.get(resolved), resolved.getFullDescription());
        context = running;
        ObjectNode schema = described.computeIfAbsent(type, one -> {
            ObjectNode place = JsonNodeFactory.instance.objectNode().put(PLACE, String.valueOf(described.size()));
            pending.add(Map.entry(one, place));
            return place;
        });
        return new CustomDefinition(
                schema, CustomDefinition.DefinitionType.STANDARD, CustomDefinition.AttributeInclusion.NO);
    }

    private SchemaBuilder builder() {
        SchemaBuilder known = builder;
        if (known == null) {
            known = generator.buildMultipleSchemaDefinitions();
            builder = known;
        }
        return known;
    }

    private static Type toJava(JavaType type) {
        if (type.isArrayType()) {
            Type content = toJava(type.getContentType());
            return content instanceof Class<?> c ? Array.newInstance(c, 0).getClass() : type.getRawClass();
        }
        int count = type.getBindings().size();
        if (count == 0 || type.getRawClass().getTypeParameters().length != count) {
            return type.getRawClass();
        }
        Type[] arguments = new Type[count];
        for (int i = 0; i < count; i++) {
            arguments[i] = toJava(type.getBindings().getBoundType(i));
        }
        return new Generic(type.getRawClass(), arguments);
    }

    /** A generic type put together from its parts. */
    private record Generic(Class<?> raw, Type[] arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.clone();
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public @Nullable Type getOwnerType() {
            return raw.getDeclaringClass();
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Generic that && raw == that.raw && Arrays.equals(arguments, that.arguments);
        }

        @Override
        public int hashCode() {
            return 31 * raw.hashCode() + Arrays.hashCode(arguments);
        }
    }
}
