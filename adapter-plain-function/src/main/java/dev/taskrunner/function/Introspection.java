package dev.taskrunner.function;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.DefaultDeserializationContext;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.util.TokenBuffer;
import java.io.IOException;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Asks one mapper what it would do. For one thread, and for one schema. */
final class Introspection {
    private final ObjectMapper mapper;
    private final SerializerProvider provider;
    private final DeserializationContext context;

    Introspection(ObjectMapper mapper) {
        this.mapper = mapper;
        this.provider = mapper.getSerializerProviderInstance();
        this.context = ((DefaultDeserializationContext) mapper.getDeserializationContext())
                .createDummyInstance(mapper.getDeserializationConfig());
    }

    ObjectMapper mapper() {
        return mapper;
    }

    SerializerProvider provider() {
        return provider;
    }

    DeserializationContext context() {
        return context;
    }

    JavaType type(Type type) {
        return mapper.constructType(type);
    }

    BeanDescription forWriting(JavaType type) {
        return mapper.getSerializationConfig().introspect(type);
    }

    BeanDescription forReading(JavaType type) {
        return mapper.getDeserializationConfig().introspect(type);
    }

    JsonSerializer<?> serializer(JavaType type, @Nullable BeanProperty property) {
        try {
            return provider.findValueSerializer(type, property);
        } catch (JsonMappingException e) {
            throw new UnsupportedTypeException(type + " cannot be written as JSON: " + e.getOriginalMessage(), e);
        }
    }

    JsonDeserializer<?> deserializer(JavaType type, @Nullable BeanProperty property) {
        try {
            return bare(context.findContextualValueDeserializer(type, property));
        } catch (JsonMappingException | IllegalArgumentException e) {
            String reason = e instanceof JsonMappingException problem ? problem.getOriginalMessage() : e.getMessage();
            throw new UnsupportedTypeException(type + " cannot be read from JSON: " + reason, e);
        }
    }

    /** The deserializer under our own wrappers. */
    static JsonDeserializer<?> bare(JsonDeserializer<?> deserializer) {
        JsonDeserializer<?> inner = deserializer;
        while (inner instanceof DelegatingDeserializer && inner.getDelegatee() != null) {
            inner = inner.getDelegatee();
        }
        return inner;
    }

    /** What a serializer makes of a value; null when it cannot. */
    @SuppressWarnings("unchecked")
    @Nullable
    JsonNode write(JsonSerializer<?> serializer, Object value) {
        try (TokenBuffer buffer = new TokenBuffer(mapper, false)) {
            ((JsonSerializer<Object>) serializer).serialize(value, buffer, provider);
            return Trees.plain(mapper.readTree(buffer.asParser()));
        } catch (IOException | RuntimeException e) {
            return null;
        }
    }

    /** Whether a class is Jackson's own, so that it does what we know. */
    static boolean isJackson(Object serializerOrDeserializer) {
        return serializerOrDeserializer.getClass().getName().startsWith("com.fasterxml.jackson.");
    }
}
