package dev.taskrunner.worker;

import dev.taskrunner.Cancellation;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What a worker does with one task. */
interface Work {

    /** What the arguments must match; empty when only who does the work knows. */
    Optional<JsonSchema> inputSchema(Room room);

    /** Whether who does it is there at this moment. */
    boolean isThere(Room room);

    /** Does it; checks the arguments first. */
    CompletableFuture<TaskResult> run(Room room, WorkItem item, TaskInput input, Cancellation cancellation);
}
