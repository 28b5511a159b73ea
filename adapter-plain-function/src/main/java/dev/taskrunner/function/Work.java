package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.schema.Violation;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a function's runner does with each task: bind, check, call, write. Immutable; safe for several threads.
 *
 * @param inputs makes the parameters
 * @param outputs makes the answer
 * @param check looks at the parameters before the call
 * @param call the user's code
 */
record Work(Inputs inputs, Outputs outputs, Check check, Call call) {
    /** The user's code with all its parameters. */
    @FunctionalInterface
    interface Call {
        @Nullable
        Object with(@Nullable Object[] parameters) throws Exception;
    }

    /** What a schema cannot say about parameters. */
    @FunctionalInterface
    interface Check {
        List<Violation> of(@Nullable Object[] parameters);
    }

    /** The part of the schema that the published one has no words for. */
    void enforce(TaskInput input, String title) {
        JsonSchema more = inputs.schema().enforced();
        if (more != null) {
            refuse(more.validate(input.as(JsonNode.class)), title);
        }
    }

    CompletionStage<TaskResult> run(TaskContext context, TaskInput input, String title) throws Exception {
        @Nullable Object[] parameters = inputs.bind(context, input.as(JsonNode.class));
        refuse(check.of(parameters), title);
        return outputs.complete(context, call.with(parameters));
    }

    private static void refuse(List<Violation> violations, String title) {
        if (!violations.isEmpty()) {
            throw TaskException.invalid(ErrorCode.INVALID_ARGUMENTS, "arguments of " + title, violations);
        }
    }
}
