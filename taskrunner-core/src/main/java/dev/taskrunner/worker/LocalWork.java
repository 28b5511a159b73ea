package dev.taskrunner.worker;

import dev.taskrunner.CallContext;
import dev.taskrunner.Cancellation;
import dev.taskrunner.ChatContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Has a runner of this process do the work. Stateless. */
record LocalWork(TaskRunner runner) implements Work {

    @Override
    public Optional<JsonSchema> inputSchema(Room room) {
        return Optional.of(runner.spec().inputSchema());
    }

    @Override
    public CompletableFuture<TaskResult> run(Room room, WorkItem item, TaskInput input, Cancellation cancellation) {
        ChatContext chat = runner.initChatContext();
        item.prepend(chat);
        Participant caller = new Participant(room.participantId(), room.name(), "agent", Map.of());
        CallContext.Builder context =
                CallContext.builder(caller).cancellation(cancellation).agents(ignored -> room.agents());
        return runner.run(context.task(chat, toolkits(room, item)), input);
    }

    private List<Toolkit> toolkits(Room room, WorkItem item) {
        List<Toolkit> found = new ArrayList<>(runner.spec().toolkits());
        List<String> wanted = new ArrayList<>();
        runner.spec().requires().forEach(required -> {
            if (required instanceof RequiredToolkit toolkit) {
                wanted.add(toolkit.name());
            }
        });
        wanted.addAll(item.tools());
        if (wanted.isEmpty()) {
            return found;
        }
        List<Toolkit> there = room.toolkits().list();
        for (String name : wanted) {
            found.add(there.stream()
                    .filter(toolkit -> toolkit.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new TaskException(
                            ErrorCode.UNKNOWN_TOOL, "the toolkit '" + name + "' of the message is not in the room")));
        }
        return found;
    }
}
