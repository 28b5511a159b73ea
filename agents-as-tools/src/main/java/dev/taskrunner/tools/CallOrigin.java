package dev.taskrunner.tools;

import dev.langchain4j.invocation.InvocationContext;
import dev.taskrunner.CallContext;
import dev.taskrunner.Participant;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskContext;
import dev.taskrunner.ToolContext;
import dev.taskrunner.langchain4j.bridge.CallParameters;
import dev.taskrunner.room.Room;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * On whose account a model's calls are made: that of the task which the AI service works on, when it is one of our runners, else
 * that of the room's own participant. Immutable.
 */
final class CallOrigin {
    private final Room room;
    private final Consumer<Progress> progress;

    private CallOrigin(Room room, Consumer<Progress> progress) {
        this.room = room;
        this.progress = progress;
    }

    static CallOrigin of(Room room) {
        return new CallOrigin(room, ignored -> {});
    }

    /** The same with one more who hears of progress; what that one throws is logged. */
    CallOrigin hearing(Consumer<Progress> listener) {
        return new CallOrigin(room, report -> {
            try {
                listener.accept(report);
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(CallOrigin.class).warn("a listener for progress failed", e);
            }
        });
    }

    ToolContext context(@Nullable InvocationContext invocation) {
        Optional<CallContext> call = invocation == null || invocation.invocationParameters() == null
                ? Optional.empty()
                : CallParameters.callOf(invocation.invocationParameters());
        return call.map(CallOrigin::tool).orElseGet(this::own).withProgress(progress);
    }

    private static ToolContext tool(CallContext call) {
        return call instanceof TaskContext task ? task.toolContext() : (ToolContext) call;
    }

    /** Without an id: nobody acts for the room's own participant. */
    private ToolContext own() {
        return CallContext.builder(new Participant("", room.name(), "user", Map.of()))
                .tool();
    }
}
