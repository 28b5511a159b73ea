package dev.taskrunner.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * One huge file, sent and fetched by {@code storage put} and {@code storage cat} in processes whose heaps hold a fraction of it.
 * Used by one thread.
 */
final class ExtremeFile {
    private static final String NAME = "huge/file";
    private static final int HEAP_MEGABYTES = 64;
    private static final int MOST_MEGABYTES = 384; // heap, class data, threads, buffers
    private static final int BLOCK = 1 << 20;
    private static final int SAMPLE_EVERY = 32; // blocks

    private final ExtremeReport report;
    private final Map<String, String> variables;
    private final Path log;
    private final long size;
    private final byte[] pattern = new byte[BLOCK];
    private long peak;

    ExtremeFile(ExtremeReport report, Map<String, String> variables, Path log, long size) {
        this.report = report;
        this.variables = variables;
        this.log = log;
        this.size = size;
        new Random(1).nextBytes(pattern);
    }

    void run() throws Exception {
        report.figure("file_bytes", size);
        report.timed("upload", this::upload);
        report.timed("download", this::download);
        report.figure("client_heap_mb", HEAP_MEGABYTES);
        report.figure("client_peak_mb", peak);
        report.check(peak <= MOST_MEGABYTES, "a client took " + peak + " MiB for a file that it need not hold");
    }

    private Process start(String... args) throws IOException {
        List<String> command = JavaProcess.command(HEAP_MEGABYTES, args);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("MESHAGENT_"));
        builder.environment().putAll(variables);
        return builder.start();
    }

    private void upload() throws Exception {
        Process put = start("storage", "put", "-", NAME);
        try (OutputStream out = put.getOutputStream()) {
            for (long at = 0; at < size; at += BLOCK) {
                out.write(block(at), 0, length(at));
                sample(put, at);
            }
        } catch (IOException e) {
            // Most likely the process has ended; its log says why.
            report.complain("the upload broke off (" + e.getMessage() + "); see " + log);
        }
        ended(put, "the upload");
    }

    private void download() throws Exception {
        Process cat = start("storage", "cat", NAME);
        cat.getOutputStream().close();
        try (InputStream in = cat.getInputStream()) {
            for (long at = 0; at < size; at += BLOCK) {
                byte[] got = in.readNBytes(length(at));
                sample(cat, at);
                if (!Arrays.equals(got, 0, got.length, block(at), 0, length(at))) {
                    report.complain("the file is damaged or ends within the MiB at " + at);
                    cat.destroyForcibly();
                    return;
                }
            }
            report.check(in.read() < 0, "the file is longer than what was sent");
        }
        ended(cat, "the download");
    }

    private int length(long at) {
        return (int) Math.min(BLOCK, size - at);
    }

    /** Different at each place, so that no piece can stand for another. */
    private byte[] block(long at) {
        ByteBuffer.wrap(pattern).putLong(0, at);
        return pattern;
    }

    private void sample(Process process, long at) {
        if (at / BLOCK % SAMPLE_EVERY == 0 || at + BLOCK >= size) {
            peak = Math.max(peak, JavaProcess.peakMegabytes(process));
        }
    }

    private void ended(Process process, String what) throws InterruptedException {
        boolean over = process.waitFor(5, TimeUnit.MINUTES);
        report.check(over && process.exitValue() == ExitCodes.OK, what + " failed; see " + log);
        process.destroyForcibly();
    }
}
