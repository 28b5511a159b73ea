package dev.taskrunner.langchain4j.bridge;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What kind of file it is: what it is said to be, else what its name says, else what its first bytes say. */
final class MimeTypes {
    private static final Map<String, String> MEDIA = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("gif", "image/gif"),
            Map.entry("webp", "image/webp"),
            Map.entry("bmp", "image/bmp"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("wav", "audio/wav"),
            Map.entry("mp3", "audio/mp3"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("flac", "audio/flac"),
            Map.entry("m4a", "audio/mp4"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("webm", "video/webm"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("mpeg", "video/mpeg"));

    private static final Set<String> TEXT_NAMES = Set.of(
            "txt",
            "md",
            "markdown",
            "csv",
            "tsv",
            "json",
            "jsonl",
            "xml",
            "html",
            "htm",
            "yaml",
            "yml",
            "toml",
            "ini",
            "log",
            "properties",
            "java",
            "kt",
            "py",
            "js",
            "ts",
            "dart",
            "go",
            "rs",
            "c",
            "h",
            "cpp",
            "cs",
            "rb",
            "sh",
            "sql",
            "css",
            "tex",
            "rst",
            "svg",
            "eml",
            "srt",
            "vtt");

    private static final Set<String> TEXT_TYPES = Set.of(
            "application/json",
            "application/xml",
            "application/yaml",
            "application/x-yaml",
            "application/toml",
            "application/javascript",
            "application/x-ndjson",
            "application/sql",
            "image/svg+xml");

    private static final int SNIFFED = 512;

    private MimeTypes() {}

    static String of(String name, String said, byte[] bytes) {
        String type = said.toLowerCase(Locale.ROOT);
        type = type.contains(";") ? type.substring(0, type.indexOf(';')).strip() : type.strip();
        if (!type.isEmpty() && !type.equals("application/octet-stream")) {
            return type;
        }
        String file = name.substring(name.lastIndexOf('/') + 1);
        String end = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String known = MEDIA.get(end);
        if (known != null) {
            return known;
        }
        return TEXT_NAMES.contains(end) ? "text/plain" : sniffed(bytes);
    }

    static boolean isText(String type) {
        return type.startsWith("text/") || TEXT_TYPES.contains(type) || type.endsWith("+json") || type.endsWith("+xml");
    }

    private static String sniffed(byte[] bytes) {
        if (starts(bytes, 0, "\u0089PNG")) {
            return "image/png";
        }
        if (starts(bytes, 0, "\u00ff\u00d8\u00ff")) {
            return "image/jpeg";
        }
        if (starts(bytes, 0, "GIF8")) {
            return "image/gif";
        }
        if (starts(bytes, 0, "%PDF-")) {
            return "application/pdf";
        }
        if (starts(bytes, 0, "RIFF")) {
            return starts(bytes, 8, "WEBP") ? "image/webp" : starts(bytes, 8, "WAVE") ? "audio/wav" : "";
        }
        if (starts(bytes, 0, "ID3")) {
            return "audio/mp3";
        }
        if (starts(bytes, 0, "OggS")) {
            return "audio/ogg";
        }
        if (starts(bytes, 4, "ftyp")) {
            return "video/mp4";
        }
        return looksLikeText(bytes) ? "text/plain" : "";
    }

    private static boolean starts(byte[] bytes, int at, String magic) {
        byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= at + wanted.length
                && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
    }

    private static boolean isControl(byte one) {
        return one >= 0 && one < ' ' && one != '\n' && one != '\r' && one != '\t' && one != '\f';
    }

    /** UTF-8 without control characters other than white space; the last character may be cut. */
    private static boolean looksLikeText(byte[] bytes) {
        if (bytes.length == 0) {
            return false;
        }
        int length = Math.min(bytes.length, SNIFFED);
        for (int i = 0; i < length; i++) {
            if (isControl(bytes[i])) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
