package dev.taskrunner.cli;

import dev.taskrunner.Progress;
import java.util.function.Consumer;

/**
 * Shows progress on standard error: a bar that redraws itself on a terminal, else one line each.
 *
 * <p>Reports come on the room's executor while the command's thread ends it, so this object guards the flag.
 */
final class ProgressLine implements Consumer<Progress>, AutoCloseable {
    private static final int CELLS = 30;
    private static final int TEXT = 60;
    private static final String CLEAR = "\r\u001b[K";

    private final Shell shell;
    private boolean drawn;
    private boolean closed;

    ProgressLine(Shell shell) {
        this.shell = shell;
    }

    @Override
    public synchronized void accept(Progress progress) {
        if (closed) {
            return;
        }
        if (shell.errTerminal()) {
            drawn = true;
            shell.err().print(CLEAR + bar(progress) + shorten(words(progress)));
            shell.err().flush();
        } else {
            shell.tell("progress: " + percent(progress) + words(progress));
        }
    }

    /** Takes the bar away; what is reported later is not shown. */
    @Override
    public synchronized void close() {
        closed = true;
        if (drawn) {
            shell.err().print(CLEAR);
            shell.err().flush();
        }
    }

    private String bar(Progress progress) {
        Double fraction = progress.fraction();
        if (fraction == null) {
            return "";
        }
        int full = (int) Math.round(fraction * CELLS);
        return "[" + Paint.CYAN.on(shell, "#".repeat(full)) + ".".repeat(CELLS - full) + "] " + percent(progress);
    }

    private static String percent(Progress progress) {
        Double fraction = progress.fraction();
        return fraction == null ? "" : Math.round(fraction * 100) + "% ";
    }

    private static String words(Progress progress) {
        String text = progress.text();
        if (text != null) {
            return Text.oneLine(text);
        }
        Object data = progress.data();
        return data == null ? "" : Text.oneLine(Json.write(data));
    }

    private static String shorten(String text) {
        return text.length() <= TEXT ? text : text.substring(0, TEXT - 1) + "…";
    }
}
