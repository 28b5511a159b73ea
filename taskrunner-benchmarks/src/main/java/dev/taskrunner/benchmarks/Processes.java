package dev.taskrunner.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Locale;

/** What the system tells of this process, its children and the machine. */
final class Processes {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Processes() {}

    /** The processor time so far of this process and its children, in nanoseconds; NaN where the system does not tell. */
    static double cpuNanos() {
        long own = SYSTEM.getProcessCpuTime();
        double children = ProcessHandle.current()
                .descendants()
                .mapToDouble(child ->
                        child.info().totalCpuDuration().map(Duration::toNanos).orElse(-1L))
                .map(nanos -> nanos < 0 ? Double.NaN : nanos)
                .sum();
        return own < 0 ? Double.NaN : own + children;
    }

    /** The machine and the JDK, for the head of a table. */
    static String machine() {
        return "%d processors, %s %s, JDK %s, %s"
                .formatted(
                        SYSTEM.getAvailableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        System.getProperty("java.version"),
                        LocalDate.now());
    }

    /** How busy the machine is, by others too. */
    static String loadAverage() {
        double load = SYSTEM.getSystemLoadAverage();
        return load < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f", load);
    }
}
