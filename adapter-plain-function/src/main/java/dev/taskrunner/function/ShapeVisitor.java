package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonAnyFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonArrayFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonBooleanFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonFormatVisitorWrapper;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonIntegerFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonMapFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonNullFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonNumberFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonObjectFormatVisitor;
import com.fasterxml.jackson.databind.jsonFormatVisitors.JsonStringFormatVisitor;
import org.jspecify.annotations.Nullable;

/** Asks a serializer that we do not know which JSON type it writes. */
final class ShapeVisitor extends JsonFormatVisitorWrapper.Base {
    private @Nullable String shape;

    private ShapeVisitor(SerializerProvider provider) {
        super(provider);
    }

    /** The JSON type; null when the serializer does not say. */
    static @Nullable String of(JsonSerializer<?> serializer, JavaType type, SerializerProvider provider) {
        ShapeVisitor visitor = new ShapeVisitor(provider);
        try {
            serializer.acceptJsonFormatVisitor(visitor, type);
        } catch (JsonMappingException e) {
            return null;
        }
        return visitor.shape;
    }

    @Override
    public JsonObjectFormatVisitor expectObjectFormat(JavaType type) {
        shape = "object";
        return new JsonObjectFormatVisitor.Base(getProvider());
    }

    @Override
    public JsonArrayFormatVisitor expectArrayFormat(JavaType type) {
        shape = "array";
        return new JsonArrayFormatVisitor.Base(getProvider());
    }

    @Override
    public JsonStringFormatVisitor expectStringFormat(JavaType type) {
        shape = "string";
        return new JsonStringFormatVisitor.Base();
    }

    @Override
    public JsonNumberFormatVisitor expectNumberFormat(JavaType type) {
        shape = "number";
        return new JsonNumberFormatVisitor.Base();
    }

    @Override
    public JsonIntegerFormatVisitor expectIntegerFormat(JavaType type) {
        shape = "integer";
        return new JsonIntegerFormatVisitor.Base();
    }

    @Override
    public JsonBooleanFormatVisitor expectBooleanFormat(JavaType type) {
        shape = "boolean";
        return new JsonBooleanFormatVisitor.Base();
    }

    @Override
    public JsonNullFormatVisitor expectNullFormat(JavaType type) {
        shape = "null";
        return new JsonNullFormatVisitor.Base();
    }

    @Override
    public JsonAnyFormatVisitor expectAnyFormat(JavaType type) {
        return new JsonAnyFormatVisitor.Base();
    }

    @Override
    public JsonMapFormatVisitor expectMapFormat(JavaType type) {
        shape = "object";
        return new JsonMapFormatVisitor.Base(getProvider());
    }
}
