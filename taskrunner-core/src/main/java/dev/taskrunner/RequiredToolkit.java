package dev.taskrunner;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A toolkit of the room that a runner, or one ask, needs.
 *
 * @param name the toolkit's name
 * @param tools the tools that are needed; null for all of them
 * @param timeout how long serving waits for the toolkit to appear; zero does not wait and takes what is there when asked
 */
public record RequiredToolkit(String name, @Nullable List<String> tools, Duration timeout) implements Requirement {
    /** How long serving waits for a toolkit unless told otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /**
     * Copies the list of tools.
     *
     * @param name the toolkit's name
     * @param tools the tools that are needed
     * @param timeout how long serving waits for the toolkit to appear
     */
    public RequiredToolkit {
        tools = tools == null ? null : List.copyOf(tools);
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "the timeout of the required toolkit '" + name + "' is negative: " + timeout);
        }
    }

    /**
     * A toolkit with all, or some, of its tools.
     *
     * @param name the toolkit's name
     * @param tools the tools that are needed; none named means all
     * @return the requirement, waiting at most {@link #DEFAULT_TIMEOUT}
     */
    public static RequiredToolkit of(String name, String... tools) {
        return new RequiredToolkit(name, tools.length == 0 ? null : List.of(tools), DEFAULT_TIMEOUT);
    }

    /**
     * Changes how long serving waits.
     *
     * @param timeout zero or more
     * @return a changed copy
     */
    public RequiredToolkit withTimeout(Duration timeout) {
        return new RequiredToolkit(name, tools, timeout);
    }

    @Override
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("toolkit", name);
        map.put("tools", tools);
        map.put("callable", false);
        return map;
    }
}
