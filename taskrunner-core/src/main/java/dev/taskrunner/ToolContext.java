package dev.taskrunner;

import java.util.List;
import java.util.function.Consumer;

/**
 * What a tool knows about a call besides its arguments. Made anew for each call; safe to share between threads.
 */
public final class ToolContext extends CallContext {

    ToolContext(Builder values) {
        super(values);
    }

    /**
     * The same call with other bytes going along.
     *
     * @param attachment the bytes
     * @return a changed copy
     */
    public ToolContext withAttachment(Attachment attachment) {
        return copy().attachment(attachment).tool();
    }

    /**
     * The same call with one more who hears of progress.
     *
     * @param listener must neither block nor throw; called before those who listened already
     * @return a changed copy
     */
    public ToolContext withProgress(Consumer<Progress> listener) {
        return copy().progress(report -> {
                    listener.accept(report);
                    progress(report);
                })
                .tool();
    }

    /**
     * The same call as a runner sees it, for a runner that does the work of a tool.
     *
     * @param chat the runner's conversation
     * @param toolkits what the runner may use, in order
     * @return the context of the task
     */
    public TaskContext asTask(ChatContext chat, List<Toolkit> toolkits) {
        return copy().task(chat, toolkits);
    }
}
