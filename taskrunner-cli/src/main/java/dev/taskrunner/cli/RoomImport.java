package dev.taskrunner.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.taskrunner.room.Room;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Puts what a dump holds into a room. */
@Command(
        name = "import",
        header = "Put what 'room export' wrote into a room that has none of it yet.",
        description =
                "Files, documents and queues that are there already are an error, and nothing is overwritten. What was put"
                        + " there before an error stays. Prints what was read, as one line of JSON.")
final class RoomImport implements Callable<Integer> {
    private final Shell shell;

    @Parameters(paramLabel = "FILE.zip", description = "A dump.")
    private Path file = Path.of("");

    @Mixin
    private final Connection connection;

    @Mixin
    private final JsonSwitch json = new JsonSwitch();

    RoomImport(Shell shell) {
        this.shell = shell;
        this.connection = new Connection(shell, List.of("admin"));
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.isReadable(file)) {
            throw CliException.usage(file + " cannot be read");
        }
        return connection.visit(this::restore);
    }

    private int restore(Room room) throws IOException {
        try (Bar bar = new Bar(shell, Files.size(file));
                InputStream content = bar.counting(Files.newInputStream(file));
                ZipInputStream zip = new ZipInputStream(content, StandardCharsets.UTF_8)) {
            JsonNode manifest = manifest(zip);
            check(manifest, room);
            checkWhole();
            Map<String, Object> counts = new LinkedHashMap<>();
            counts.put("room", room.roomName());
            Reader reader = new Reader(room, zip, manifest);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                counts.merge(reader.kind(name), reader.read(name), (one, other) -> (long) one + (long) other);
            }
            shell.json(counts);
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new CliException(ExitCodes.FAILED, file + " cannot be read: " + FileProblems.reason(e), e);
        }
        return ExitCodes.OK;
    }

    private JsonNode manifest(ZipInputStream zip) throws IOException {
        ZipEntry first = zip.getNextEntry();
        if (first == null || !first.getName().equals(RoomDump.MANIFEST)) {
            throw CliException.usage(file + " is no dump of a room");
        }
        JsonNode manifest = Json.read(new String(zip.readAllBytes(), StandardCharsets.UTF_8));
        if (manifest.path("format").asInt() != RoomDump.FORMAT) {
            throw CliException.usage(
                    file + " has format " + manifest.path("format") + "; this command reads " + RoomDump.FORMAT);
        }
        return manifest;
    }

    /** Entries are read one after the other, and a dump may have been cut off between two: only its end tells. */
    private void checkWhole() throws IOException {
        try (ZipFile whole = new ZipFile(file.toFile())) {
            if (whole.size() == 0) {
                throw new IOException("it has no entries");
            }
        } catch (ZipException e) {
            throw new IOException("it is cut off or damaged; nothing was imported", e);
        }
    }

    private static void check(JsonNode manifest, Room room) {
        String from = manifest.path("room").asText();
        if (manifest.path("secrets").asBoolean() && !from.equals(room.roomName())) {
            throw CliException.usage("the dump has secrets, which open in a room named '" + from
                    + "' only; import it there, or export without --with-secrets");
        }
    }

    /** Puts one entry of a dump into a room. */
    private record Reader(Room room, ZipInputStream zip, JsonNode manifest) {

        String kind(String name) {
            if (name.startsWith(RoomDump.FILES)) {
                return "files";
            }
            return name.startsWith(RoomDump.QUEUES) ? "messages" : family(name);
        }

        private static String family(String name) {
            String family = name.replace(RoomDump.RECORDS, "").replace(RoomDump.LINES, "");
            if (!RoomDump.DOCUMENTS.contains(family) && !family.equals(RoomDump.SECRETS)) {
                throw new CliException(ExitCodes.FAILED, "the dump has an entry that is not known: " + name, null);
            }
            return family;
        }

        long read(String name) throws IOException {
            AtomicLong count = new AtomicLong();
            if (name.startsWith(RoomDump.FILES)) {
                room.storage().upload(name.substring(RoomDump.FILES.length()), new Open(zip), false, bytes -> {});
                count.incrementAndGet();
            } else if (name.startsWith(RoomDump.QUEUES)) {
                queue(name, count);
            } else {
                room.admin().importRecords(family(name), () -> lines(count));
            }
            return count.get();
        }

        private void queue(String name, AtomicLong count) throws IOException {
            String number = name.replace(RoomDump.QUEUES, "").replace(RoomDump.LINES, "");
            String queue =
                    manifest.path("queues").path(Integer.parseInt(number)).asText();
            room.queues().open(queue); // an error where it is there already
            for (Iterator<String> lines = lines(count); lines.hasNext(); ) {
                room.queues().send(queue, Json.read(lines.next()));
            }
        }

        private Iterator<String> lines(AtomicLong count) {
            BufferedReader reader = new BufferedReader(new InputStreamReader(zip, StandardCharsets.UTF_8));
            return reader.lines().peek(line -> count.incrementAndGet()).iterator();
        }
    }

    /** An entry of a zip, which stays open when a reader of it is closed. */
    private static final class Open extends FilterInputStream {
        Open(InputStream entry) {
            super(entry);
        }

        @Override
        public void close() {
            // The next entry comes after this one.
        }
    }
}
