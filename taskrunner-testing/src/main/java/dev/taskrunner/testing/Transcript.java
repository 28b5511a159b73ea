package dev.taskrunner.testing;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What went over the connections of a test, in the order in which it was seen. Keeps the latest lines only, shortened, and
 * never a token. Safe for several threads; {@code entries} is the lock and guards all fields.
 */
final class Transcript {
    static final int MAX_ENTRIES = 2_000;
    static final int MAX_TEXT = 240;

    private static final String HIDDEN = "<hidden>";
    private static final Pattern JWT = Pattern.compile("eyJ[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-9_-]*){0,2}");
    private static final Pattern KEY = Pattern.compile("\\bma-[A-Za-z0-9_.-]{8,}");
    private static final Pattern SECRET_MEMBER = Pattern.compile(
            "(\"[a-z_]*(?:token|jwt|secret|password|authorization|api_key)\"\\s*:\\s*)\"(?:[^\"\\\\]|\\\\.)*\"?",
            Pattern.CASE_INSENSITIVE);

    /** Which way something went, as the participant sees it. */
    enum Direction {
        SENT("->"),
        RECEIVED("<-"),
        EVENT("--");

        private final String arrow;

        Direction(String arrow) {
            this.arrow = arrow;
        }
    }

    /** One line. */
    record Entry(long micros, String participant, Direction direction, String type, long id, String text) {
        @Override
        public String toString() {
            String number = direction == Direction.EVENT ? "" : "#" + Long.toUnsignedString(id);
            return String.format(
                    Locale.ROOT,
                    "%9.3f ms  %-12s %s %s%s %s",
                    micros / 1000.0,
                    participant,
                    direction.arrow,
                    type,
                    number,
                    text);
        }
    }

    private final ArrayDeque<Entry> entries = new ArrayDeque<>();
    private final long start = System.nanoTime();
    private long dropped;

    void add(String participant, Direction direction, String type, long id, String text) {
        Entry entry = new Entry((System.nanoTime() - start) / 1_000, participant, direction, type, id, redact(text));
        synchronized (entries) {
            if (entries.size() == MAX_ENTRIES) {
                entries.removeFirst();
                dropped++;
            }
            entries.addLast(entry);
        }
    }

    /** Hides first and shortens then, so that no half of a secret stays behind. */
    static String redact(String text) {
        String hidden = SECRET_MEMBER.matcher(text).replaceAll("$1\"" + HIDDEN + "\"");
        hidden = KEY.matcher(JWT.matcher(hidden).replaceAll(HIDDEN)).replaceAll(HIDDEN);
        return hidden.length() <= MAX_TEXT ? hidden : hidden.substring(0, MAX_TEXT) + "...";
    }

    List<Entry> entries() {
        synchronized (entries) {
            return List.copyOf(entries);
        }
    }

    void clear() {
        synchronized (entries) {
            entries.clear();
            dropped = 0;
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        synchronized (entries) {
            if (dropped > 0) {
                text.append("(").append(dropped).append(" earlier lines dropped)\n");
            }
            entries.forEach(entry -> text.append(entry).append('\n'));
        }
        return text.toString();
    }
}
