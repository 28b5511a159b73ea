package dev.taskrunner;

import java.lang.reflect.Type;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a runner or a tool answers: JSON, text, a file, a link, or nothing. The same five kinds that rooms carry (classic
 * wire, section 4.1); tools may also have bytes with headers, and streams failures (current protocol §4.3). Immutable.
 */
public sealed interface Content {

    /**
     * Text, for a person or a model.
     *
     * @param text the text
     */
    record Text(String text) implements Content {}

    /**
     * A file with its bytes.
     *
     * @param name the file's name
     * @param mimeType its MIME type, for example {@code image/png}
     * @param data its bytes
     */
    record File(String name, String mimeType, Attachment data) implements Content {}

    /**
     * A link to something elsewhere.
     *
     * @param name what to call it
     * @param url where it is
     */
    record Link(String name, String url) implements Content {}

    /** Nothing: the work is done and there is no more to say. */
    record Empty() implements Content {}

    /**
     * Bytes with headers that say what they are: an item of a stream, mostly. Clients of the classic generation cannot read it.
     *
     * @param headers JSON values by name
     * @param data the bytes
     */
    record Binary(Map<String, Object> headers, Attachment data) implements Content {
        /**
         * Copies the headers.
         *
         * @param headers JSON values by name
         * @param data the bytes
         */
        public Binary {
            headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        }
    }

    /**
     * Something went wrong: an item of a stream after which more may come. A tool that fails as a whole throws instead.
     *
     * @param code why
     * @param text safe to show to a person or a model; no secrets
     */
    record Failure(ErrorCode code, String text) implements Content {}

    /** Any JSON value. */
    final class Json implements Content {
        private final JsonValue value;

        private Json(JsonValue value) {
            this.value = value;
        }

        /**
         * Makes JSON of a Java value.
         *
         * @param value a record, map, list, string, number, boolean or null
         * @return the content
         * @throws IllegalArgumentException if the value cannot be written as JSON
         */
        public static Json of(@Nullable Object value) {
            return new Json(JsonValue.of(value));
        }

        /**
         * Parses JSON text.
         *
         * @param json one JSON value
         * @return the content
         * @throws IllegalArgumentException if it is not JSON
         */
        public static Json parse(String json) {
            return new Json(JsonValue.parse(json));
        }

        /**
         * Binds the value.
         *
         * @param type a class, or a generic type
         * @param <T> the type
         * @return the bound value
         * @throws TaskException {@link ErrorCode#INVALID_RESPONSE} if it does not fit
         */
        public <T> T as(Type type) {
            return value.as(type, ErrorCode.INVALID_RESPONSE);
        }

        /**
         * The value in plain Java.
         *
         * @return a map, list, string, number, boolean or null
         */
        public @Nullable Object value() {
            return value.plain();
        }

        JsonValue json() {
            return value;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Json that && value.equals(that.value);
        }

        @Override
        public int hashCode() {
            return value.hashCode();
        }

        /** The JSON text. */
        @Override
        public String toString() {
            return value.toString();
        }
    }
}
