package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The toolkit {@code agents} (section 10.6): made here of the room's runners, wherever somebody requires a toolkit of that name,
 * since nobody registers it.
 */
final class AgentTools {
    private static final String NAME = "agents";

    private AgentTools() {}

    /** Whether a requirement means the runners of the room. */
    static boolean isMeant(RequiredToolkit required) {
        return required.name().equals(NAME);
    }

    /** The toolkit for one task of a runner: fresh, and without the runner itself unless it is named. */
    static Toolkit toolkit(AgentsClient agents, @Nullable List<String> names, String self) {
        Map<String, TaskSpec> present = new LinkedHashMap<>();
        agents.list().forEach(spec -> present.putIfAbsent(spec.name(), spec));
        List<Tool> tools = new ArrayList<>();
        if (names == null) {
            present.remove(self);
            present.values().forEach(spec -> tools.add(agents.tool(spec)));
        } else {
            List<String> missing = new ArrayList<>();
            Set<String> named = new HashSet<>();
            for (String name : new LinkedHashSet<>(names)) {
                TaskSpec spec = present.get(agent(name, present.keySet()));
                if (spec == null) {
                    missing.add(name);
                } else if (named.add(spec.name())) {
                    tools.add(agents.tool(spec));
                }
            }
            if (!missing.isEmpty()) {
                throw new TaskException(
                        ErrorCode.UNKNOWN_AGENT, "not in the room: " + listed(missing) + ", wanted as tools");
            }
        }
        return Toolkit.of(NAME, tools).describedAs("Agents", "The task runners in this room");
    }

    /** Those of the named runners that are not there yet. */
    static List<String> missing(RequiredToolkit required, AgentsClient agents) {
        List<String> names = required.tools();
        if (names == null) {
            return List.of();
        }
        List<String> present = agents.list().stream().map(TaskSpec::name).toList();
        return names.stream()
                .filter(name -> !present.contains(agent(name, present)))
                .toList();
    }

    /** A runner may be named as such or as its tool is. */
    private static String agent(String name, Collection<String> present) {
        return !present.contains(name) && name.startsWith(AgentTool.PREFIX)
                ? name.substring(AgentTool.PREFIX.length())
                : name;
    }

    static String listed(List<String> names) {
        return (names.size() == 1 ? "agent '" : "agents '") + String.join("', '", names) + "'";
    }
}
