package dev.taskrunner.wire;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A shallow, read-only view of a JSON object: names and raw values, in order.
 *
 * <p>Lenient: a missing, null or wrongly typed member reads as null. When a name occurs twice the last value wins, and
 * the others are gone when the object is written again.
 */
public final class JsonFields {
    /** The object without members. */
    public static final JsonFields EMPTY = new JsonFields(Map.of(), RawJson.EMPTY_OBJECT);

    private final Map<String, RawJson> members; // never changed once it is here
    private final @Nullable RawJson source; // the text it was cut from, when that still says exactly the same

    JsonFields(Map<String, RawJson> members, @Nullable RawJson source) {
        this.members = members;
        this.source = source;
    }

    /**
     * Starts a new object.
     *
     * @return an empty builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The names of all members.
     *
     * @return the names in order, unmodifiable
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(members.keySet());
    }

    /**
     * Whether there is a member of that name.
     *
     * @param name its name
     * @return true also when its value is JSON null
     */
    public boolean has(String name) {
        return members.containsKey(name);
    }

    /**
     * A member as it stands.
     *
     * @param name its name
     * @return its value, {@link RawJson#NULL} when that is JSON null, or null when absent
     */
    public @Nullable RawJson raw(String name) {
        RawJson value = members.get(name);
        return value != null && value.isNull() ? RawJson.NULL : value;
    }

    /**
     * The text of a string member.
     *
     * @param name its name
     * @return its text, or null when absent or not a string
     */
    public @Nullable String string(String name) {
        RawJson value = members.get(name);
        return value == null ? null : textOrNull(value);
    }

    /**
     * A boolean member.
     *
     * @param name its name
     * @return its value, or null when absent or not a boolean
     */
    public @Nullable Boolean bool(String name) {
        RawJson value = members.get(name);
        return value == null || !value.isBoolean() ? null : Boolean.valueOf(value.toString());
    }

    /**
     * A whole number.
     *
     * @param name its name
     * @return its value, also when written like {@code 3.0}; null when absent, not a whole number or beyond a long
     */
    public @Nullable Long integer(String name) {
        RawJson value = members.get(name);
        if (value == null || !value.isNumber()) {
            return null;
        }
        try {
            return new BigDecimal(value.toString()).longValueExact();
        } catch (ArithmeticException | NumberFormatException e) {
            return null; // a fraction, or out of range
        }
    }

    /**
     * A number.
     *
     * @param name its name
     * @return its value, or null when absent or not a number
     */
    public @Nullable Double number(String name) {
        RawJson value = members.get(name);
        if (value == null || !value.isNumber()) {
            return null;
        }
        return Double.valueOf(value.toString());
    }

    /**
     * An object member.
     *
     * @param name its name
     * @return a shallow view of it, or null when absent or not an object
     */
    public @Nullable JsonFields object(String name) {
        RawJson value = members.get(name);
        try {
            return value == null || !value.isObject() ? null : value.fields();
        } catch (WireException e) {
            return null; // built here, and nested too deep
        }
    }

    /**
     * An array member.
     *
     * @param name its name
     * @return its elements, or null when absent or not an array
     */
    public @Nullable List<RawJson> array(String name) {
        RawJson value = members.get(name);
        try {
            return value == null || !value.isArray() ? null : value.elements();
        } catch (WireException e) {
            return null; // built here, and nested too deep
        }
    }

    /**
     * The strings of an array member.
     *
     * @param name its name
     * @return its string elements, others skipped; null when absent or not an array
     */
    public @Nullable List<String> strings(String name) {
        List<RawJson> elements = array(name);
        if (elements == null) {
            return null;
        }
        List<String> texts = new ArrayList<>(elements.size());
        for (RawJson element : elements) {
            String text = textOrNull(element);
            if (text != null) {
                texts.add(text);
            }
        }
        return Collections.unmodifiableList(texts);
    }

    /**
     * The text of a string member that must be there.
     *
     * @param name its name
     * @return its text
     * @throws WireException when absent or not a string; says so without the value
     */
    public String requireString(String name) throws WireException {
        String text = string(name);
        if (text == null) {
            throw new WireException("member '" + name + "' must be a string");
        }
        return text;
    }

    /**
     * An object member that must be there.
     *
     * @param name its name
     * @return its value
     * @throws WireException when absent or not an object; says so without the value
     */
    public RawJson requireObject(String name) throws WireException {
        RawJson value = members.get(name);
        if (value == null || !value.isObject()) {
            throw new WireException("member '" + name + "' must be an object");
        }
        return value;
    }

    /**
     * The object again.
     *
     * @return its text, as received when this view was cut from a text
     */
    public RawJson toRaw() {
        if (source != null) {
            return source;
        }
        JsonWriter writer = new JsonWriter(sizeHint());
        writer.fields(this);
        return writer.toRaw();
    }

    private static @Nullable String textOrNull(RawJson value) {
        return value.isString() ? value.text() : null;
    }

    @Nullable
    RawJson source() {
        return source;
    }

    Map<String, RawJson> members() {
        return members;
    }

    /** About as many bytes as the text has; exact when no name needs an escape. */
    int sizeHint() {
        long size = 2;
        for (Map.Entry<String, RawJson> member : members.entrySet()) {
            size += member.getKey().length() + member.getValue().size() + 4L;
        }
        return (int) Math.min(size, Integer.MAX_VALUE - 64);
    }

    JsonFields without(String name) {
        if (!has(name)) {
            return this;
        }
        Map<String, RawJson> rest = new LinkedHashMap<>(members);
        rest.remove(name);
        return new JsonFields(rest, null);
    }

    /**
     * Compares names, order and the text of the values.
     *
     * @param other what to compare with
     * @return true when {@code other} holds the same members in the same order
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonFields that
                && members.equals(that.members)
                && List.copyOf(members.keySet()).equals(List.copyOf(that.members.keySet()));
    }

    /**
     * A hash of names and values.
     *
     * @return the hash
     */
    @Override
    public int hashCode() {
        return members.hashCode();
    }

    /**
     * The JSON text.
     *
     * @return the text
     */
    @Override
    public String toString() {
        return toRaw().toString();
    }

    /** Builds an object; keeps the order of the first {@code put} of each name. Not for several threads at once. */
    public static final class Builder {
        private final Map<String, RawJson> members = new LinkedHashMap<>();

        private Builder() {}

        /**
         * Sets a member, at once written as JSON.
         *
         * @param name its name
         * @param value anything that {@link RawJson#of} takes; null writes JSON null
         * @return this builder
         * @throws IllegalArgumentException when the value cannot be written as JSON
         */
        public Builder put(String name, @Nullable Object value) {
            members.put(name, RawJson.of(value));
            return this;
        }

        /**
         * Sets a member, unless the value is null.
         *
         * @param name its name
         * @param value anything that {@link RawJson#of} takes; null leaves the object as it is
         * @return this builder
         * @throws IllegalArgumentException when the value cannot be written as JSON
         */
        public Builder putIfPresent(String name, @Nullable Object value) {
            return value == null ? this : put(name, value);
        }

        /**
         * Sets all members of another object.
         *
         * @param other the other object
         * @return this builder
         */
        public Builder putAll(JsonFields other) {
            members.putAll(other.members);
            return this;
        }

        /**
         * The object as it is now.
         *
         * @return a view that later calls of this builder do not change
         */
        public JsonFields build() {
            return members.isEmpty() ? EMPTY : new JsonFields(new LinkedHashMap<>(members), null);
        }

        /**
         * The object as it is now, as text.
         *
         * @return the text
         */
        public RawJson toRaw() {
            return build().toRaw();
        }
    }
}
