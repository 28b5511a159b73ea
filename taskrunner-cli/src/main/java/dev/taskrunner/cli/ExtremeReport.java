package dev.taskrunner.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Figures of the extremes, and what was not as it should be. Safe for several threads: this object guards both. */
final class ExtremeReport {
    private static final int MAX_COMPLAINTS = 20;

    private final Map<String, Object> figures = new LinkedHashMap<>();
    private final List<String> complaints = new ArrayList<>();

    synchronized void figure(String name, Object value) {
        figures.put(name, value);
    }

    /** Notes a figure unless a higher one is there. */
    synchronized void highest(String name, long value) {
        figures.merge(name, value, (before, now) -> Math.max((Long) before, (Long) now));
    }

    synchronized void complain(String what) {
        if (complaints.size() < MAX_COMPLAINTS) {
            complaints.add(what);
        }
    }

    void check(boolean good, String complaint) {
        if (!good) {
            complain(complaint);
        }
    }

    /** Something that takes its time. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    /** Does it and notes the milliseconds. */
    void timed(String name, Step step) throws Exception {
        long start = System.nanoTime();
        step.run();
        figure(name + "_ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
    }

    synchronized boolean isClean() {
        return complaints.isEmpty();
    }

    synchronized Map<String, Object> all() {
        Map<String, Object> all = new LinkedHashMap<>(figures);
        all.put("complaints", List.copyOf(complaints));
        all.put("ok", complaints.isEmpty());
        return all;
    }
}
