package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Kills a server again and again, and says what was lost. */
@Command(
        name = "durability",
        header = "Kill a room server (kill -9) at random moments under load, again and again, and count what is lost.",
        description = {
            "Starts a server with a data folder of its own, sends, receives and uploads all the time, and in the end looks at"
                    + " every message and every file.",
            "Prints one line of JSON; ends with 0 only when nothing that was acknowledged is lost, nothing came twice"
                    + " without saying so, and no file is half there.",
            "With --large: one huge file, a very long queue, very many files, and disks that are full or read-only, on a server"
                    + " with a heap of 256 MiB; needs some GiB of disk and some minutes."
        })
final class DurabilityCommand implements Callable<Integer> {
    private static final String ROOM = "durability";
    private static final int LONGEST_LIFE = 700; // milliseconds after the first answers

    private final Shell shell;

    @Option(names = "--kills", paramLabel = "N", description = "How often. Default: 100")
    private int kills = 100;

    @Option(
            names = "--operations",
            paramLabel = "N",
            description = "At least so many sends, receives and uploads together. Default: 10000")
    private int operations = 10_000;

    @Option(names = "--max-file", paramLabel = "BYTES", description = "The largest upload. Default: 200000")
    private int maxFile = 200_000;

    @Option(names = "--large", description = "Tries the extremes instead of killing the server again and again.")
    private boolean large;

    @Option(names = "--bytes", paramLabel = "N", description = "With --large: the huge file. Default: 2147483648")
    private long bytes = 2L << 30;

    @Option(names = "--messages", paramLabel = "N", description = "With --large: in the queue. Default: 1000000")
    private int messages = 1_000_000;

    @Option(names = "--files", paramLabel = "N", description = "With --large: small files. Default: 10000")
    private int files = 10_000;

    @Option(names = "--data", paramLabel = "DIR", description = "An empty folder to use. Default: a temporary one")
    private @Nullable Path data;

    @Option(names = "--seed", paramLabel = "N", description = "For the same moments again, more or less.")
    private long seed = System.nanoTime();

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    DurabilityCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (kills < 0 || operations < 1 || maxFile < 1) {
            throw CliException.usage("--kills must not be negative, --operations and --max-file must be positive");
        } else if (bytes < 1 || messages < 1 || files < 1) {
            throw CliException.usage("--bytes, --messages and --files must be positive");
        }
        return large ? extremes(folder()) : kills(folder());
    }

    private int extremes(Path folder) throws Exception {
        DurabilityExtremes.Sizes sizes = new DurabilityExtremes.Sizes(bytes, messages, files);
        ExtremeReport report = new DurabilityExtremes(shell, folder, sizes).run();
        shell.json(report.all());
        return report.isClean() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private int kills(Path folder) throws Exception {
        DurabilityTally tally = new DurabilityTally();
        String secret = DevKey.randomSecret();
        try (DurabilityServer server =
                new DurabilityServer(folder.resolve("data"), folder.resolve("server.log"), secret)) {
            URI url = server.start();
            shell.tell("killing the server at " + url + " " + kills + " times; its data and log are in " + folder
                    + ", seed " + seed);
            DurabilityLoad load = new DurabilityLoad(rooms(url, secret), tally, maxFile);
            load.start();
            harass(server, load);
            load.stop();
            shell.tell("looking at every message and file");
            load.check();
        }
        shell.json(tally.report(kills));
        return tally.isClean() ? ExitCodes.OK : ExitCodes.FAILED;
    }

    /** Empty, since what an earlier run left there would be taken for this one's. */
    private Path folder() throws IOException {
        if (data == null) {
            return Files.createTempDirectory("taskrunner-durability");
        }
        try {
            Files.createDirectories(data);
            try (Stream<Path> inside = Files.list(data)) {
                if (inside.findAny().isPresent()) {
                    throw CliException.usage("--data " + data + " is not empty");
                }
            }
            return data;
        } catch (IOException e) {
            throw CliException.usage("--data " + data + " cannot be used: " + FileProblems.reason(e), e);
        }
    }

    private static Supplier<Room> rooms(URI url, String secret) {
        return () -> Room.connect(options(url, secret, ROOM)
                .reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(200))
                .build());
    }

    static RoomOptions.Builder options(URI url, String secret, String room) {
        return RoomOptions.builder(URI.create(url + "/rooms/" + room), TokenSource.secret(secret, room))
                .name("durability");
    }

    private void harass(DurabilityServer server, DurabilityLoad load) throws IOException, InterruptedException {
        Random random = new Random(seed);
        try (ProgressLine line = new ProgressLine(shell)) {
            for (int i = 1; i <= kills; i++) {
                awaitWork(load, load.done() + 1 + operations / (2 * Math.max(1, kills)));
                pause(random.nextInt(LONGEST_LIFE));
                server.kill();
                server.start();
                if (shell.errTerminal()) {
                    line.accept(new dev.taskrunner.Progress(i / (double) kills, load.done() + " operations", null));
                }
            }
            awaitWork(load, operations);
        }
    }

    /** Until so much was done; a server that is up and does nothing for a minute is a failure, too. */
    private static void awaitWork(DurabilityLoad load, int wanted) throws InterruptedException {
        int before = load.done();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (load.done() < wanted) {
            pause(20);
            if (load.done() > before) {
                before = load.done();
                end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            } else if (System.nanoTime() - end > 0) {
                throw new CliException(ExitCodes.FAILED, "the server is up, but nothing got done for a minute", null);
            }
        }
    }

    /** Nothing counts this down: it is a pause that an interrupt ends. */
    private static boolean pause(long millis) throws InterruptedException {
        return new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS);
    }
}
