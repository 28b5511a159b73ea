package dev.taskrunner.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Agents;
import dev.taskrunner.CallContext;
import dev.taskrunner.ChatContext;
import dev.taskrunner.Participant;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks runners without a room, as a host would. */
final class Asking {
    private Asking() {}

    static CallContext.Builder from(String caller) {
        return CallContext.builder(new Participant("id-" + caller, caller, "user", Map.of()))
                .room("room");
    }

    static TaskContext context(CallContext.Builder builder) {
        return builder.task(new ChatContext(), List.of());
    }

    static TaskResult ask(TaskRunner runner, Map<String, ?> arguments) {
        return ask(runner, context(from("alice")), arguments);
    }

    static TaskResult ask(TaskRunner runner, TaskContext context, Map<String, ?> arguments) {
        return Agents.await(runner.run(context, TaskInput.of(arguments)));
    }

    static TaskException failure(TaskRunner runner, Map<String, ?> arguments) {
        return failure(runner, context(from("alice")), arguments);
    }

    static TaskException failure(TaskRunner runner, TaskContext context, Map<String, ?> arguments) {
        try {
            ask(runner, context, arguments);
        } catch (TaskException e) {
            return e;
        }
        throw new AssertionError("answered although it should have failed");
    }

    /** The names of the arguments. */
    static Set<?> names(TaskRunner runner) {
        return ((Map<?, ?>) runner.spec().inputSchema().asMap().getOrDefault("properties", Map.of())).keySet();
    }

    /** The schema of one argument, as plain maps. */
    static Map<?, ?> property(TaskRunner runner, String name) {
        Map<?, ?> properties = (Map<?, ?>) runner.spec().inputSchema().asMap().get("properties");
        assertThat(properties).as("properties").isNotNull();
        Map<?, ?> property = (Map<?, ?>) properties.get(name);
        assertThat(property).as("property %s of %s", name, properties.keySet()).isNotNull();
        return property;
    }
}
