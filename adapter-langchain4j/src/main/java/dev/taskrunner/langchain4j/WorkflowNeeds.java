package dev.taskrunner.langchain4j;

import dev.langchain4j.agentic.planner.AgentArgument;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.planner.AgenticSystemTopology;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a workflow without types needs from outside: whatever its agents take and none before them has made.
 *
 * @param inputs what it needs, by name, in the order in which it is needed first
 * @param output the type of what it makes; {@code Object} when that cannot be told
 */
record WorkflowNeeds(Map<String, Need> inputs, Type output) {
    /**
     * One input.
     *
     * @param type its type
     * @param optional whether all agents can do without it
     * @param fallback what they use when it is absent; null for nothing
     */
    record Need(Type type, boolean optional, @Nullable Object fallback) {
        Need and(Need other) {
            boolean isTelling = type == Object.class;
            return new Need(isTelling ? other.type : type, optional && other.optional, fallback);
        }
    }

    static WorkflowNeeds of(AgentInstance root) {
        Walk walk = new Walk();
        walk.visit(root, new LinkedHashSet<>());
        Type output = root.outputType();
        if (output == null || output == Object.class || output == String.class && !root.leaf()) {
            output = walk.typeOf(root.outputKey(), output);
        }
        return new WorkflowNeeds(walk.inputs, output);
    }

    /** Goes through the agents in the order in which they run. */
    private static final class Walk {
        private final Map<String, Need> inputs = new LinkedHashMap<>();
        private final Map<String, Type> made = new LinkedHashMap<>();

        /** Adds to {@code known} what is there when the agent is done. */
        void visit(AgentInstance agent, Set<String> known) {
            if (agent.leaf()) {
                for (AgentArgument argument : agent.arguments()) {
                    need(argument, known);
                }
            } else {
                // Agents that run side by side do not see what the others make.
                boolean isParallel = agent.topology() == AgenticSystemTopology.PARALLEL;
                Set<String> before = new LinkedHashSet<>(known);
                for (AgentInstance part : agent.subagents()) {
                    Set<String> seen = isParallel ? new LinkedHashSet<>(before) : known;
                    visit(part, seen);
                    known.addAll(seen);
                }
            }
            String key = agent.outputKey();
            if (key != null && !key.isBlank()) {
                known.add(key);
                if (agent.leaf() || !isVague(agent.outputType())) {
                    made.put(key, agent.outputType());
                }
            }
        }

        private static boolean isVague(@Nullable Type type) {
            return type == null || type == Object.class || type == String.class;
        }

        private void need(AgentArgument argument, Set<String> known) {
            if (argument.name().startsWith("@") || known.contains(argument.name())) {
                return;
            }
            Object fallback = argument.defaultValue();
            Need need = new Need(argument.type(), argument.isOptional() || fallback != null, fallback);
            inputs.merge(argument.name(), need, Need::and);
        }

        Type typeOf(@Nullable String key, @Nullable Type otherwise) {
            Type known = key == null ? null : made.get(key);
            return known == null || known == void.class ? Object.class : known;
        }
    }
}
