package dev.taskrunner.llm.loop;

import dev.taskrunner.CallContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs blocking work until it is done, the deadline passes or the call is cancelled, whichever comes first; then whatever still
 * runs is interrupted and not waited for.
 *
 * <p>Owned by one run of a loop, whose thread waits here; the work has threads of its own, so that neither a model nor a tool
 * that ignores interrupts can hold the answer up. Never blocks the thread that cancels.
 */
final class Steps {
    private final Executor executor;
    private final CallContext context;
    private final Stragglers stragglers;
    private final int maxStragglers;

    Steps(Executor executor, CallContext context, Stragglers stragglers, int maxStragglers) {
        this.executor = executor;
        this.context = context;
        this.stragglers = stragglers;
        this.maxStragglers = maxStragglers;
    }

    /** Runs one piece of work. */
    <T> T one(Callable<T> work) throws InterruptedException, ExecutionException {
        return all(List.of(work)).get(0);
    }

    /** Runs all at once; the results are in the order of the work. */
    <T> List<T> all(List<? extends Callable<T>> work) throws InterruptedException, ExecutionException {
        stragglers.check(maxStragglers);
        List<Stragglers.Call<T>> tasks = new ArrayList<>();
        for (Callable<T> one : work) {
            tasks.add(stragglers.call(one));
        }
        Runnable forget = context.cancellation().onCancel(() -> tasks.forEach(Stragglers.Call::giveUp));
        try {
            return run(tasks);
        } catch (CancellationException e) {
            context.cancellation().throwIfCancelled();
            throw new TaskException(ErrorCode.CANCELLED, "the work was cancelled", e);
        } catch (RejectedExecutionException e) {
            throw new TaskException(ErrorCode.AGENT_BUSY, "no thread is free for the model or its tools", e);
        } finally {
            forget.run();
            tasks.forEach(Stragglers.Call::giveUp);
        }
    }

    private <T> List<T> run(List<? extends FutureTask<T>> tasks) throws InterruptedException, ExecutionException {
        tasks.forEach(executor::execute);
        List<T> results = new ArrayList<>();
        for (FutureTask<T> task : tasks) {
            results.add(await(task));
        }
        return results;
    }

    private <T> T await(FutureTask<T> task) throws InterruptedException, ExecutionException {
        Optional<Duration> left = context.remaining();
        if (left.isEmpty()) {
            return task.get();
        }
        try {
            return task.get(TimeUnit.NANOSECONDS.convert(left.get()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            context.cancellation().throwIfCancelled();
            throw new TaskException(ErrorCode.TIMED_OUT, "the time for this task is over", e);
        }
    }

    /** Before each step: nobody waits for work that is cancelled or late. */
    void check() {
        context.cancellation().throwIfCancelled();
        if (context.remaining().filter(Duration::isZero).isPresent()) {
            throw new TaskException(ErrorCode.TIMED_OUT, "the time for this task is over");
        }
    }
}
