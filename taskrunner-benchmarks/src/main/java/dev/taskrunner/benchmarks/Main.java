package dev.taskrunner.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The program: {@code java -jar benchmarks.jar [command]}. Tables go to standard output, everything else to standard error; the
 * exit code is 0 when everything was measured, 1 when something went wrong, 2 for wrong usage.
 */
public final class Main {
    /** What a child process is started with. */
    static final String ROLE = "role";

    private static final String USAGE = """
            usage: java -jar benchmarks.jar [command] [--json FILE]
              (none)   the ask load, quickly: one and three JVMs, three to five minutes
              load     the ask load, with any of
                       %s
              idle     cost of idle connections and of start-up; n=1000 starts=3
              jmh ...  the parts of an ask, with the options of JMH (-h lists them)
              all      load, idle and jmh
            """.formatted(String.join(" ", LoadRun.DEFAULTS));

    private static final List<String> QUICK = List.of("jvms=1,3", "ms=300", "warm=1200");

    private Main() {}

    /**
     * Runs a command.
     *
     * @param arguments the command and what it takes
     */
    public static void main(String[] arguments) {
        System.setProperty("java.util.logging.SimpleFormatter.format", "%4$s %3$s %5$s%6$s%n");
        if (arguments.length > 0 && arguments[0].equals(ROLE)) {
            Roles.play(Arrays.copyOfRange(arguments, 1, arguments.length));
            return;
        }
        System.exit(run(new ArrayList<>(Arrays.asList(arguments))));
    }

    private static int run(List<String> arguments) {
        try {
            String command = arguments.isEmpty() || arguments.get(0).startsWith("--json") ? "" : arguments.remove(0);
            if (command.equals("jmh")) {
                org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
                return 0;
            }
            Path json = jsonFile(arguments);
            switch (command) {
                case "" -> load(QUICK, json);
                case "load" -> load(arguments, json);
                case "idle" -> idle(arguments);
                case "all" -> {
                    load(arguments, json);
                    idle(List.of());
                    org.openjdk.jmh.Main.main(new String[0]);
                }
                default -> throw new IllegalArgumentException("no command " + command);
            }
            return 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n" + USAGE);
            return 2;
        } catch (BenchmarkException | IOException | UncheckedIOException e) {
            System.err.println("failed: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static @Nullable Path jsonFile(List<String> arguments) {
        int at = arguments.indexOf("--json");
        if (at < 0) {
            return null;
        }
        if (at + 1 >= arguments.size()) {
            throw new IllegalArgumentException("--json needs a file");
        }
        arguments.remove(at);
        return Path.of(arguments.remove(at));
    }

    private static void load(List<String> arguments, @Nullable Path json)
            throws BenchmarkException, InterruptedException, IOException {
        LoadRun run = new LoadRun(Settings.of(arguments, LoadRun.DEFAULTS), ChildStation::open);
        String before = Processes.loadAverage();
        LoadResults results = run.run();
        System.out.println(run.title(before) + results.markdown());
        if (json != null) {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode document = mapper.createObjectNode().put("machine", Processes.machine());
            document.set("samples", results.json(mapper));
            Files.writeString(json, mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document));
        }
    }

    private static void idle(List<String> arguments) throws BenchmarkException, InterruptedException {
        System.out.println(new IdleRun(Settings.of(arguments, "n=1000", "starts=3")).run());
    }
}
