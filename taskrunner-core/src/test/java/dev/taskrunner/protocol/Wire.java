package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** JSON and bytes of tests, without checked exceptions. */
public final class Wire {
    private Wire() {}

    /** A JSON value. */
    public static RawJson raw(String json) {
        try {
            return RawJson.parse(json);
        } catch (WireException e) {
            throw new AssertionError("the test's JSON is broken: " + json, e);
        }
    }

    /** A JSON object. */
    public static JsonFields fields(String json) {
        try {
            return raw(json).fields();
        } catch (WireException e) {
            throw new AssertionError("the test's JSON is no object: " + json, e);
        }
    }

    /** An object without one member. */
    public static JsonFields without(String json, String member) {
        return with(json, member, null);
    }

    /** An object with one member changed; null takes it away. */
    public static JsonFields with(String json, String member, String value) {
        JsonFields all = fields(json);
        JsonFields.Builder changed = JsonFields.builder();
        for (String name : all.names()) {
            if (!name.equals(member)) {
                changed.put(name, all.raw(name));
            }
        }
        return value == null ? changed.build() : changed.put(member, raw(value)).build();
    }

    /** What a message writes. */
    public static String text(JsonFields fields) {
        return fields.toRaw().toString();
    }

    /** Bytes. */
    public static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }
}
