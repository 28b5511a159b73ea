package dev.taskrunner;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A database table that a runner needs.
 *
 * @param name the table's name
 * @param columns the column types by column name, as the room spells them
 */
public record RequiredTable(String name, Map<String, Object> columns) implements Requirement {

    /**
     * Copies the columns, in order.
     *
     * @param name the table's name
     * @param columns the column types by column name, as the room spells them
     */
    public RequiredTable {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("table", name);
        map.put("schema", columns);
        return map;
    }
}
