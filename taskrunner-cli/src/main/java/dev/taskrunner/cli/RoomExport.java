package dev.taskrunner.cli;

import dev.taskrunner.room.QueueInfo;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.StorageEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes what a room keeps to a file. */
@Command(
        name = "export",
        header = "Write a room's files, queues and documents to a zip; 'room import' reads it.",
        description =
                "Takes no snapshot: for one of a single moment, have nobody write meanwhile. Messages that are lent out are"
                        + " written too. Prints what was written, as one line of JSON.")
final class RoomExport implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "FILE.zip", description = "Written whole or not at all.")
    private Path file = Path.of("");

    @Option(
            names = "--with-secrets",
            description =
                    "Secrets too. They stay encrypted, and are of use only to a server with the same key, in a room of the"
                            + " same name.")
    private boolean secrets;

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    RoomExport(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell, List.of("admin"));
    }

    @Override
    public Integer call() throws Exception {
        return connection.visit(this::export);
    }

    private int export(Room room) throws IOException {
        Path target = file.toAbsolutePath();
        Path draft;
        try {
            draft = Files.createTempFile(target.getParent(), "export-", ".part");
        } catch (IOException e) {
            throw CliException.usage(target + " cannot be written: " + FileProblems.reason(e), e);
        }
        try {
            Map<String, Object> written = write(room, draft);
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            shell.json(written);
        } catch (UncheckedIOException | IOException e) {
            throw new CliException(ExitCodes.FAILED, target + " cannot be written: " + FileProblems.reason(e), e);
        } finally {
            Files.deleteIfExists(draft);
        }
        return ExitCodes.OK;
    }

    private Map<String, Object> write(Room room, Path draft) throws IOException {
        try (Bar bar = new Bar(shell, Bar.UNKNOWN);
                ZipOutputStream zip =
                        new ZipOutputStream(bar.counting(Files.newOutputStream(draft)), StandardCharsets.UTF_8)) {
            return new Writer(room, zip).write(secrets);
        }
    }

    /** Writes one dump; not for several threads. */
    private static final class Writer {
        private final Room room;
        private final ZipOutputStream zip;

        Writer(Room room, ZipOutputStream zip) {
            this.room = room;
            this.zip = zip;
        }

        Map<String, Object> write(boolean withSecrets) throws IOException {
            List<String> queues =
                    room.queues().list().stream().map(QueueInfo::name).toList();
            Map<String, Object> manifest = new LinkedHashMap<>();
            manifest.put("format", RoomDump.FORMAT);
            manifest.put("room", room.roomName());
            manifest.put("exported_at", Instant.now().toString());
            manifest.put("queues", queues);
            manifest.put("secrets", withSecrets);
            entry(RoomDump.MANIFEST, lines -> lines.accept(Json.write(manifest)));
            Map<String, Object> counts = new LinkedHashMap<>();
            counts.put("room", room.roomName());
            List<String> families = new ArrayList<>(RoomDump.DOCUMENTS);
            if (withSecrets) {
                families.add(RoomDump.SECRETS);
            }
            for (String family : families) {
                counts.put(
                        family,
                        entry(
                                RoomDump.RECORDS + family + RoomDump.LINES,
                                lines -> room.admin().exportRecords(family, lines)));
            }
            long messages = 0;
            for (int i = 0; i < queues.size(); i++) {
                String queue = queues.get(i);
                messages += entry(
                        RoomDump.QUEUES + i + RoomDump.LINES,
                        lines -> room.admin().exportQueue(queue, lines));
            }
            counts.put("queues", queues.size());
            counts.put("messages", messages);
            counts.put("files", files(""));
            return counts;
        }

        /** Writes lines as they come; returns how many. */
        private long entry(String name, Consumer<Consumer<String>> source) throws IOException {
            AtomicLong count = new AtomicLong();
            zip.putNextEntry(new ZipEntry(name));
            source.accept(line -> {
                try {
                    zip.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                    count.incrementAndGet();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            zip.closeEntry();
            return count.get();
        }

        private long files(String folder) throws IOException {
            long count = 0;
            for (StorageEntry entry : room.storage().list(folder)) {
                String path = folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
                if (entry.isFolder()) {
                    count += files(path);
                } else {
                    zip.putNextEntry(new ZipEntry(RoomDump.FILES + path));
                    room.storage().download(path, zip);
                    zip.closeEntry();
                    count++;
                }
            }
            return count;
        }
    }
}
