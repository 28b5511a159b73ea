package dev.taskrunner.llm.loop;

import dev.taskrunner.TaskException;
import org.jspecify.annotations.Nullable;

/** Says whether an answer of the model will do. Made anew for each {@link ModelLoop#run}; used by one thread. */
public interface AnswerCheck {

    /**
     * Looks at an answer that asks for no tools.
     *
     * @param text the answer; empty if there is none
     * @return what to tell the model so that it tries again; null if the answer will do
     */
    @Nullable
    String complaint(String text);

    /**
     * Called when the last complaint did not help.
     *
     * @return the error for whoever asked
     */
    TaskException refusal();
}
