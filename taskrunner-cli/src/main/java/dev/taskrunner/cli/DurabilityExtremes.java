package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One huge file, a very long queue, very many files, full and read-only disks: on a server and by clients whose heaps are small.
 * Used by one thread.
 */
final class DurabilityExtremes {
    private static final String ROOM = "extremes";
    /** Heap, class data, threads, buffers, and what the ledger maps into memory. */
    private static final int MOST_MEGABYTES = 3 * DurabilityServer.HEAP_MEGABYTES;

    private final Shell shell;
    private final Path folder;
    private final Sizes sizes;
    private final ExtremeReport report = new ExtremeReport();

    /** How extreme it is to be. */
    record Sizes(long bytes, int messages, int files) {}

    /** Joins a server's room. */
    @FunctionalInterface
    interface Rooms {
        Room join(URI url, String secret);
    }

    DurabilityExtremes(Shell shell, Path folder, Sizes sizes) {
        this.shell = shell;
        this.folder = folder;
        this.sizes = sizes;
    }

    /** The figures, and what was wrong. */
    ExtremeReport run() throws Exception {
        String secret = DevKey.randomSecret();
        Path log = folder.resolve("server.log");
        shell.tell("data and logs are in " + folder);
        try (DurabilityServer server = new DurabilityServer(folder.resolve("data"), log, secret)) {
            URI url = server.start();
            Supplier<Room> rooms = () -> join(url, secret);
            file(url, secret);
            queueAndFiles(server, rooms);
            peak(server);
        }
        report.check(!Files.readString(log).contains("OutOfMemory"), "the server ran out of memory; see " + log);
        shell.tell("disks that are full, read-only, or none");
        new ExtremeDisks(report, folder, DurabilityExtremes::join).run();
        return report;
    }

    private static Room join(URI url, String secret) {
        return Room.connect(DurabilityCommand.options(url, secret, ROOM).build());
    }

    private void file(URI url, String secret) throws Exception {
        shell.tell("a file of " + sizes.bytes() + " bytes");
        Map<String, String> variables =
                Map.of("MESHAGENT_API_URL", url.toString(), "MESHAGENT_SECRET", secret, "MESHAGENT_ROOM", ROOM);
        new ExtremeFile(report, variables, folder.resolve("client.log"), sizes.bytes()).run();
    }

    private void queueAndFiles(DurabilityServer server, Supplier<Room> rooms) throws Exception {
        ExtremeQueue queue = new ExtremeQueue(report, rooms, sizes.messages());
        ExtremeFiles files = new ExtremeFiles(report, rooms, sizes.files());
        shell.tell("a queue of " + sizes.messages() + " messages");
        queue.fill();
        shell.tell(sizes.files() + " small files");
        files.write();
        restart(server, queue);
        files.read();
        queue.empty();
        files.delete();
    }

    /** A kill, and how long it takes until a server knows all again. */
    private void restart(DurabilityServer server, ExtremeQueue queue) throws Exception {
        peak(server);
        shell.tell("killing the server and starting it again");
        server.kill();
        report.timed("restart", () -> {
            server.start();
            queue.count();
        });
    }

    private void peak(DurabilityServer server) {
        long peak = server.peakMegabytes();
        report.figure("server_heap_mb", DurabilityServer.HEAP_MEGABYTES);
        report.highest("server_peak_mb", peak);
        report.check(peak <= MOST_MEGABYTES, "the server took " + peak + " MiB, more than " + MOST_MEGABYTES);
    }
}
