package dev.taskrunner.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a {@link Child} does: one part of a subject, until its standard input closes. */
final class Roles {
    static final String SERVER = "server";
    static final String RUNNER = "runner";
    static final String CALLER = "caller";
    static final String IDLE_SERVER = "idle-server";
    static final String FIRST_ASK = "first-ask";

    private static final Answering NOTHING = line -> line;

    /** Answers a line. */
    @FunctionalInterface
    private interface Answering {
        String answer(String line) throws BenchmarkException, InterruptedException;
    }

    /** Where the parent listens; libraries that print must not disturb it. */
    private final PrintStream out;

    private Roles(PrintStream out) {
        this.out = out;
    }

    /** Plays a role and ends this JVM. */
    static void play(String[] role) {
        PrintStream out = System.out;
        System.setOut(System.err);
        int code = 1;
        try {
            new Roles(out).run(role[0], Arrays.copyOfRange(role, 1, role.length));
            code = 0;
        } catch (BenchmarkException | IOException | RuntimeException e) {
            out.println(Child.failed(e));
        } catch (InterruptedException e) {
            out.println(Child.failed(new BenchmarkException("interrupted", e)));
        }
        out.flush();
        // Whatever threads are left.
        System.exit(code);
    }

    private void run(String role, String[] arguments) throws BenchmarkException, IOException, InterruptedException {
        Subject subject = Subject.named(arguments[0]);
        switch (role) {
            case SERVER -> {
                Subject.Server server = subject.startServer();
                serve(server.endpoint().line(), NOTHING, server.running());
            }
            case RUNNER -> serve("", NOTHING, subject.startRunner(Endpoint.parse(arguments[1])));
            case CALLER -> {
                Station station = Station.open(subject, Integer.parseInt(arguments[1]));
                serve("", line -> station.measure(Cell.parse(line)).line(), station);
            }
            case IDLE_SERVER -> {
                Subject.Server server = IdleRun.startServer(subject);
                serve(server.endpoint().line(), line -> IdleRun.heapAndThreads(), server.running());
            }
            case FIRST_ASK -> {
                Station station = Station.open(subject, 1);
                station.measure(new Cell(200, 1, 60_000, 1));
                serve("", NOTHING, station);
            }
            default -> throw new IllegalArgumentException("no role " + role);
        }
    }

    private void serve(String greeting, Answering answering, Running part)
            throws BenchmarkException, IOException, InterruptedException {
        try (part) {
            out.println(Child.ready(greeting));
            out.flush();
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(Child.done(answering.answer(line)));
                out.flush();
            }
        }
    }
}
