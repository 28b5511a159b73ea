package dev.taskrunner.benchmarks;

import org.jspecify.annotations.Nullable;

/** The end that asks. */
interface Caller extends Running {
    /** The most asks at a time. */
    int MAX_INFLIGHT = 256;

    /** Hears of an answer. */
    @FunctionalInterface
    interface Answered {
        /** Called once for each ask, on whatever thread brought the answer; without a problem the answer was right. */
        void answered(@Nullable Throwable problem);
    }

    /** Prepares arguments of so many bytes for the asks to come; nothing is in flight meanwhile. */
    void prepare(int size);

    /**
     * Asks, without waiting.
     *
     * @param slot below {@link #MAX_INFLIGHT}, used by one ask at a time
     */
    void ask(int slot, Answered answered);
}
