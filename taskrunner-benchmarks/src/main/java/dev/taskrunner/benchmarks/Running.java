package dev.taskrunner.benchmarks;

/** Something that runs until it is closed. */
interface Running extends AutoCloseable {
    @Override
    void close();
}
