package dev.taskrunner.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of our own that plays one of the {@link Roles}: it greets when it is ready and answers each line with a line. It ends
 * with this JVM, whatever that ends of: its standard input closes, and a shutdown hook kills it.
 */
final class Child implements Running {
    /** Enough for 64 asks of 1 MB; many children fit a small machine. */
    static final String HEAP = "-Xmx2g";

    private static final String READY = "READY ";
    private static final String DONE = "DONE ";
    private static final String FAILED = "FAILED ";
    private static final long START_MILLIS = 60_000;
    private static final String END = "";

    private final Process process;
    private final String role;
    private final Writer in;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final String greeting;

    private Child(Process process, String role) throws BenchmarkException, InterruptedException {
        this.process = process;
        this.role = role;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "child-" + role);
        reader.setDaemon(true);
        reader.start();
        greeting = await(READY, START_MILLIS);
    }

    /** Starts a JVM like this one and waits for its greeting. */
    static Child start(String... role) throws BenchmarkException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                Main.ROLE));
        command.addAll(Arrays.asList(role));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(process)));
            return new Child(process, String.join(" ", Arrays.copyOf(role, Math.min(2, role.length))));
        } catch (IOException e) {
            throw new BenchmarkException("no JVM could be started: " + e.getMessage(), e);
        }
    }

    /** What the child said when it was ready. */
    String greeting() {
        return greeting;
    }

    long pid() {
        return process.pid();
    }

    /** Its processor time so far, in milliseconds; NaN where the system does not tell. */
    double cpuMillis() {
        return process.info()
                .totalCpuDuration()
                .map(time -> time.toNanos() / 1e6)
                .orElse(Double.NaN);
    }

    /** Sends a line and waits for the answer; a child that gives none in time is killed. */
    String ask(String line, long limitMillis) throws BenchmarkException, InterruptedException {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            kill(process);
            throw new BenchmarkException(role + " has ended", e);
        }
        return await(DONE, limitMillis);
    }

    private String await(String mark, long limitMillis) throws BenchmarkException, InterruptedException {
        String line = lines.poll(limitMillis, TimeUnit.MILLISECONDS);
        if (line != null && line.startsWith(mark)) {
            return line.substring(mark.length());
        }
        kill(process);
        if (line == null) {
            throw new BenchmarkException(role + " did not answer within " + limitMillis + " ms");
        }
        throw new BenchmarkException(
                role + (line.startsWith(FAILED) ? ": " + line.substring(FAILED.length()) : " has ended"));
    }

    private void read() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(READY) || line.startsWith(DONE) || line.startsWith(FAILED)) {
                    lines.add(line);
                } else {
                    System.err.println(line);
                }
            }
        } catch (IOException e) {
            System.err.println(role + " cannot be read: " + e.getMessage());
        }
        lines.add(END);
    }

    /** Asks it to end by closing its input, kills it when it does not. */
    @Override
    public void close() {
        try {
            in.close();
            if (process.waitFor(5, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            System.err.println(role + " had gone already");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        kill(process);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** The child's side of the line protocol. */
    static String ready(String greeting) {
        return READY + greeting;
    }

    static String done(String answer) {
        return DONE + answer;
    }

    static String failed(Throwable problem) {
        return FAILED + String.valueOf(problem.getMessage()).replaceAll("\\s+", " ");
    }
}
