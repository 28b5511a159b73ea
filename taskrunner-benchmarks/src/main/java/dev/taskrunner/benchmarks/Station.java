package dev.taskrunner.benchmarks;

import java.util.ArrayDeque;
import java.util.Deque;

/** A subject whose caller runs in this JVM, the other parts here too or in JVMs of their own. */
final class Station implements Target {
    /** What is to be closed, the last first. */
    private final Deque<Running> parts = new ArrayDeque<>();

    private final Caller caller;

    private Station(Subject subject, int jvms) throws BenchmarkException, InterruptedException {
        try {
            Endpoint endpoint = startServer(subject, jvms >= 2);
            startRunner(subject, endpoint, jvms >= 3);
            caller = subject.startCaller(endpoint);
            parts.push(caller);
        } catch (BenchmarkException | InterruptedException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts all parts.
     *
     * @param jvms 1: all here; 2: the server apart; 3: the runner apart too
     */
    static Station open(Subject subject, int jvms) throws BenchmarkException, InterruptedException {
        return new Station(subject, jvms);
    }

    private Endpoint startServer(Subject subject, boolean apart) throws BenchmarkException, InterruptedException {
        if (apart) {
            Child child = Child.start(Roles.SERVER, subject.name());
            parts.push(child);
            return Endpoint.parse(child.greeting());
        }
        Subject.Server server = subject.startServer();
        parts.push(server.running());
        return server.endpoint();
    }

    private void startRunner(Subject subject, Endpoint endpoint, boolean apart)
            throws BenchmarkException, InterruptedException {
        parts.push(apart ? Child.start(Roles.RUNNER, subject.name(), endpoint.line()) : subject.startRunner(endpoint));
    }

    @Override
    public Sample measure(Cell cell) throws BenchmarkException, InterruptedException {
        double before = Processes.cpuNanos();
        Sample sample = ClosedLoop.run(caller, cell, cell.limitMillis());
        double cpu = (Processes.cpuNanos() - before) / 1e3 / Math.max(1, sample.asks());
        return new Sample(sample.asks(), sample.nanos(), sample.p50Micros(), sample.p99Micros(), cpu);
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            parts.pop().close();
        }
    }
}
