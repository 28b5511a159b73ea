package dev.taskrunner.langchain4j;

import dev.langchain4j.agentic.UntypedAgent;
import dev.langchain4j.agentic.agent.MissingArgumentException;
import dev.langchain4j.agentic.planner.AgentInstance;
import dev.langchain4j.agentic.scope.ResultWithAgenticScope;
import dev.langchain4j.agentic.supervisor.SupervisorAgent;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.function.TypeBinding;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Agents of the agentic module: typed ones by their interface, workflows without types by what their parts need and make. */
final class AgenticShapes {
    private AgenticShapes() {}

    static Optional<AgentShape> of(Object agent, Optional<String> method) {
        if (!(agent instanceof AgentInstance instance)) {
            return Optional.empty();
        }
        if (agent instanceof UntypedAgent untyped) {
            return Optional.of(new Workflow(untyped, instance));
        }
        Class<?> type =
                agent instanceof SupervisorAgent && !isUsers(instance.type()) ? SupervisorAgent.class : instance.type();
        return Optional.of(new Typed(new ServiceMethod(agent, ServiceMethods.choose(type, method)), instance));
    }

    private static boolean isUsers(Class<?> type) {
        return !type.getName().startsWith("dev.langchain4j.");
    }

    static @Nullable Object withoutScope(Object value) {
        return ((ResultWithAgenticScope<?>) value).result();
    }

    /** The agentic module knows which argument nobody gave. */
    static RuntimeException translated(RuntimeException thrown) {
        for (Throwable one = thrown; one != null && one != one.getCause(); one = one.getCause()) {
            if (one instanceof MissingArgumentException missing) {
                return Slots.refused("", "required", "the agent needs '" + missing.argumentName() + "'");
            }
        }
        return thrown;
    }

    private static void describe(AgentInstance instance, TaskSpec.Builder spec) {
        if (instance.description() != null && !instance.description().isBlank()) {
            spec.description(instance.description());
        }
    }

    private static String nameOf(AgentInstance instance) {
        return instance.name() == null || instance.name().isBlank() ? "agent" : instance.name();
    }

    /** An agent with an interface of the user's. */
    private record Typed(AgentShape method, AgentInstance instance) implements AgentShape {
        @Override
        public String name() {
            return nameOf(instance);
        }

        @Override
        public TaskSpec.Builder spec(String name) {
            TaskSpec.Builder spec = method.spec(name);
            describe(instance, spec);
            return spec;
        }

        @Override
        public TaskResult ask(TaskContext context, TaskInput input, Memory memory) throws Exception {
            return method.ask(context, input, memory);
        }

        @Override
        public AgentShape exposingMemory() {
            return new Typed(method.exposingMemory(), instance);
        }
    }

    /** An agent that takes a map and gives an object. */
    private static final class Workflow implements AgentShape {
        private final UntypedAgent agent;
        private final AgentInstance instance;
        private final TypeBinding.Arguments arguments;
        private final Map<String, Slots.Slot> slots = new LinkedHashMap<>();
        private final Answers answers;
        private boolean takesFiles;

        Workflow(UntypedAgent agent, AgentInstance instance) {
            this.agent = agent;
            this.instance = instance;
            WorkflowNeeds needs = WorkflowNeeds.of(instance);
            List<TypeBinding.Property> properties = new ArrayList<>();
            needs.inputs().forEach((name, need) -> add(properties, name, need));
            this.arguments = TypeBinding.standard().arguments(properties);
            this.answers = Answers.of(needs.output());
        }

        private void add(List<TypeBinding.Property> properties, String name, WorkflowNeeds.Need need) {
            Type type = need.type();
            boolean isOptional = need.optional();
            if (Slots.isContents(type)) {
                takesFiles = true;
                slots.put(name, Slots.files());
                return;
            }
            if (Slots.isContent(type)) {
                takesFiles = true;
                Class<?> kind = (Class<?>) type;
                properties.add(new TypeBinding.Property(
                        name, String.class, null, true, null, Slots.fileWords(kind), Map.of()));
                slots.put(name, Slots.file(name, kind));
                return;
            }
            properties.add(new TypeBinding.Property(name, type, null, isOptional, need.fallback(), null, Map.of()));
            slots.put(name, Slots.argument(name));
        }

        @Override
        public String name() {
            return nameOf(instance);
        }

        @Override
        public TaskSpec.Builder spec(String name) {
            TaskSpec.Builder spec = TaskSpec.builder(name)
                    .inputSchema(arguments.schema())
                    .outputSchema(answers.schema().orElse(null));
            describe(instance, spec);
            return spec;
        }

        @Override
        public TaskResult ask(TaskContext context, TaskInput input, Memory memory) throws Exception {
            Slots.Call call = Slots.Call.of(context, arguments.bind(context, input), memory, takesFiles);
            Map<String, Object> state = new LinkedHashMap<>();
            slots.forEach((name, slot) -> put(state, name, slot.value(call)));
            // Another schema may have been set, with more in it than the agents say that they need.
            input.asMap().forEach((name, value) -> {
                if (!slots.containsKey(name)) {
                    put(state, name, value);
                }
            });
            try {
                return answers.read(context, agent.invoke(state));
            } catch (RuntimeException e) {
                throw translated(e);
            }
        }

        private static void put(Map<String, Object> state, String name, @Nullable Object value) {
            if (value != null) {
                state.put(name, value);
            }
        }
    }
}
