package dev.taskrunner;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * The runners of a room, as somebody sees them who may ask them. Safe to share between threads.
 *
 * <p>{@code room.agents()} asks on one's own account; {@link CallContext#agents()} asks on account of the task at hand: its
 * remaining time, its cancellation and its place in the chain of asks go along.
 */
public interface Agents {

    /**
     * Asks a runner.
     *
     * @param agent the runner's name
     * @param arguments a record, a map, or anything that becomes a JSON object
     * @param options timeout, attachment, on whose behalf, and so on
     * @return the answer, or a {@link TaskException}; completed off the transport's thread. Cancelling it cancels the task
     */
    CompletableFuture<TaskResult> askAsync(String agent, Object arguments, AskOptions options);

    /**
     * Lists the runners in the room.
     *
     * @return their specs, in the order in which they registered
     * @throws TaskException if the room does not answer or denies it
     */
    List<TaskSpec> list();

    /**
     * Asks a runner, with the default timeout.
     *
     * @param agent the runner's name
     * @param arguments a record, a map, or anything that becomes a JSON object
     * @return the answer, or a {@link TaskException}
     */
    default CompletableFuture<TaskResult> askAsync(String agent, Object arguments) {
        return askAsync(agent, arguments, AskOptions.DEFAULT);
    }

    /**
     * Asks a runner and waits for the answer, with the default timeout.
     *
     * @param agent the runner's name
     * @param arguments a record, a map, or anything that becomes a JSON object
     * @return the answer
     * @throws TaskException whatever went wrong; also when the thread is interrupted, which cancels the task
     */
    default TaskResult ask(String agent, Object arguments) {
        return ask(agent, arguments, AskOptions.DEFAULT);
    }

    /**
     * Asks a runner and waits for the answer.
     *
     * @param agent the runner's name
     * @param arguments a record, a map, or anything that becomes a JSON object
     * @param options timeout, attachment, on whose behalf, and so on
     * @return the answer
     * @throws TaskException whatever went wrong; also when the thread is interrupted, which cancels the task
     */
    default TaskResult ask(String agent, Object arguments, AskOptions options) {
        return await(askAsync(agent, arguments, options));
    }

    /**
     * Asks a runner, waits for the answer and binds it.
     *
     * @param agent the runner's name
     * @param arguments a record, a map, or anything that becomes a JSON object
     * @param type what the answer is read as
     * @param <T> the type of the answer
     * @return the answer
     * @throws TaskException whatever went wrong
     */
    default <T> T ask(String agent, Object arguments, Class<T> type) {
        return ask(agent, arguments).as(type);
    }

    /**
     * Makes a typed client: an implementation of an interface whose methods ask the runners of their names.
     *
     * <p>Each abstract method must have an annotation that is marked with {@link TaskMethod}, such as {@code @Task} of the
     * adapter for plain functions. Its parameters are the arguments, by name, so compile the interface with
     * {@code -parameters} or name them with {@code @JsonProperty}. When the runner's schema does not know the name of a
     * method's only parameter, the parameter is the whole arguments object, or its member {@code value}; so functions made
     * of lambdas can be called as well. An {@link Attachment} goes along as such, {@link AskOptions} say how to ask, and a
     * {@link CallContext} is ignored. A method that returns a {@code CompletionStage} does not wait.
     *
     * @param type an interface
     * @param <T> the interface
     * @return a client, safe for several threads; its methods throw {@link TaskException} with the code that came
     * @throws IllegalArgumentException if the type or one of its methods is not like that; the message says what to change
     */
    default <T> T proxy(Class<T> type) {
        return AgentProxy.create(this, type);
    }

    /**
     * Waits for an answer as the blocking methods do: a failure is thrown as it is, an interrupt cancels.
     *
     * @param future the answer to come
     * @param <T> its type
     * @return the answer
     * @throws TaskException whatever went wrong
     */
    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new TaskException(ErrorCode.CANCELLED, "interrupted while waiting for an answer", e);
        } catch (ExecutionException | java.util.concurrent.CancellationException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            while (cause instanceof CompletionException && cause.getCause() != null) {
                cause = cause.getCause();
            }
            if (cause instanceof TaskException failure) {
                throw failure.rethrown();
            }
            ErrorCode code = cause instanceof java.util.concurrent.CancellationException
                    ? ErrorCode.CANCELLED
                    : ErrorCode.FAILED;
            throw new TaskException(code, code == ErrorCode.CANCELLED ? "cancelled" : "failed: " + cause, cause);
        }
    }
}
