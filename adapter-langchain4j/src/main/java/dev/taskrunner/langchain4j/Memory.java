package dev.taskrunner.langchain4j;

import dev.taskrunner.TaskContext;
import dev.taskrunner.langchain4j.bridge.CallParameters;
import java.util.function.Function;

/**
 * Whose memory an agent uses for a task. Unless told otherwise, that of the room, the caller and the one it acts for.
 *
 * @param id gives the id
 */
record Memory(Function<? super TaskContext, ? extends Object> id) {
    static final Memory OF_CALLER = new Memory(CallParameters::memoryId);
}
