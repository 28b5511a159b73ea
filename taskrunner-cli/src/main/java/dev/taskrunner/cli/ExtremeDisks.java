package dev.taskrunner.cli;

import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Disks that are full or read-only, and files where folders should be: clear errors, no damage. The disks are file systems in
 * memory that the system lets any user make who may have a namespace of their own; elsewhere that part is left out, and says so.
 * Used by one thread.
 */
final class ExtremeDisks {
    private static final String QUEUE = "q";
    private static final int MESSAGE = 100_000;
    private static final int MEGABYTES = 32;
    private static final int MOST_MESSAGES = MEGABYTES * 20;

    private final ExtremeReport report;
    private final Path folder;
    private final DurabilityExtremes.Rooms rooms;

    ExtremeDisks(ExtremeReport report, Path folder, DurabilityExtremes.Rooms rooms) {
        this.report = report;
        this.folder = folder;
        this.rooms = rooms;
    }

    void run() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        refuses(file, List.of(), "a data folder that is a file", "a file is where a folder should be");
        boolean disks = possible();
        report.figure("disks", disks ? "tested" : "left out: no file systems can be mounted here");
        if (disks) {
            Path mounted = Files.createDirectory(folder.resolve("disk"));
            refuses(mounted, mounted(mounted, "ro,size=1m"), "a read-only disk", "disk is read-only");
            full(mounted);
        }
    }

    /** The command that mounts a file system, for itself only, and goes on as another one. */
    private static List<String> mounted(Path where, String options) {
        String script = "mount -t tmpfs -o " + options + " taskrunner \"$0\" && exec \"$@\"";
        return List.of("unshare", "--map-root-user", "--mount", "sh", "-c", script, where.toString());
    }

    private boolean possible() throws InterruptedException {
        List<String> trial = new ArrayList<>(mounted(folder, "size=1m"));
        trial.add("true");
        try {
            Process process =
                    new ProcessBuilder(trial).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such command
        }
    }

    /** A server that cannot keep anything does not start, and says why. */
    private void refuses(Path data, List<String> wrapper, String what, String why) throws IOException {
        Path log = Files.createTempFile(folder, "refusal", ".log");
        try (DurabilityServer server = new DurabilityServer(data, log, DevKey.randomSecret(), wrapper)) {
            server.start();
            report.complain("a server started on " + what);
        } catch (CliException e) {
            String said = Files.readString(log);
            report.check(
                    said.startsWith("error: cannot keep data in ") && said.contains(why),
                    "on " + what + " the server only said: " + said);
        }
    }

    private void full(Path mounted) throws Exception {
        String secret = DevKey.randomSecret();
        Path log = folder.resolve("full.log");
        List<String> wrapper = mounted(mounted, "size=" + MEGABYTES + "m");
        try (DurabilityServer server = new DurabilityServer(mounted, log, secret, wrapper)) {
            URI url = server.start();
            try (Room room = rooms.join(url, secret)) {
                tooLarge(room);
                int sent = fill(room);
                report.figure("messages_until_full", sent);
                room.storage().delete("ballast");
                room.queues().send(QUEUE, "after");
                drain(room, sent);
            }
        }
    }

    /** A file that does not fit leaves nothing behind. */
    private void tooLarge(Room room) {
        room.storage().writeBytes("ballast", new byte[MEGABYTES << 18]);
        try {
            room.storage().writeBytes("big", new byte[MEGABYTES << 20]);
            report.complain("a file was taken that does not fit the disk");
        } catch (TaskException e) {
            report.check(e.text().contains("disk is full"), "on a full disk an upload only said: " + e.text());
        }
        report.check(!room.storage().exists("big"), "a file is there that did not fit the disk");
    }

    /** How many messages were taken until one was not. */
    private int fill(Room room) {
        for (int i = 0; i < MOST_MESSAGES; i++) {
            try {
                room.queues().send(QUEUE, i + " ".repeat(MESSAGE));
            } catch (TaskException e) {
                report.check(e.text().contains("disk is full"), "on a full disk a message only said: " + e.text());
                return i;
            }
        }
        report.complain("a disk of " + MEGABYTES + " MiB took more than it holds");
        return MOST_MESSAGES;
    }

    private void drain(Room room, int sent) {
        for (int i = 0; i < sent; i++) {
            String text = next(room);
            report.check(text.startsWith(i + " "), "instead of message " + i + " came " + text.strip());
        }
        report.check(next(room).equals("after"), "the message that was sent after the disk was full is not there");
        report.check(
                room.queues().receive(QUEUE, Duration.ZERO).isEmpty(),
                "a message came that was refused, since the disk was full");
    }

    private String next(Room room) {
        return room.queues()
                .receive(QUEUE, Duration.ZERO)
                .map(message -> String.valueOf(message.value()))
                .orElse("nothing");
    }
}
