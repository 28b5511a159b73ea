package dev.taskrunner.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Several measurements of one thing as text: {@code median [least–greatest]}. */
final class Spread {
    private final double[] sorted;

    private Spread(double[] sorted) {
        this.sorted = sorted;
    }

    static Spread of(double... values) {
        return new Spread(Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray());
    }

    double median() {
        int half = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    @Override
    public String toString() {
        return sorted.length == 0
                ? "–"
                : number(median()) + " [" + number(sorted[0]) + "–" + number(sorted[sorted.length - 1]) + "]";
    }

    /** Three digits that matter. */
    static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }
}
