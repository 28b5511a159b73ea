package dev.taskrunner.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** This command as processes of their own, with heaps of a size that is known. Stateless. */
final class JavaProcess {
    private JavaProcess() {}

    /** The command line of {@code taskrunner} with these arguments. */
    static List<String> command(int heapMegabytes, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx" + heapMegabytes + "m", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", classPath(), Main.class.getName()));
        command.addAll(List.of(args));
        return command;
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** The most memory that a process has taken so far, heap and all else, in MiB; -1 where the system does not say. */
    static long peakMegabytes(Process process) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status"))) {
                if (line.startsWith("VmHWM:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) >> 10;
                }
            }
            return -1;
        } catch (IOException e) {
            return -1; // no Linux, or the process has ended
        }
    }
}
