package dev.taskrunner.wire;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes compact JSON into one growing array. Values that are JSON already are copied; plain maps, collections and
 * scalars are written here; everything else goes through Jackson.
 */
final class JsonWriter {
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private byte[] buffer;
    private int length;

    JsonWriter(int capacity) {
        this.buffer = new byte[capacity];
    }

    byte[] buffer() {
        return buffer;
    }

    int length() {
        return length;
    }

    RawJson toRaw() {
        return RawJson.slice(buffer, 0, length);
    }

    /** Leaves room for something written later. */
    void reserve(int size) {
        require(size);
        length += size;
    }

    void value(@Nullable Object value) {
        value(value, 0);
    }

    private void value(@Nullable Object value, int depth) {
        if (value == null) {
            ascii("null");
        } else if (value instanceof RawJson raw) {
            raw(raw);
        } else if (value instanceof JsonFields fields) {
            fields(fields);
        } else if (value instanceof String text) {
            string(text);
        } else if (value instanceof Integer || value instanceof Long || value instanceof Boolean) {
            ascii(value.toString());
        } else if (value instanceof Map<?, ?> map && hasTextKeys(map)) {
            map(map, deeper(depth));
        } else if (value instanceof Collection<?> collection) {
            collection(collection, deeper(depth));
        } else {
            raw(Json.write(value));
        }
    }

    void raw(RawJson raw) {
        require(raw.size());
        raw.copyTo(buffer, length);
        length += raw.size();
    }

    void fields(JsonFields fields) {
        RawJson source = fields.source();
        if (source == null) {
            map(fields.members(), 0);
        } else {
            raw(source);
        }
    }

    private void map(Map<?, ?> map, int depth) {
        char separator = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            ascii(separator);
            string((String) entry.getKey());
            ascii(':');
            value(entry.getValue(), depth);
            separator = ',';
        }
        ascii(separator == '{' ? "{}" : "}");
    }

    private void collection(Collection<?> collection, int depth) {
        char separator = '[';
        for (Object element : collection) {
            ascii(separator);
            value(element, depth);
            separator = ',';
        }
        ascii(separator == '[' ? "[]" : "]");
    }

    private static int deeper(int depth) {
        if (depth == JsonScanner.MAX_DEPTH) {
            throw new IllegalArgumentException("Nested deeper than " + JsonScanner.MAX_DEPTH);
        }
        return depth + 1;
    }

    private static boolean hasTextKeys(Map<?, ?> map) {
        for (Object key : map.keySet()) {
            if (!(key instanceof String)) {
                return false;
            }
        }
        return true;
    }

    void string(String text) {
        int size = text.length();
        require((long) size + 2);
        buffer[length++] = '"';
        int i = 0;
        while (i < size && isPlain(text.charAt(i))) {
            buffer[length++] = (byte) text.charAt(i++);
        }
        while (i < size) {
            int code = text.codePointAt(i);
            require((long) size - i + 8);
            codePoint(code);
            i += Character.charCount(code);
        }
        buffer[length++] = '"';
    }

    private static boolean isPlain(int code) {
        return code >= ' ' && code < 0x80 && code != '"' && code != '\\';
    }

    /** Writes at most 6 bytes, for which the caller made room. */
    private void codePoint(int code) {
        if (isPlain(code)) {
            buffer[length++] = (byte) code;
        } else if (code < 0x80 || code >= 0xD800 && code <= 0xDFFF) { // to be escaped, or half of a surrogate pair
            escape(code);
        } else {
            int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
            buffer[length++] = (byte) (0xFF00 >> more + 1 | code >> 6 * more);
            for (int shift = 6 * (more - 1); shift >= 0; shift -= 6) {
                buffer[length++] = (byte) (0x80 | code >> shift & 0x3F);
            }
        }
    }

    private void escape(int code) {
        int letter = "\b\f\n\r\t\"\\".indexOf(code);
        buffer[length++] = '\\';
        if (letter >= 0) {
            buffer[length++] = (byte) "bfnrt\"\\".charAt(letter);
            return;
        }
        buffer[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            buffer[length++] = (byte) Character.forDigit(code >> shift & 0xF, 16);
        }
    }

    private void ascii(String text) {
        require(text.length());
        for (int i = 0; i < text.length(); i++) {
            buffer[length++] = (byte) text.charAt(i);
        }
    }

    private void ascii(char character) {
        require(1);
        buffer[length++] = (byte) character;
    }

    private void require(long more) {
        long needed = length + more;
        if (needed > MAX_SIZE) {
            throw new IllegalArgumentException("JSON text larger than " + MAX_SIZE + " bytes");
        }
        if (needed > buffer.length) {
            buffer = Arrays.copyOf(buffer, (int) Math.max(needed, Math.min(MAX_SIZE, 2L * buffer.length)));
        }
    }
}
