package dev.taskrunner;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** Writes a tar archive of plain files in the ustar format, which every tar reads. Stateless. */
final class TarArchive {
    private static final int BLOCK = 512;
    private static final int NAME_BYTES = 100;
    private static final int CHECKSUM_AT = 148;
    private static final int CHECKSUM_BYTES = 8;

    private TarArchive() {}

    static byte[] of(Map<String, byte[]> files) {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        files.forEach((name, content) -> {
            archive.writeBytes(header(path(name), content.length));
            archive.writeBytes(content);
            archive.writeBytes(new byte[(BLOCK - content.length % BLOCK) % BLOCK]);
        });
        archive.writeBytes(new byte[2 * BLOCK]);
        return archive.toByteArray();
    }

    private static byte[] path(String name) {
        byte[] path = name.getBytes(StandardCharsets.UTF_8);
        if (path.length == 0 || path.length > NAME_BYTES || name.chars().anyMatch(TarArchive::isOdd)) {
            throw new IllegalArgumentException("a file's name in an archive has 1 to " + NAME_BYTES
                    + " bytes, no '/', no '\\' and no control characters; one has " + path.length + " bytes");
        }
        return path;
    }

    /** A name that leads to another folder is no name of a file. */
    private static boolean isOdd(int letter) {
        return letter == '/' || letter == '\\' || Character.isISOControl(letter);
    }

    private static byte[] header(byte[] path, int size) {
        byte[] header = new byte[BLOCK];
        System.arraycopy(path, 0, header, 0, path.length);
        put(header, 100, "0000644\0");
        put(header, 108, "0000000\0");
        put(header, 116, "0000000\0");
        put(header, 124, String.format(Locale.ROOT, "%011o\0", size));
        put(header, 136, "00000000000\0");
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

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}
