package dev.taskrunner.llm.loop;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/**
 * Counts the calls of a model and its tools that go on although they were given up, because they ignore interrupts: each holds a
 * thread, so there is an end to them. Shared by all loops of one model; {@code this} guards {@code count}, and is never held while
 * anything runs.
 */
final class Stragglers {
    private int count;

    private synchronized void add(int change) {
        count += change;
    }

    /**
     * Before anything more is begun.
     *
     * @throws TaskException {@link ErrorCode#AGENT_BUSY} when there are so many already
     */
    synchronized void check(int most) {
        if (count >= most) {
            throw new TaskException(
                    ErrorCode.AGENT_BUSY,
                    count
                            + " calls of the model or its tools were given up but do not stop, since they ignore interrupts;"
                            + " nothing more is begun until some of them have ended");
        }
    }

    <T> Call<T> call(Callable<T> work) {
        return new Call<>(this, work);
    }

    /** One call. The thread that runs it and the one that gives it up meet here; {@code this} guards the fields. */
    static final class Call<T> extends FutureTask<T> {
        private final Stragglers all;
        private boolean isRunning;
        private boolean isCounted;

        private Call(Stragglers all, Callable<T> work) {
            super(work);
            this.all = all;
        }

        @Override
        public void run() {
            setRunning(true);
            try {
                super.run();
            } finally {
                setRunning(false);
            }
        }

        private synchronized void setRunning(boolean running) {
            isRunning = running;
            if (!running && isCounted) {
                isCounted = false;
                all.add(-1);
            }
        }

        /** Interrupts it, and counts it for as long as it does not mind. */
        void giveUp() {
            if (!cancel(true)) {
                return; // it has its result, and its thread is about to end
            }
            synchronized (this) {
                if (isRunning && !isCounted) {
                    isCounted = true;
                    all.add(1);
                }
            }
        }
    }
}
