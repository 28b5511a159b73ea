package dev.taskrunner.server;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A toolkit that an ask lets its runner use (section 5.8).
 *
 * @param name the toolkit's name
 * @param tools only these; null for all
 */
record WantedToolkit(String name, @Nullable List<String> tools) {

    /** Reads the requirements of an ask. Those of other kinds are left out; several of one toolkit become one. */
    static List<WantedToolkit> read(@Nullable List<RawJson> requires) throws WireException {
        if (requires == null) {
            return List.of();
        }
        Map<String, WantedToolkit> byName = new LinkedHashMap<>();
        for (RawJson one : requires) {
            JsonFields fields = one.isObject() ? one.fields() : JsonFields.EMPTY;
            String toolkit = fields.string("toolkit");
            if (toolkit != null) {
                byName.merge(toolkit, new WantedToolkit(toolkit, fields.strings("tools")), WantedToolkit::and);
            }
        }
        return List.copyOf(byName.values());
    }

    private WantedToolkit and(WantedToolkit other) {
        if (tools == null || other.tools == null) {
            return new WantedToolkit(name, null);
        }
        Set<String> both = new LinkedHashSet<>(tools);
        both.addAll(other.tools);
        return new WantedToolkit(name, new ArrayList<>(both));
    }
}
