package dev.taskrunner.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A room server as a process of its own, to be killed and started again on the same port and folder. Used by one thread. */
final class DurabilityServer implements AutoCloseable {
    static final int HEAP_MEGABYTES = 256;

    private final Path data;
    private final Path log;
    private final String secret;
    private final List<String> wrapper;
    private int port;
    private @Nullable Process process;

    DurabilityServer(Path data, Path log, String secret) {
        this(data, log, secret, List.of());
    }

    /** One that another command starts. */
    DurabilityServer(Path data, Path log, String secret, List<String> wrapper) {
        this.data = data;
        this.log = log;
        this.secret = secret;
        this.wrapper = wrapper;
    }

    /** Starts it and waits until it accepts connections. */
    URI start() throws IOException {
        Process started = command().start();
        process = started;
        try (BufferedReader lines = started.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            if (line == null) {
                throw new CliException(ExitCodes.FAILED, "the server did not start; see " + log, null);
            }
            URI url = URI.create(Json.read(line).path("url").asText());
            port = url.getPort();
            return url;
        }
    }

    private ProcessBuilder command() {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(JavaProcess.command(
                HEAP_MEGABYTES, "server", "--port", String.valueOf(port), "--data", data.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("MESHAGENT_SECRET", secret);
        builder.environment().remove("MESHAGENT_API_KEY");
        return builder;
    }

    /** The most memory that it has taken since it was started last, in MiB; -1 where the system does not say. */
    long peakMegabytes() {
        Process running = process;
        return running == null ? -1 : JavaProcess.peakMegabytes(running);
    }

    /** As {@code kill -9} does. */
    void kill() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    @Override
    public void close() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }
}
