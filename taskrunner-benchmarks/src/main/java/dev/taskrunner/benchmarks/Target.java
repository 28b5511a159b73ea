package dev.taskrunner.benchmarks;

/** A subject that is ready to be measured. */
interface Target extends Running {
    Sample measure(Cell cell) throws BenchmarkException, InterruptedException;
}
