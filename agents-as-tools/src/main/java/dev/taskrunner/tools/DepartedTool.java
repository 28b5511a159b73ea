package dev.taskrunner.tools;

import dev.taskrunner.TaskSpec;

/** How a runner is offered that has left: so that a model which calls it, or reads of it, hears that. */
final class DepartedTool {
    private DepartedTool() {}

    static TaskSpec describe(TaskSpec gone) {
        return gone.toBuilder()
                .description("NOT AVAILABLE: '" + gone.name()
                        + "' has left the room. Do not call it; say so if it is needed.")
                .outputSchema((dev.taskrunner.schema.JsonSchema) null)
                .build();
    }
}
