package dev.taskrunner.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/** The frames of the current protocol's Appendix A, as real clients sent them. */
final class Appendix {
    private static final List<String> LINES = read();

    private Appendix() {}

    private static List<String> read() {
        try (InputStream in = Objects.requireNonNull(Appendix.class.getResourceAsStream("appendix-a.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The frames of a message, byte by byte; the speaker is TS, PY or S. */
    static List<byte[]> frames(String name, String speaker) {
        String[] words = LINES.stream()
                .map(line -> line.split(" "))
                .filter(line -> line[0].equals(name) && line[1].equals(speaker))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the appendix has no " + name + " of " + speaker));
        return Arrays.stream(words).skip(2).map(HexFormat.of()::parseHex).toList();
    }

    /** Sends them as they are. */
    static void replay(WireClient client, String name, String speaker) {
        frames(name, speaker).forEach(client::sendRaw);
    }

    /** Sends them under the id of a call, which the server has chosen. */
    static void replay(WireClient client, String name, String speaker, long callId) {
        for (byte[] frame : frames(name, speaker)) {
            client.sendRaw(ByteBuffer.wrap(frame).putLong(0, callId).array());
        }
    }
}
