package dev.taskrunner.function;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.BeanDeserializerBase;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TreeTraversingParser;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the binder keep what the schema promises beyond Jackson: defaults of absent properties, and computed ones that are dropped. */
final class DefaultsModifier extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    private final ObjectMapper mapper;

    /** For the mapper that this is registered with. */
    DefaultsModifier(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public JsonDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription bean, JsonDeserializer<?> deserializer) {
        boolean isBean =
                deserializer instanceof BeanDeserializerBase && !Throwable.class.isAssignableFrom(bean.getBeanClass());
        // Rather once too often: the details are worked out when first needed.
        return isBean ? new Filling(deserializer, bean.getType(), mapper) : deserializer;
    }

    /** Fills and drops, then binds as before. Immutable but for what it works out once; safe for several threads. */
    private static final class Filling extends DelegatingDeserializer {
        private static final long serialVersionUID = 1L;

        private final JavaType type;
        private final ObjectMapper mapper;

        /** Worked out when first needed; twice does no harm. */
        private transient volatile @Nullable List<Prop> properties;

        Filling(JsonDeserializer<?> delegate, JavaType type, ObjectMapper mapper) {
            super(delegate);
            this.type = type;
            this.mapper = mapper;
        }

        @Override
        protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> delegate) {
            return new Filling(delegate, type, mapper);
        }

        @Override
        public JsonDeserializer<Object> unwrappingDeserializer(NameTransformer transformer) {
            @SuppressWarnings("unchecked")
            JsonDeserializer<Object> unwrapping =
                    (JsonDeserializer<Object>) _delegatee.unwrappingDeserializer(transformer);
            return unwrapping;
        }

        @Override
        public Object deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            List<Prop> relevant = properties();
            if (relevant.isEmpty()
                    || !parser.isExpectedStartObjectToken()
                            && !parser.hasToken(com.fasterxml.jackson.core.JsonToken.FIELD_NAME)) {
                return super.deserialize(parser, context);
            }
            JsonNode tree = context.readTree(parser);
            if (tree instanceof ObjectNode object) {
                relevant.forEach(property -> complete(object, property));
            }
            try (TreeTraversingParser filled = new TreeTraversingParser(tree, parser.getCodec())) {
                filled.nextToken();
                return super.deserialize(filled, context);
            }
        }

        private static void complete(ObjectNode object, Prop property) {
            Prop.Presence presence = property.presence();
            if (presence.readOnly()) {
                object.remove(property.name());
                return;
            }
            JsonNode given = object.get(property.name());
            boolean isAbsent = given == null && property.aliases().stream().noneMatch(object::has);
            boolean isNull = given != null && given.isNull() && !presence.nullable();
            JsonNode fallback = presence.absent();
            if ((isAbsent || isNull) && fallback != null) {
                object.set(property.name(), fallback);
            } else if (isNull && (presence.shown() != null || property.use().hasDefault())) {
                object.remove(property.name());
            }
        }

        private List<Prop> properties() {
            List<Prop> known = properties;
            if (known == null) {
                BeanProperties all = new BeanProperties(new Introspection(mapper));
                BeanDeserializerBase bean = (BeanDeserializerBase) Introspection.bare(_delegatee);
                List<Prop> read = all.read(type, bean);
                known = java.util.stream.Stream.concat(read.stream(), all.readOnly(type, read).stream())
                        .filter(one -> one.presence().readOnly()
                                || one.presence().absent() != null
                                || one.presence().shown() != null
                                || one.use().hasDefault())
                        .toList();
                properties = known;
            }
            return known;
        }
    }
}
