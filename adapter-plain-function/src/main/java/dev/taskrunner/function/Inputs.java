package dev.taskrunner.function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;
import dev.taskrunner.schema.Violation;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the arguments object into what the user's code takes: one slot for each of its parameters. Immutable. */
final class Inputs {
    /** Stands for an argument that is left to the default value of a Kotlin parameter. */
    static final Object ABSENT = new Object();

    private final List<Slot> slots;
    private final Schemas.Made schema;

    /** Where one parameter's value comes from. */
    @FunctionalInterface
    interface Slot {
        @Nullable
        Object value(TaskContext context, JsonNode arguments);
    }

    Inputs(Schemas.Made schema, List<Slot> slots) {
        this.schema = schema;
        this.slots = List.copyOf(slots);
    }

    Schemas.Made schema() {
        return schema;
    }

    @Nullable
    Object[] bind(TaskContext context, JsonNode arguments) {
        @Nullable Object[] values = new Object[slots.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = slots.get(i).value(context, arguments);
        }
        return values;
    }

    static Slot context() {
        return (context, arguments) -> context;
    }

    /** The whole arguments object. */
    static Slot whole(Binder binder) {
        return (context, arguments) -> binder.read(arguments);
    }

    static Slot member(Argument argument, Binder binder) {
        return (context, arguments) -> {
            JsonNode given = arguments.path(argument.name());
            boolean absent = given instanceof MissingNode || given.isNull() && !argument.nullable();
            if (!absent) {
                return binder.read(given);
            }
            JsonNode fallback = argument.fallback();
            if (fallback == null && argument.use().hasDefault()) {
                return ABSENT;
            }
            return binder.read(fallback == null ? NullNode.getInstance() : fallback);
        };
    }

    static Slot attachment(String name, boolean optional, boolean nullable) {
        return (context, arguments) -> {
            Optional<Attachment> given = context.attachment();
            if (optional) {
                return given;
            }
            if (given.isEmpty() && !nullable) {
                Violation violation = new Violation(
                        "",
                        "attachment",
                        "an attachment",
                        "absent",
                        "(root): an attachment is required (" + name + ")");
                throw TaskException.invalid(ErrorCode.INVALID_ARGUMENTS, "arguments", List.of(violation));
            }
            return given.orElse(null);
        };
    }
}
