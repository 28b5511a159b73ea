package dev.taskrunner.tools;

import dev.taskrunner.langchain4j.bridge.ToolNames;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The names under which a model knows runners. Who got a name first keeps it, so that a conversation never sees a name change hands;
 * of two that would be alike, the later one gets a suffix.
 *
 * <p>{@code byAgent} is the lock and guards both maps. The oldest names are forgotten beyond {@link #MOST}, for rooms where agents
 * come and go for ever.
 */
final class ModelNames {
    private static final int MOST = 10_000;
    private static final int LONGEST = 64;

    private final Map<String, String> byAgent = new LinkedHashMap<>();
    private final Map<String, String> owners = new LinkedHashMap<>();

    /**
     * The model's name for a tool.
     *
     * @throws IllegalArgumentException if the name is empty
     */
    String of(String tool) {
        synchronized (byAgent) {
            String known = byAgent.get(tool);
            if (known != null) {
                return known;
            }
            String name = ToolNames.accepted(tool);
            if (owners.containsKey(name)) {
                name = suffixed(name, tool);
            }
            if (byAgent.size() >= MOST) {
                String oldest = byAgent.keySet().iterator().next();
                owners.remove(byAgent.remove(oldest));
            }
            byAgent.put(tool, name);
            owners.put(name, tool);
            return name;
        }
    }

    private static String suffixed(String name, String tool) {
        CRC32 sum = new CRC32();
        sum.update(tool.getBytes(StandardCharsets.UTF_8));
        String end = String.format("_%08x", sum.getValue());
        return name.substring(0, Math.min(name.length(), LONGEST - end.length())) + end;
    }
}
