package dev.taskrunner.benchmarks;

/**
 * What one cell gave on one subject in one round.
 *
 * @param asks how many were answered, all rightly
 * @param nanos from the first question to the last answer
 * @param p50Micros the median time of an ask
 * @param p99Micros the time that 99 of 100 asks stay below
 * @param cpuMicros the processor time per ask of all processes, JIT and GC included; NaN where the system does not tell
 */
record Sample(long asks, long nanos, double p50Micros, double p99Micros, double cpuMicros) {

    double asksPerSecond() {
        return asks * 1e9 / nanos;
    }

    String line() {
        return asks + " " + nanos + " " + p50Micros + " " + p99Micros + " " + cpuMicros;
    }

    static Sample parse(String line) {
        String[] words = line.split(" ");
        return new Sample(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]));
    }
}
