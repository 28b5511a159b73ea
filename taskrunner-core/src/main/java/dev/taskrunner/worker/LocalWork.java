package dev.taskrunner.worker;

import dev.taskrunner.CallContext;
import dev.taskrunner.Cancellation;
import dev.taskrunner.ChatContext;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Has a runner of this process do the work. Stateless. */
record LocalWork(TaskRunner runner) implements Work {

    @Override
    public Optional<JsonSchema> inputSchema(Room room) {
        return Optional.of(runner.spec().inputSchema());
    }

    @Override
    public boolean isThere(Room room) {
        return true;
    }

    @Override
    public CompletableFuture<TaskResult> run(Room room, WorkItem item, TaskInput input, Cancellation cancellation) {
        ChatContext chat = runner.initChatContext();
        item.prepend(chat);
        CallContext.Builder context = room.call().cancellation(cancellation);
        Clock clock = Clock.systemUTC();
        runner.spec()
                .timeout()
                .ifPresent(limit -> context.deadline(clock.instant().plus(limit), clock));
        return runner.run(context.task(chat, toolkits(room, item, context.tool())), input);
    }

    private List<Toolkit> toolkits(Room room, WorkItem item, CallContext context) {
        List<RequiredToolkit> wanted = new ArrayList<>();
        runner.spec().requires().forEach(required -> {
            if (required instanceof RequiredToolkit toolkit) {
                wanted.add(toolkit);
            }
        });
        item.tools().forEach(name -> wanted.add(RequiredToolkit.of(name)));
        List<Toolkit> found = new ArrayList<>(runner.spec().toolkits());
        found.addAll(room.toolkits().resolve(context, wanted));
        return found;
    }
}
