package dev.taskrunner.wire;

import java.nio.charset.StandardCharsets;

/** Turns the inside of a JSON string that the scanner has checked into Java text. */
final class JsonText {
    private JsonText() {}

    /** The text between two quotes; {@code from} and {@code to} exclude them. */
    static String decode(byte[] bytes, int from, int to) {
        boolean ascii = true;
        for (int i = from; i < to; i++) {
            byte next = bytes[i];
            if (next == '\\') {
                return unescape(bytes, from, to, i);
            }
            ascii &= next >= 0;
        }
        return new String(bytes, from, to - from, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
    }

    private static String unescape(byte[] bytes, int from, int to, int firstEscape) {
        StringBuilder text = new StringBuilder(to - from);
        int plain = from;
        int at = firstEscape;
        while (at < to) {
            if (bytes[at] != '\\') {
                at++;
                continue;
            }
            text.append(new String(bytes, plain, at - plain, StandardCharsets.UTF_8));
            text.append(escaped(bytes, at + 1));
            at += bytes[at + 1] == 'u' ? 6 : 2;
            plain = at;
        }
        return text.append(new String(bytes, plain, to - plain, StandardCharsets.UTF_8))
                .toString();
    }

    private static char escaped(byte[] bytes, int at) {
        return switch (bytes[at]) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> hex(bytes, at + 1);
            default -> (char) bytes[at];
        };
    }

    private static char hex(byte[] bytes, int at) {
        int code = 0;
        for (int i = at; i < at + 4; i++) {
            code = code << 4 | Character.digit(bytes[i], 16);
        }
        return (char) code;
    }
}
