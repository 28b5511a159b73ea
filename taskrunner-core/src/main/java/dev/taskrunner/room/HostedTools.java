package dev.taskrunner.room;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the tools that are hosted over one connection take, as far as the current generation wants it known: callers may leave out
 * required members that admit null (current protocol §5.7, step 3). Safe for several threads.
 */
final class HostedTools {
    private record Place(String toolkit, String tool) {}

    private final Map<Place, List<String>> omittable = new ConcurrentHashMap<>();
    private final Set<String> runners = ConcurrentHashMap.newKeySet();

    void runner(String name) {
        runners.add(name);
    }

    boolean isRunner(String toolkit) {
        return runners.contains(toolkit);
    }

    /** Remembers a tool's input schema. */
    void schema(String toolkit, String tool, @Nullable RawJson schema) {
        omittable.put(new Place(toolkit, tool), omittable(schema));
    }

    /** The arguments with nulls where that is what leaving out means. */
    RawJson fill(String toolkit, @Nullable String tool, RawJson arguments) throws WireException {
        List<String> names = omittable.getOrDefault(new Place(toolkit, tool == null ? "" : tool), List.of());
        if (names.isEmpty()) {
            return arguments;
        }
        JsonFields given = arguments.fields();
        JsonFields.Builder all = JsonFields.builder().putAll(given);
        names.stream().filter(name -> !given.has(name)).forEach(name -> all.put(name, null));
        return all.toRaw();
    }

    private static List<String> omittable(@Nullable RawJson schema) {
        List<String> names = new ArrayList<>();
        JsonFields fields = objectOrNull(schema);
        List<String> required = fields == null ? null : fields.strings("required");
        JsonFields properties = fields == null ? null : fields.object("properties");
        for (String name : required == null ? List.<String>of() : required) {
            JsonFields property = properties == null ? null : properties.object(name);
            if (property != null && admitsNull(property)) {
                names.add(name);
            }
        }
        return names;
    }

    private static boolean admitsNull(JsonFields schema) {
        List<String> types = schema.strings("type");
        if ("null".equals(schema.string("type")) || (types != null && types.contains("null"))) {
            return true;
        }
        for (String union : List.of("anyOf", "oneOf")) {
            List<RawJson> branches = schema.array(union);
            for (RawJson branch : branches == null ? List.<RawJson>of() : branches) {
                JsonFields fields = objectOrNull(branch);
                if (fields != null && admitsNull(fields)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static @Nullable JsonFields objectOrNull(@Nullable RawJson json) {
        return json == null
                ? null
                : JsonFields.builder().put("value", json).build().object("value");
    }
}
