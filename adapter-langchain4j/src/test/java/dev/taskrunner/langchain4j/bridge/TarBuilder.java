package dev.taskrunner.langchain4j.bridge;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes tar archives, proper and improper ones, without using what is tested. */
final class TarBuilder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    TarBuilder file(String name, byte[] data) {
        return entry(name, data, '0');
    }

    TarBuilder folder(String name) {
        return entry(name, new byte[0], '5');
    }

    TarBuilder gnuNamed(String name, byte[] data) {
        return entry("././@LongLink", (name + "\0").getBytes(StandardCharsets.UTF_8), 'L')
                .file(name.substring(0, Math.min(99, name.length())), data);
    }

    TarBuilder paxNamed(String name, byte[] data) {
        String record = " path=" + name + "\n";
        int length = record.length() + 1;
        while (String.valueOf(length).length() + record.length() != length) {
            length++;
        }
        return entry("pax", (length + record).getBytes(StandardCharsets.UTF_8), 'x')
                .file("short.txt", data);
    }

    TarBuilder entry(String name, byte[] data, char kind) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, String.format("%011o\0", data.length));
        put(header, 136, "00000000000\0");
        put(header, 148, "        ");
        header[156] = (byte) kind;
        put(header, 257, "ustar\0");
        put(header, 263, "00");
        int sum = 0;
        for (byte one : header) {
            sum += one & 0xff;
        }
        put(header, 148, String.format("%06o\0 ", sum));
        out.writeBytes(header);
        out.writeBytes(data);
        out.writeBytes(new byte[(512 - data.length % 512) % 512]);
        return this;
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(out.toByteArray());
        all.writeBytes(new byte[1024]);
        return all.toByteArray();
    }
}
