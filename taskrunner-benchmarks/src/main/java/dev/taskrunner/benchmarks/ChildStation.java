package dev.taskrunner.benchmarks;

/** A {@link Station} in a JVM of its own, so that subjects share neither compiled code nor heap. */
final class ChildStation implements Target {
    private static final long MARGIN_MILLIS = 10_000;

    private final Child child;

    private ChildStation(Child child) {
        this.child = child;
    }

    static Target open(Subject subject, int jvms) throws BenchmarkException, InterruptedException {
        return new ChildStation(Child.start(Roles.CALLER, subject.name(), String.valueOf(jvms)));
    }

    @Override
    public Sample measure(Cell cell) throws BenchmarkException, InterruptedException {
        return Sample.parse(child.ask(cell.line(), cell.limitMillis() + MARGIN_MILLIS));
    }

    @Override
    public void close() {
        child.close();
    }
}
