package dev.taskrunner.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable slice of UTF-8 JSON text: one JSON value that is relayed without being parsed.
 *
 * <p>A slice that was cut from a received message shares, and so keeps alive, the bytes of that message. Two values are
 * equal when their text is: {@code 1.0} and {@code 1}, or two spellings of one object, are not.
 */
public final class RawJson {
    /** JSON {@code null}. */
    public static final RawJson NULL = constant("null");

    /** The object without members. */
    public static final RawJson EMPTY_OBJECT = constant("{}");

    private static final RawJson TRUE = constant("true");
    private static final RawJson FALSE = constant("false");

    private final byte[] bytes;
    private final int offset;
    private final int size;

    private RawJson(byte[] bytes, int offset, int size) {
        this.bytes = bytes;
        this.offset = offset;
        this.size = size;
    }

    private static RawJson constant(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
        return new RawJson(bytes, 0, bytes.length);
    }

    /** A view of bytes that nobody changes any more and that hold exactly one JSON value. */
    static RawJson slice(byte[] bytes, int from, int to) {
        return new RawJson(bytes, from, to - from);
    }

    /**
     * Writes a Java value as JSON.
     *
     * @param value a map, collection, record, string, number, boolean, {@link JsonFields}, Jackson node or anything
     * else that Jackson can write; a {@link RawJson} is returned as it is
     * @return its JSON text
     * @throws IllegalArgumentException when the value cannot be written as JSON
     */
    public static RawJson of(@Nullable Object value) {
        if (value == null) {
            return NULL;
        } else if (value instanceof RawJson raw) {
            return raw;
        } else if (value instanceof JsonFields fields) {
            return fields.toRaw();
        } else if (value instanceof Boolean bool) {
            return bool ? TRUE : FALSE;
        }
        JsonWriter writer = new JsonWriter(value instanceof String text ? text.length() + 2 : 32);
        writer.value(value);
        return writer.toRaw();
    }

    /**
     * Checks and takes JSON text.
     *
     * @param json exactly one JSON value; white space around it is dropped
     * @return the value
     * @throws WireException when it is anything else
     */
    public static RawJson parse(String json) throws WireException {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return new JsonScanner(utf8, 0, utf8.length).document();
    }

    /**
     * Checks and copies JSON text.
     *
     * @param utf8 exactly one JSON value; white space around it is dropped
     * @return the value
     * @throws WireException when it is anything else
     */
    public static RawJson parse(byte[] utf8) throws WireException {
        byte[] copy = utf8.clone();
        return new JsonScanner(copy, 0, copy.length).document();
    }

    /**
     * Whether this is JSON null.
     *
     * @return true for {@code null}
     */
    public boolean isNull() {
        return bytes[offset] == 'n';
    }

    /**
     * Whether this is a JSON object.
     *
     * @return true for an object
     */
    public boolean isObject() {
        return bytes[offset] == '{';
    }

    /**
     * Whether this is a JSON array.
     *
     * @return true for an array
     */
    public boolean isArray() {
        return bytes[offset] == '[';
    }

    /**
     * Whether this is a JSON string.
     *
     * @return true for a string
     */
    public boolean isString() {
        return bytes[offset] == '"';
    }

    /**
     * Whether this is a JSON boolean.
     *
     * @return true for {@code true} and {@code false}
     */
    public boolean isBoolean() {
        return bytes[offset] == 't' || bytes[offset] == 'f';
    }

    /**
     * Whether this is a JSON number.
     *
     * @return true for a number
     */
    public boolean isNumber() {
        return bytes[offset] == '-' || bytes[offset] >= '0' && bytes[offset] <= '9';
    }

    /**
     * Binds this value to a Java type with Jackson. Unknown members are ignored.
     *
     * @param type the type wanted; {@code JsonNode} gives a tree, {@code Object} plain Java
     * @param <T> the type wanted
     * @return the value, never null: JSON null only binds to {@code JsonNode} and {@link RawJson}
     * @throws WireException when the value does not fit the type
     */
    public <T> T as(Class<T> type) throws WireException {
        if (type == RawJson.class) {
            return type.cast(this);
        } else if (type == JsonFields.class) {
            return type.cast(fields());
        } else if (type == String.class && isString()) {
            return type.cast(string());
        }
        T bound = isNull() && !JsonNode.class.isAssignableFrom(type) ? null : Json.read(bytes, offset, size, type);
        if (bound == null) {
            throw new WireException("JSON null does not fit " + type.getSimpleName());
        }
        return bound;
    }

    /**
     * This value in plain Java.
     *
     * @return a {@code LinkedHashMap}, {@code ArrayList}, {@code String}, {@code Number}, {@code Boolean} or null
     * @throws WireException when Jackson refuses it, such as a member name of more than 50,000 characters
     */
    public @Nullable Object value() throws WireException {
        return isNull() ? null : as(Object.class);
    }

    /**
     * The text of this JSON string.
     *
     * @return the text, without quotes and escapes
     * @throws WireException when this is not a string
     */
    public String string() throws WireException {
        if (!isString()) {
            throw new WireException("JSON value must be a string");
        }
        return text();
    }

    /** The text of a value that is known to be a string. */
    String text() {
        return JsonText.decode(bytes, offset + 1, offset + size - 1);
    }

    /**
     * The members of this JSON object, which stay unparsed.
     *
     * @return a shallow view
     * @throws WireException when this is not an object
     */
    public JsonFields fields() throws WireException {
        if (!isObject()) {
            throw new WireException("JSON value must be an object");
        }
        return new JsonScanner(bytes, offset, offset + size).object();
    }

    /**
     * The elements of this JSON array, which stay unparsed.
     *
     * @return an unmodifiable list of slices
     * @throws WireException when this is not an array
     */
    public List<RawJson> elements() throws WireException {
        if (!isArray()) {
            throw new WireException("JSON value must be an array");
        }
        return Collections.unmodifiableList(new JsonScanner(bytes, offset, offset + size).array());
    }

    /**
     * The length of the text.
     *
     * @return the number of bytes in UTF-8
     */
    public int size() {
        return size;
    }

    /**
     * The text as bytes.
     *
     * @return a copy, in UTF-8
     */
    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, offset, offset + size);
    }

    /**
     * Writes the text without copying it first.
     *
     * @param out where to
     * @throws IOException when {@code out} does
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, offset, size);
    }

    void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, offset, target, at, size);
    }

    /**
     * Compares the text.
     *
     * @param other what to compare with
     * @return true when {@code other} is a {@link RawJson} of the same bytes
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawJson that
                && Arrays.equals(bytes, offset, offset + size, that.bytes, that.offset, that.offset + that.size);
    }

    /**
     * A hash of the text.
     *
     * @return the hash
     */
    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = offset; i < offset + size; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /**
     * The JSON text.
     *
     * @return the text
     */
    @Override
    public String toString() {
        return new String(bytes, offset, size, StandardCharsets.UTF_8);
    }
}
