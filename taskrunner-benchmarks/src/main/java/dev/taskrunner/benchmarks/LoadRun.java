package dev.taskrunner.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures whole asks beside the bases: starts all subjects of a topology, warms each, and goes through rounds in which every
 * cell is measured on every subject in turn, another subject first in each round.
 */
final class LoadRun {
    static final String[] DEFAULTS = {
        "sizes=200,10240,1048576",
        "inflight=1,64",
        "jvms=1,2,3",
        "rounds=3",
        "ms=1000",
        "warm=2000",
        "max=" + Cell.UNLIMITED,
        "subjects=raw,packets,least-ask,ask"
    };

    /** What has more in flight takes long, and is as warm as the same size alone. */
    private static final long MAX_WARM_BYTES = 16 << 20;

    /** Makes a subject ready. */
    @FunctionalInterface
    interface Opener {
        Target open(Subject subject, int jvms) throws BenchmarkException, InterruptedException;
    }

    private final Settings settings;
    private final Opener opener;
    private final List<Subject> subjects;
    private final LoadResults results = new LoadResults();

    LoadRun(Settings settings, Opener opener) {
        this.settings = settings;
        this.opener = opener;
        this.subjects = settings.words("subjects").stream().map(Subject::named).toList();
        for (int inflight : settings.numbers("inflight")) {
            if (inflight < 1 || inflight > Caller.MAX_INFLIGHT) {
                throw new IllegalArgumentException("inflight must be between 1 and " + Caller.MAX_INFLIGHT);
            }
        }
        for (int jvms : settings.numbers("jvms")) {
            if (jvms < 1 || jvms > 3) {
                throw new IllegalArgumentException("jvms must be 1, 2 or 3");
            }
        }
    }

    LoadResults run() throws BenchmarkException, InterruptedException {
        for (int jvms : settings.numbers("jvms")) {
            Map<String, Target> targets = new LinkedHashMap<>();
            try {
                for (Subject subject : subjects) {
                    targets.put(subject.name(), opener.open(subject, jvms));
                }
                measure(jvms, targets);
            } finally {
                targets.values().forEach(Target::close);
            }
        }
        return results;
    }

    private void warm(int jvms, Map<String, Target> targets) throws BenchmarkException, InterruptedException {
        int warm = settings.number("warm");
        for (Map.Entry<String, Target> target : targets.entrySet()) {
            progress(jvms + " JVM: warming " + target.getKey());
            if (warm > 0) {
                warm(target.getKey(), target.getValue(), warm);
            }
        }
    }

    private void measure(int jvms, Map<String, Target> targets) throws BenchmarkException, InterruptedException {
        List<Cell> cells = cells(settings.number("ms"));
        warm(jvms, targets);
        List<String> names = new ArrayList<>(targets.keySet());
        int rounds = settings.number("rounds");
        for (int round = 0; round < rounds; round++) {
            progress(jvms + " JVM: round " + (round + 1) + " of " + rounds);
            for (Cell cell : cells) {
                for (int i = 0; i < names.size(); i++) {
                    String name = names.get((i + round) % names.size());
                    results.add(jvms, cell, name, measure(name, targets.get(name), cell));
                }
            }
        }
    }

    /** Many small asks first: the most work in the least time, for the compiler to see. Then each cell. */
    private void warm(String name, Target target, int millis) throws BenchmarkException, InterruptedException {
        List<Cell> cells = cells(millis / 4);
        Cell many = cells.get(Math.min(1, cells.size() - 1));
        measure(name, target, new Cell(many.size(), many.inflight(), millis, many.maxAsks()));
        for (Cell cell : cells) {
            if ((long) cell.size() * cell.inflight() <= MAX_WARM_BYTES) {
                measure(name, target, cell);
            }
        }
    }

    private static Sample measure(String name, @Nullable Target target, Cell cell)
            throws BenchmarkException, InterruptedException {
        if (target == null) {
            throw new IllegalStateException("no " + name);
        }
        try {
            return target.measure(cell);
        } catch (BenchmarkException e) {
            throw new BenchmarkException(name + ": " + e.getMessage(), e);
        }
    }

    private List<Cell> cells(int millis) {
        List<Cell> cells = new ArrayList<>();
        for (int size : settings.numbers("sizes")) {
            for (int inflight : settings.numbers("inflight")) {
                cells.add(new Cell(size, inflight, millis, settings.number("max")));
            }
        }
        return cells;
    }

    /** The head of the tables. */
    String title(String loadBefore) {
        return "## Ask load\n\n" + Processes.machine() + "; load average " + loadBefore + " before and "
                + Processes.loadAverage() + " after. "
                + "Rounds: " + settings.number("rounds") + ", " + settings.number("ms") + " ms a cell, JVMs with "
                + Child.HEAP + ". Median [least–greatest]; a ratio is taken within each round.\n";
    }

    private static void progress(String text) {
        System.err.println(text);
    }
}
