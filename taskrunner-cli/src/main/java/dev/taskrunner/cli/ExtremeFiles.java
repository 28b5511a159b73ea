package dev.taskrunner.cli;

import dev.taskrunner.room.Room;
import dev.taskrunner.room.StorageEntry;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Supplier;

/** Very many small files: written, kept over a kill, read and deleted. Used by one thread. */
final class ExtremeFiles {
    private static final String FOLDER = "small";
    private static final int PER_FOLDER = 1_000;
    private static final int LANES = 8;
    private static final int MOST_BYTES = 2_000;

    private final ExtremeReport report;
    private final Supplier<Room> rooms;
    private final int files;

    ExtremeFiles(ExtremeReport report, Supplier<Room> rooms, int files) {
        this.report = report;
        this.rooms = rooms;
        this.files = files;
    }

    void write() throws Exception {
        report.figure("files", files);
        report.timed("write_files", () -> ExtremeThreads.run(LANES, report, lane -> inLane(lane, this::write)));
    }

    void read() throws Exception {
        report.timed("list_files", this::list);
        report.timed("read_files", () -> ExtremeThreads.run(LANES, report, lane -> inLane(lane, this::read)));
    }

    /** What is done with one file. */
    @FunctionalInterface
    private interface OnFile {
        void run(Room room, int file);
    }

    private void inLane(int lane, OnFile step) {
        try (Room room = rooms.get()) {
            for (int file = lane; file < files; file += LANES) {
                step.run(room, file);
            }
        }
    }

    private static String path(int file) {
        return FOLDER + "/" + file / PER_FOLDER + "/" + file + ".bin";
    }

    private static byte[] content(int file) {
        Random random = new Random(file);
        byte[] bytes = new byte[random.nextInt(MOST_BYTES)];
        random.nextBytes(bytes);
        return bytes;
    }

    private void write(Room room, int file) {
        room.storage().writeBytes(path(file), content(file));
    }

    private void read(Room room, int file) {
        byte[] bytes = room.storage().readBytes(path(file));
        report.check(Arrays.equals(bytes, content(file)), "file " + file + " is damaged");
    }

    private void list() {
        try (Room room = rooms.get()) {
            int found = 0;
            for (StorageEntry folder : room.storage().list(FOLDER)) {
                found += room.storage().list(FOLDER + "/" + folder.name()).size();
            }
            report.check(found == files, found + " files are listed of " + files);
        }
    }

    void delete() throws Exception {
        report.timed("delete_files", () -> {
            try (Room room = rooms.get()) {
                room.storage().deleteAll(FOLDER);
                report.check(room.storage().list(FOLDER).isEmpty(), "deleted files are still listed");
            }
        });
    }
}
