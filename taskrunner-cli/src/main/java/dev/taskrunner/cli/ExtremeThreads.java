package dev.taskrunner.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** The same work on several threads. Stateless. */
final class ExtremeThreads {
    private ExtremeThreads() {}

    /** Runs it on so many threads, each with its own number, and waits for all; what one throws is a complaint. */
    static void run(int threads, ExtremeReport report, IntConsumer work) throws InterruptedException {
        List<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int lane = i;
            Thread thread = new Thread(() -> inLane(lane, report, work), "extremes-" + lane);
            thread.setDaemon(true);
            all.add(thread);
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    private static void inLane(int lane, ExtremeReport report, IntConsumer work) {
        try {
            work.accept(lane);
        } catch (RuntimeException e) {
            report.complain("a client failed: " + e);
        }
    }
}
