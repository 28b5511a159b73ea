package dev.taskrunner.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One scenario in a process of its own: lines that begin with {@code @} are for us, ours go to its input. Owner: the test's thread; two
 * further threads only collect what the process writes.
 */
final class NodeProgram implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;
    private static final String END = "(the end)";
    private static final int KEPT = 20_000;

    private final Process process;
    private final Writer input;
    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
    private final StringBuffer errors = new StringBuffer();

    NodeProgram(String version, String scenario, Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("node", "run.cjs", version, scenario);
        builder.directory(Node.FOLDER.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MESHAGENT_"));
        builder.environment().putAll(environment);
        process = builder.start();
        input = process.outputWriter(StandardCharsets.UTF_8);
        collect("out", process.getInputStream());
        collect("err", process.getErrorStream());
    }

    private void collect(String name, InputStream stream) {
        Thread thread = new Thread(() -> read(name.equals("out"), stream), "node-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read(boolean out, InputStream stream) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (out && line.startsWith("@")) {
                    words.add(line.substring(1));
                } else if (!out && errors.length() < KEPT) {
                    errors.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            errors.append("output ended: ").append(e.getMessage()).append('\n');
        }
        if (out) {
            words.add(END);
        }
    }

    /** Waits until the program says this. */
    void hear(String word) throws InterruptedException {
        String said = words.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (!word.equals(said)) {
            throw new AssertionError("the program was to say '" + word + "', but: " + said + "\n" + errors);
        }
    }

    void say(String word) {
        try {
            input.write(word + "\n");
            input.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the program does not listen any more\n" + errors, e);
        }
    }

    /** Waits until it has succeeded. */
    void succeeded() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the program does not end\n" + errors);
        } else if (process.exitValue() != 0) {
            throw new AssertionError("the program failed with " + process.exitValue() + "\n" + errors);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
