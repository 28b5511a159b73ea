package dev.taskrunner.worker;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Cancellation;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Has a runner of the room do the work. Stateless. */
record AskedWork(String agent) implements Work {

    @Override
    public Optional<JsonSchema> inputSchema(Room room) {
        return spec(room).map(TaskSpec::inputSchema);
    }

    @Override
    public boolean isThere(Room room) {
        return spec(room).isPresent();
    }

    private Optional<TaskSpec> spec(Room room) {
        return room.agents().list().stream()
                .filter(spec -> spec.name().equals(agent))
                .findFirst();
    }

    @Override
    public CompletableFuture<TaskResult> run(Room room, WorkItem item, TaskInput input, Cancellation cancellation) {
        AskOptions.Builder options = AskOptions.builder();
        item.tools().forEach(name -> options.toolkit(name));
        if (room.agents().passesConversations() && item.callerContext().get("messages") instanceof List) {
            options.conversation(item.callerContext());
        }
        CompletableFuture<TaskResult> answer = room.agents().askAsync(agent, input, options.build());
        Runnable forget = cancellation.onCancel(() -> answer.cancel(true));
        answer.whenComplete((result, error) -> forget.run());
        return answer;
    }
}
