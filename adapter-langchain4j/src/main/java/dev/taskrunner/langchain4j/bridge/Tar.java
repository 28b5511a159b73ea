package dev.taskrunner.langchain4j.bridge;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the regular files of tar archives (ustar, GNU and pax names), in memory, within limits. */
final class Tar {
    private static final int BLOCK = 512;
    private static final int SIZE_AT = 124;
    private static final int SUM_AT = 148;
    private static final int KIND_AT = 156;
    private static final int MAGIC_AT = 257;
    private static final int PREFIX_AT = 345;
    private static final int MAX_HEADER_FILE = 64 << 10;

    /**
     * One file.
     *
     * @param name its path in the archive
     * @param data its bytes
     */
    record Entry(String name, ByteBuffer data) {}

    private Tar() {}

    static boolean isTar(byte[] bytes) {
        return bytes.length >= BLOCK
                && new String(bytes, MAGIC_AT, 5, StandardCharsets.US_ASCII).equals("ustar")
                && hasRightSum(bytes, 0);
    }

    static List<Entry> read(byte[] bytes, int maxBytes, int maxFiles) {
        List<Entry> entries = new ArrayList<>();
        long total = 0;
        String longName = null;
        int at = 0;
        while (at + BLOCK <= bytes.length && !isEnd(bytes, at)) {
            if (!hasRightSum(bytes, at)) {
                throw broken("a header's checksum is wrong");
            }
            long size = number(bytes, at + SIZE_AT, 12);
            if (size < 0 || size > bytes.length - at - BLOCK) {
                throw broken("it ends within a file");
            }
            char kind = (char) bytes[at + KIND_AT];
            int data = at + BLOCK;
            at = data + (int) ((size + BLOCK - 1) / BLOCK * BLOCK);
            if (kind == 'L' || kind == 'x') {
                String text = headerText(bytes, data, (int) size);
                longName = kind == 'L' ? text.replace("\0", "") : paxPath(text, longName);
            } else if (kind == '0' || kind == '\0' || kind == '7') {
                String name = checked(longName == null ? name(bytes, data - BLOCK) : longName);
                longName = null;
                total += size;
                if (total > maxBytes) {
                    throw Compression.tooLarge(maxBytes);
                }
                if (entries.size() == maxFiles) {
                    throw new TaskException(ErrorCode.TOO_LARGE, "the attachment has more than " + maxFiles + " files");
                }
                entries.add(new Entry(name, ByteBuffer.wrap(bytes, data, (int) size)));
            } else if (kind == '5' || kind == 'g') {
                longName = null;
            } else {
                String name = longName == null ? name(bytes, data - BLOCK) : longName;
                throw broken("'" + shown(name) + "' is neither a file nor a folder, but a link or a device");
            }
        }
        return entries;
    }

    private static String headerText(byte[] bytes, int at, int size) {
        if (size > MAX_HEADER_FILE) {
            throw broken("a file's name is too long");
        }
        return new String(bytes, at, size, StandardCharsets.UTF_8);
    }

    /** Records are "length key=value\n". */
    private static @Nullable String paxPath(String records, @Nullable String otherwise) {
        for (String line : records.split("\n")) {
            int space = line.indexOf(' ');
            if (line.startsWith("path=", space + 1)) {
                return line.substring(space + 6);
            }
        }
        return otherwise;
    }

    private static String name(byte[] bytes, int header) {
        String prefix = new String(bytes, MAGIC_AT + header, 6, StandardCharsets.US_ASCII).equals("ustar\0")
                ? text(bytes, header + PREFIX_AT, 155)
                : "";
        String name = text(bytes, header, 100);
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    private static String checked(String path) {
        String name = path.startsWith("./") ? path.substring(2) : path;
        boolean leadsOut = name.startsWith("/") || name.contains("\\") || name.matches("^[A-Za-z]:.*");
        for (String part : name.split("/", -1)) {
            leadsOut |= part.equals("..");
        }
        boolean isOdd = name.isBlank() || name.chars().anyMatch(c -> c < ' ' || c == 0x7f);
        if (leadsOut || isOdd) {
            throw broken("the path '" + shown(path) + "' is not allowed; use relative paths without '..'");
        }
        return name;
    }

    private static String shown(String name) {
        String plain = name.replaceAll("\\p{Cntrl}", "?");
        return plain.length() > 200 ? plain.substring(0, 200) + "…" : plain;
    }

    private static String text(byte[] bytes, int at, int length) {
        int end = at;
        while (end < at + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, at, end - at, StandardCharsets.UTF_8);
    }

    private static long number(byte[] bytes, int at, int length) {
        if ((bytes[at] & 0x80) != 0) {
            long value = 0;
            for (int i = at + length - 8; i < at + length; i++) {
                value = value << 8 | bytes[i] & 0xff;
            }
            return value;
        }
        String digits = text(bytes, at, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw broken("a header has no number where one belongs");
        }
        return Long.parseLong(digits, 8);
    }

    private static boolean hasRightSum(byte[] bytes, int header) {
        String said = text(bytes, header + SUM_AT, 8).strip();
        if (!said.matches("[0-7]{1,7}")) {
            return false;
        }
        int sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            boolean isSum = i >= SUM_AT && i < SUM_AT + 8;
            sum += isSum ? ' ' : bytes[header + i] & 0xff;
        }
        return sum == Integer.parseInt(said, 8);
    }

    private static boolean isEnd(byte[] bytes, int at) {
        for (int i = at; i < at + BLOCK; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static TaskException broken(String why) {
        return new TaskException(ErrorCode.INVALID_ARGUMENTS, "the attachment's tar archive cannot be read: " + why);
    }
}
