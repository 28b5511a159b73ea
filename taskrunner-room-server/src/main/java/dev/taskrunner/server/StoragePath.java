package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Paths in storage (section 7.1): what a participant may write, made plain, or refused. Stateless. */
final class StoragePath {
    private static final int MAX_BYTES = 1_024;
    private static final int MAX_NAME_BYTES = 200;
    private static final int MAX_DEPTH = 32;
    private static final String FORBIDDEN = "\\:*?\"<>|";
    private static final Pattern SLASHES = Pattern.compile("/");
    /** Devices of an old system, in any folder and with any ending. */
    private static final Set<String> RESERVED = Set.of("con", "prn", "aux", "nul", "conin$", "conout$", "clock$");

    private static final Pattern RESERVED_NUMBERED = Pattern.compile("(com|lpt)[0-9\u00b9\u00b2\u00b3]");

    private StoragePath() {}

    /** The path of a file: without a slash in front, in one spelling, and never out of the room. */
    static String file(String given) {
        String path = folder(given);
        if (path.isEmpty() || given.endsWith("/")) {
            throw refused(given, "it names no file");
        }
        return path;
    }

    /** The path of a file or folder; the room's own is empty. */
    static String folder(String given) {
        String path = Normalizer.normalize(stripped(given), Normalizer.Form.NFC);
        if (path.isEmpty()) {
            return path;
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw refused(given.substring(0, 40) + "…", "it has more than " + MAX_BYTES + " bytes");
        }
        List<String> names = names(path);
        if (names.size() > MAX_DEPTH) {
            throw refused(given, "it has more than " + MAX_DEPTH + " levels");
        }
        names.forEach(name -> check(given, name));
        return path;
    }

    private static String stripped(String given) {
        int start = given.startsWith("/") ? 1 : 0;
        int end = given.length() > start && given.endsWith("/") ? given.length() - 1 : given.length();
        return given.substring(start, Math.max(start, end));
    }

    static List<String> names(String path) {
        return List.of(SLASHES.split(path, -1));
    }

    private static void check(String path, String name) {
        if (name.isEmpty()) {
            throw refused(path, "it has an empty name");
        } else if (name.equals(".") || name.equals("..")) {
            throw refused(path, "'" + name + "' is no name");
        } else if (name.endsWith(".") || name.endsWith(" ") || name.startsWith(" ")) {
            throw refused(path, "a name must not begin with a space, nor end with one or with a dot");
        } else if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw refused(path, "a name has more than " + MAX_NAME_BYTES + " bytes");
        } else if (name.codePoints().anyMatch(StoragePath::isForbidden)) {
            throw refused(path, "a name must not have control characters, nor any of " + FORBIDDEN);
        } else if (isReserved(name)) {
            throw refused(path, "'" + name + "' is reserved");
        }
    }

    private static boolean isForbidden(int letter) {
        int type = Character.getType(letter);
        return Character.isISOControl(letter)
                || type == Character.FORMAT
                || type == Character.SURROGATE // half a letter, which no disk can write
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || FORBIDDEN.indexOf(letter) >= 0
                || letter == 0xfffd;
    }

    private static boolean isReserved(String name) {
        int dot = name.indexOf('.', 1);
        String stem = (dot < 0 ? name : name.substring(0, dot)).trim().toLowerCase(Locale.ROOT);
        return RESERVED.contains(stem) || RESERVED_NUMBERED.matcher(stem).matches();
    }

    private static TaskException refused(String path, String why) {
        String shown = path.replaceAll("\\p{Cntrl}", "?");
        return new TaskException(ErrorCode.INVALID_REQUEST, "the path '" + shown + "' is refused: " + why);
    }

    /** The same for all spellings that some disk takes for one name. */
    static String folded(String path) {
        return path.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }

    static String name(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
