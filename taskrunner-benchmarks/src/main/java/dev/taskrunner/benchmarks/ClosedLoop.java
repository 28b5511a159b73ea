package dev.taskrunner.benchmarks;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A load whose every answer causes the next question, until the time is over or enough was asked. The first wrong answer ends
 * it.
 */
final class ClosedLoop {
    private static final long MAX_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Caller caller;
    private final Cell cell;
    private final Histogram latency = new ConcurrentHistogram(1_000, MAX_NANOS, 3);
    private final AtomicLong started = new AtomicLong();
    private final AtomicInteger active;
    private final CompletableFuture<Long> end = new CompletableFuture<>();
    private final long begin = System.nanoTime();
    private final long limit;

    private ClosedLoop(Caller caller, Cell cell) {
        this.caller = caller;
        this.cell = cell;
        this.active = new AtomicInteger(cell.inflight());
        this.limit = TimeUnit.MILLISECONDS.toNanos(cell.millis());
    }

    /** Runs the load and waits for its end; the sample holds no processor time yet. */
    static Sample run(Caller caller, Cell cell, long limitMillis) throws BenchmarkException, InterruptedException {
        caller.prepare(cell.size());
        return new ClosedLoop(caller, cell).run(limitMillis);
    }

    private Sample run(long limitMillis) throws BenchmarkException, InterruptedException {
        for (int slot = 0; slot < cell.inflight(); slot++) {
            new Slot(slot).start();
        }
        try {
            long nanos = end.get(limitMillis, TimeUnit.MILLISECONDS) - begin;
            return new Sample(latency.getTotalCount(), nanos, micros(50), micros(99), Double.NaN);
        } catch (TimeoutException e) {
            throw new BenchmarkException(
                    active.get() + " of " + cell.inflight() + " asks have no answer after " + limitMillis + " ms ("
                            + cell + ")",
                    e);
        } catch (ExecutionException e) {
            throw new BenchmarkException("an ask failed (" + cell + "): " + e.getCause(), e.getCause());
        }
    }

    private double micros(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e3;
    }

    /** One ask at a time. */
    private final class Slot implements Caller.Answered {
        private final int number;

        /** Written before the question is sent, read when its answer is there. */
        private volatile long askedAt;

        Slot(int number) {
            this.number = number;
        }

        /** The first question, also when sending those before it took all the time: so many are to be in flight. */
        void start() {
            next(Long.MIN_VALUE);
        }

        private void next(long elapsed) {
            long now = System.nanoTime();
            if (started.getAndIncrement() >= cell.maxAsks() || elapsed >= limit) {
                if (active.decrementAndGet() == 0) {
                    end.complete(now);
                }
                return;
            }
            askedAt = now;
            caller.ask(number, this);
        }

        @Override
        public void answered(@Nullable Throwable problem) {
            if (problem != null) {
                end.completeExceptionally(problem);
                return;
            }
            long now = System.nanoTime();
            latency.recordValue(Math.min(MAX_NANOS, now - askedAt));
            try {
                next(now - begin);
            } catch (RuntimeException e) {
                end.completeExceptionally(e);
            }
        }
    }
}
