package dev.taskrunner.benchmarks;

/**
 * One thing to measure on every subject.
 *
 * @param size bytes of the arguments
 * @param inflight how many asks wait for their answer at any time
 * @param millis for how long new asks are made
 * @param maxAsks after how many asks it ends earlier
 */
record Cell(int size, int inflight, long millis, long maxAsks) {
    static final long UNLIMITED = 10_000_000;

    /** How long beyond its time a cell may take until it counts as stuck. */
    private static final long PATIENCE_MILLIS = 180_000;

    long limitMillis() {
        return millis + PATIENCE_MILLIS;
    }

    String line() {
        return size + " " + inflight + " " + millis + " " + maxAsks;
    }

    static Cell parse(String line) {
        String[] words = line.split(" ");
        return new Cell(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]));
    }

    @Override
    public String toString() {
        String bytes = size >= 1 << 20 && size % (1 << 20) == 0
                ? (size >> 20) + " MB"
                : size >= 1024 && size % 1024 == 0 ? (size >> 10) + " KB" : size + " B";
        return bytes + ", " + inflight + " in flight";
    }
}
