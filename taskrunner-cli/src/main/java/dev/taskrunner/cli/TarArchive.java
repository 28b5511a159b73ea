package dev.taskrunner.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Writes a tar archive of plain files in the ustar format, which every tar reads. */
final class TarArchive {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_BYTES = 8;

    private TarArchive() {}

    /** An archive of files, each under its own name without folders. */
    static byte[] of(List<Path> files) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        Set<String> names = new HashSet<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName());
            if (!names.add(name)) {
                throw CliException.usage("--attach has two files named '" + name + "'");
            }
            add(
                    archive,
                    name,
                    Files.readAllBytes(file),
                    Files.getLastModifiedTime(file).toMillis() / 1000);
        }
        archive.write(new byte[2 * BLOCK]);
        return archive.toByteArray();
    }

    private static void add(ByteArrayOutputStream archive, String name, byte[] content, long seconds)
            throws IOException {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length > NAME_BYTES) {
            throw CliException.usage("--attach: the name '" + name + "' is too long for a tar archive");
        }
        archive.write(header(path, content.length, Math.max(0, seconds)));
        archive.write(content);
        archive.write(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
    }

    private static byte[] header(byte[] path, int size, long seconds) {
        byte[] header = new byte[BLOCK];
        System.arraycopy(path, 0, header, 0, path.length);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, octal(size));
        put(header, 136, octal(seconds));
        header[156] = '0';
        put(header, 257, "ustar\00000");
        // The sum is taken with blanks where it will be written.
        Arrays.fill(header, CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_BYTES, (byte) ' ');
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, CHECKSUM_AT, String.format(Locale.ROOT, "%06o\0 ", sum));
        return header;
    }

    private static String octal(long value) {
        return String.format(Locale.ROOT, "%011o\0", value);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
