package dev.taskrunner.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The one place of this package that knows Jackson: binds JSON text to Java types and back. */
final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule("taskrunner-wire")
                    .addSerializer(RawJson.class, new RawSerializer())
                    .addDeserializer(RawJson.class, new RawDeserializer())
                    .addSerializer(JsonFields.class, new FieldsSerializer()))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final ObjectReader TREES = MAPPER.readerFor(JsonNode.class)
            .with(ExactNumbers.INSTANCE)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Json() {}

    /** Writes with Jackson, and checks: custom serializers can write anything. */
    static RawJson write(Object value) {
        try {
            byte[] json = MAPPER.writeValueAsBytes(value);
            return new JsonScanner(json, 0, json.length).document();
        } catch (JsonProcessingException | WireException e) {
            if (value instanceof Record empty && empty.getClass().getRecordComponents().length == 0) {
                return RawJson.EMPTY_OBJECT; // Jackson takes a type without properties for a mistake
            }
            throw new IllegalArgumentException(value.getClass().getName() + " cannot be written as JSON", e);
        }
    }

    static <T> @Nullable T read(byte[] bytes, int offset, int length, Class<T> type) throws WireException {
        try {
            ObjectReader reader = type == JsonNode.class ? TREES : MAPPER.readerFor(type);
            return reader.readValue(bytes, offset, length);
        } catch (IOException e) {
            throw new WireException("JSON does not fit " + type.getSimpleName() + where(e), e);
        }
    }

    /** Path and wanted type of a failed binding, made of names that our side chose: no map keys and no values. */
    private static String where(IOException problem) {
        if (!(problem instanceof JsonMappingException mapping)) {
            return "";
        }
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : mapping.getPath()) {
            if (step.getFieldName() == null) {
                path.append('/').append(step.getIndex());
            } else {
                path.append('/').append(step.getFrom() instanceof Map ? "*" : step.getFieldName());
            }
        }
        if (problem instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            path.append(" (wanted ")
                    .append(mismatch.getTargetType().getSimpleName())
                    .append(')');
        }
        return path.isEmpty() ? "" : " at " + path;
    }

    private static final class RawSerializer extends JsonSerializer<RawJson> {
        @Override
        public void serialize(RawJson value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeRawValue(value.toString());
        }
    }

    private static final class FieldsSerializer extends JsonSerializer<JsonFields> {
        @Override
        public void serialize(JsonFields value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeRawValue(value.toString());
        }
    }

    private static final class RawDeserializer extends JsonDeserializer<RawJson> {
        @Override
        public RawJson deserialize(JsonParser in, DeserializationContext context) throws IOException {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            try (JsonGenerator out = MAPPER.getFactory().createGenerator(text)) {
                out.copyCurrentStructureExact(in);
            }
            byte[] bytes = text.toByteArray();
            return RawJson.slice(bytes, 0, bytes.length);
        }

        @Override
        public RawJson getNullValue(DeserializationContext context) {
            return RawJson.NULL;
        }

        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }
    }
}
