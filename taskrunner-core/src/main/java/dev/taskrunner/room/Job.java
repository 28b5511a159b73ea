package dev.taskrunner.room;

import dev.taskrunner.Cancellation;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One task or tool call that this side works on. Answers exactly once: with the result, or with the reason for which nobody waits
 * any more, whichever comes first. What the executor runs is the job itself, and it calls the work without a step in between,
 * so that the stack that users see under their code stays short.
 *
 * <p>{@code this} guards the working thread, which is interrupted only while it works for this job.
 *
 * @param <C> the context that the work is called with
 */
final class Job<C> implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Job.class);

    /** Sends the answer; called once, on whichever thread settles the job. */
    interface Answer {
        void send(@Nullable TaskResult result, @Nullable TaskException error);
    }

    /** What the work is called with. */
    record Call<C>(C context, TaskInput input) {}

    private final Cancellation cancellation;
    private final Supplier<Call<C>> prepare;
    private final BiFunction<C, TaskInput, CompletableFuture<TaskResult>> work;
    private final Answer answer;
    private final AtomicBoolean answered = new AtomicBoolean();
    private volatile Runnable forgetDeadline = () -> {};
    /** Set before the job is handed to the executor. */
    private Runnable free = () -> {};

    private Runnable finished = () -> {};

    private @Nullable Thread worker;

    Job(
            Cancellation cancellation,
            Supplier<Call<C>> prepare,
            BiFunction<C, TaskInput, CompletableFuture<TaskResult>> work,
            Answer answer) {
        this.cancellation = cancellation;
        this.prepare = prepare;
        this.work = work;
        this.answer = answer;
    }

    /** Sets what takes the deadline's timer back when the job is settled. */
    void deadline(Runnable forget) {
        forgetDeadline = forget;
        if (answered.get()) {
            forget.run();
        }
    }

    /** Sets what hears that the place is free again, and then that nothing more comes of this job. */
    void whenDone(Runnable placeFree, Runnable allDone) {
        free = placeFree;
        finished = allDone;
    }

    /** Works on the calling thread. Never throws. */
    @Override
    public void run() {
        if (answered.get()) {
            free.run();
            finished.run();
            return;
        }
        synchronized (this) {
            worker = Thread.currentThread();
        }
        CompletableFuture<TaskResult> result;
        try {
            Call<C> call = prepare.get();
            result = work.apply(call.context(), call.input());
        } catch (Throwable e) {
            result = CompletableFuture.failedFuture(e);
        } finally {
            synchronized (this) {
                worker = null;
                // An interrupt that was meant for this job must not hit the next one on this thread.
                Thread.interrupted();
            }
        }
        result.whenComplete((value, error) -> {
            // First the place, then the answer: who has it may ask again at once, and must not find the place taken.
            free.run();
            settle(value, error == null ? null : taskException(error));
            finished.run();
        });
    }

    private TaskException taskException(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof TaskException failure) {
            return failure;
        }
        String id = UUID.randomUUID().toString();
        LOG.error("a task could not be worked on, id {}", id, cause);
        return new TaskException(ErrorCode.FAILED, "the task failed; the log has the reason under id " + id, cause);
    }

    /**
     * Gives up: tells the code, interrupts it, and answers without waiting for it. The answer is claimed first, so that what the
     * code does when it is interrupted cannot pass for a result.
     */
    void cancel(TaskException why) {
        if (answered.compareAndSet(false, true)) {
            cancellation.cancel(why);
            synchronized (this) {
                if (worker != null) {
                    worker.interrupt();
                }
            }
            send(null, why);
        }
    }

    boolean isSettled() {
        return answered.get();
    }

    private void settle(@Nullable TaskResult result, @Nullable TaskException error) {
        if (answered.compareAndSet(false, true)) {
            send(result, error);
        }
    }

    private void send(@Nullable TaskResult result, @Nullable TaskException error) {
        forgetDeadline.run();
        answer.send(result, error);
    }
}
