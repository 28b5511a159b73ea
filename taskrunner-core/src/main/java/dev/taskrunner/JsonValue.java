package dev.taskrunner;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.lang.reflect.Type;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A JSON tree and the one place in the contract where Jackson binds it. Not part of the API, so that Jackson is not either. */
final class JsonValue {
    /** Refuses what would silently change a value: 3.7 or "5" for an int, null for a primitive. */
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .annotationIntrospector(
                    new AnnotationIntrospectorPair(new JacksonAnnotationIntrospector(), new SealedTypeInfo()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT, DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(
                    DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            // A time keeps its offset or zone, a decimal its zeros.
            .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
            .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
            .configure(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES, false)
            .withCoercionConfig(
                    LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .addModule(finiteNumbers())
            // An error text must not repeat what came in: it may hold a secret.
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    /** Loses no digits of decimals. */
    private static final ObjectReader TREES =
            MAPPER.reader(ExactNumbers.INSTANCE).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** JSON has neither NaN nor infinities, which Jackson would write as text. */
    private static SimpleModule finiteNumbers() {
        SimpleModule module = new SimpleModule("finite numbers");
        module.addSerializer(Double.class, new Finite<>()).addSerializer(double.class, new Finite<>());
        return module.addSerializer(Float.class, new Finite<>()).addSerializer(float.class, new Finite<>());
    }

    private static final class Finite<N extends Number> extends JsonSerializer<N> {
        @Override
        public void serialize(N value, JsonGenerator out, SerializerProvider provider) throws IOException {
            if (!Double.isFinite(value.doubleValue())) {
                throw new JsonMappingException(out, value + " is not a number of JSON");
            } else if (value instanceof Float single) {
                out.writeNumber(single);
            } else {
                out.writeNumber(value.doubleValue());
            }
        }
    }

    private final JsonNode tree;

    private JsonValue(JsonNode tree) {
        this.tree = tree;
    }

    /** Takes records, maps, lists, strings, numbers, null, a Jackson tree (kept, not copied), or a value of our own. */
    static JsonValue of(@Nullable Object value) {
        if (value instanceof JsonNode node) {
            return new JsonValue(node instanceof MissingNode ? NullNode.getInstance() : node);
        }
        try {
            return new JsonValue(MAPPER.valueToTree(value));
        } catch (IllegalArgumentException | StackOverflowError e) {
            String type = value == null ? "null" : value.getClass().getName();
            throw new IllegalArgumentException(type + " cannot be written as JSON", e);
        }
    }

    /** Takes a value as its declared type has it: subtypes in it say which one they are. */
    static JsonValue of(Object value, Type type) {
        try {
            byte[] json = MAPPER.writerFor(MAPPER.constructType(type)).writeValueAsBytes(value);
            return new JsonValue(TREES.readTree(json));
        } catch (IOException | StackOverflowError e) {
            throw new IllegalArgumentException(value.getClass().getName() + " cannot be written as JSON", e);
        }
    }

    static JsonValue parse(String json) {
        try {
            JsonNode tree = TREES.readTree(json);
            if (tree.isMissingNode()) {
                throw new IllegalArgumentException("not JSON: there is nothing");
            }
            return new JsonValue(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
        }
    }

    JsonNode tree() {
        return tree;
    }

    /** Binds, or throws with the given code and the place that does not fit. */
    <T> T as(Type type, ErrorCode code) {
        try {
            T bound = bind(type);
            if (bound == null) {
                throw new TaskException(code, "null cannot be read as " + type.getTypeName());
            }
            return bound;
        } catch (JsonProcessingException e) {
            throw new TaskException(code, "cannot be read as " + type.getTypeName() + ": " + where(e), e);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** To JSON Schema 3.0 is an integer, and so it must be to the binder; only then is the tree looked through for such. */
    private <T> @Nullable T bind(Type type) throws IOException {
        JavaType target = MAPPER.constructType(type);
        try {
            return MAPPER.readerFor(target).readValue(tree);
        } catch (MismatchedInputException e) {
            JsonNode whole = WholeNumbers.in(tree);
            if (whole.equals(tree)) {
                throw e;
            }
            return MAPPER.readerFor(target).readValue(whole);
        }
    }

    @Nullable
    Object plain() {
        return MAPPER.convertValue(tree, Object.class);
    }

    /** The place and what does not fit there. Never the value, which Jackson's own texts repeat. */
    private String where(JsonProcessingException e) {
        StringBuilder pointer = new StringBuilder();
        JsonNode found = tree;
        if (e instanceof JsonMappingException mapping) {
            for (JsonMappingException.Reference step : mapping.getPath()) {
                String name = step.getFieldName();
                found = name == null ? found.path(step.getIndex()) : found.path(name);
                pointer.append('/').append(name == null ? String.valueOf(step.getIndex()) : escaped(name));
            }
        }
        Class<?> expected = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        return (pointer.isEmpty() ? "" : pointer + ": ") + "the " + kind(found) + " does not fit"
                + (expected == null ? "" : " " + expected.getSimpleName());
    }

    private static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode()
                ? "missing value"
                : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof JsonValue that && tree.equals(that.tree);
    }

    @Override
    public int hashCode() {
        return tree.hashCode();
    }

    @Override
    public String toString() {
        return tree.toString();
    }
}
