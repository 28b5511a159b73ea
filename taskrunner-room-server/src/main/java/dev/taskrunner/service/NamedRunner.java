package dev.taskrunner.service;

import dev.taskrunner.ChatContext;
import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** A runner under the name that it was called by: on the wire an agent's name is that of its participant. */
final class NamedRunner extends TaskRunner {
    private final TaskRunner inner;

    NamedRunner(TaskRunner inner, String name) {
        super(inner.spec().withName(name));
        this.inner = inner;
    }

    @Override
    public ChatContext initChatContext() {
        return inner.initChatContext();
    }

    /** Left to the runner itself, which may check more. */
    @Override
    public void validateArguments(TaskInput input) {
        inner.validateArguments(input);
    }

    @Override
    public void validateResponse(TaskResult result) {
        inner.validateResponse(result);
    }

    @Override
    public TaskResult ask(TaskContext context, TaskInput input) throws Exception {
        try {
            return inner.run(context, input).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    protected CompletionStage<TaskResult> askAsync(TaskContext context, TaskInput input) {
        return inner.run(context, input);
    }
}
