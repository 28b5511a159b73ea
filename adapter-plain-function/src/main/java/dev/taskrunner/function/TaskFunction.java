package dev.taskrunner.function;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskException;

/**
 * A function that wants to know who asks, or that throws checked exceptions.
 *
 * @param <I> what it takes
 * @param <O> what it gives
 */
@FunctionalInterface
public interface TaskFunction<I, O> {
    /**
     * Does the work.
     *
     * @param context who asks, until when
     * @param input the bound arguments
     * @return the answer
     * @throws Exception whatever went wrong; see {@link TaskException} for what the caller is told
     */
    O apply(TaskContext context, I input) throws Exception;
}
