package dev.taskrunner;

import dev.taskrunner.schema.JsonSchema;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A document schema, {@code .schemas/<name>.json} in the room's storage, that a runner needs.
 *
 * @param name the schema's name, without {@code .json}
 * @param schema written to the room if given; null to wait for somebody else's
 * @param timeout how long serving waits for the schema to appear
 */
public record RequiredSchema(String name, @Nullable JsonSchema schema, Duration timeout) implements Requirement {

    /**
     * A schema that somebody else puts into the room.
     *
     * @param name the schema's name, without {@code .json}
     * @return the requirement, waiting at most {@link RequiredToolkit#DEFAULT_TIMEOUT}
     */
    public static RequiredSchema of(String name) {
        return new RequiredSchema(name, null, RequiredToolkit.DEFAULT_TIMEOUT);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("schema", name);
        map.put("callable", false);
        map.put("json", schema == null ? null : schema.asMap());
        return map;
    }
}
