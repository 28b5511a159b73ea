package dev.taskrunner.cli;

/** Text of others, made fit for a terminal. */
final class Text {
    private Text() {}

    /** Without control characters but line feeds: what others send must not move our cursor. */
    static String safe(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        text.codePoints()
                .map(point -> point != '\n' && Character.isISOControl(point) ? ' ' : point)
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    /** The same on one line. */
    static String oneLine(String text) {
        return safe(text).replace('\n', ' ').strip();
    }
}
