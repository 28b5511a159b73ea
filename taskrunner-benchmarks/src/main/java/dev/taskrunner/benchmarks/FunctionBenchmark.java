package dev.taskrunner.benchmarks;

import dev.taskrunner.TaskContext;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.function.FunctionTaskRunner;
import dev.taskrunner.function.Task;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One task from parsed arguments to validated result: a runner written by hand, a lambda, and a method. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class FunctionBenchmark {
    private final FunctionTaskRunner lambda =
            FunctionTaskRunner.of("add", Add.class, Sum.class, in -> new Sum(in.a() + in.b()));
    private final FunctionTaskRunner method =
            FunctionTaskRunner.allOf(new Adder()).get(0);
    private final TaskRunner byHand = TaskRunner.of(sameSpec(lambda.spec()), (context, input) -> {
        Add add = input.as(Add.class);
        return TaskResult.of(new Sum(add.a() + add.b()));
    });
    private final TaskContext context = TaskContext.forCaller("alice");
    private final TaskInput input = TaskInput.parse("{\"a\":19,\"b\":23}");

    /**
     * The arguments.
     *
     * @param a one number
     * @param b another
     */
    public record Add(int a, int b) {}

    /**
     * The result.
     *
     * @param sum of both
     */
    public record Sum(int sum) {}

    /** A service. */
    public static final class Adder {
        /** Makes one. */
        public Adder() {
            // Nothing to set up.
        }

        /**
         * Adds.
         *
         * @param a one number
         * @param b another
         * @return the sum
         */
        @Task
        public Sum add(int a, int b) {
            return new Sum(a + b);
        }
    }

    private static TaskSpec sameSpec(TaskSpec spec) {
        return spec.toBuilder().build();
    }

    /**
     * Written by hand.
     *
     * @return the result
     */
    @Benchmark
    public TaskResult byHand() {
        return byHand.run(context, input).join();
    }

    /**
     * A lambda over records.
     *
     * @return the result
     */
    @Benchmark
    public TaskResult lambda() {
        return lambda.run(context, input).join();
    }

    /**
     * A method with two parameters.
     *
     * @return the result
     */
    @Benchmark
    public TaskResult method() {
        return method.run(context, input).join();
    }
}
