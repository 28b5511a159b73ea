package dev.taskrunner.cli;

import dev.taskrunner.Progress;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** How many bytes are over, as a bar on a terminal; nothing elsewhere. Not thread-safe. */
final class Bar implements AutoCloseable {
    /** For {@code size}: nobody knows how many bytes there are, so there is no bar, only their number. */
    static final long UNKNOWN = 0;

    private static final long KIBI = 1 << 10;
    private static final long MEBI = 1 << 20;

    /** Redrawn this often, so that drawing costs nothing beside the bytes. */
    private static final long STEP = 1 << 18;

    private final ProgressLine line;
    private final boolean shown;
    private final long size;
    private long bytes;
    private long drawn = -STEP;

    /** A bar for so many bytes. */
    Bar(Shell shell, long size) {
        this.line = new ProgressLine(shell);
        this.shown = shell.errTerminal();
        this.size = size;
    }

    /** Shows that so many are over. */
    void at(long over) {
        bytes = over;
        if (shown && (over - drawn >= STEP || over == size)) {
            drawn = over;
            line.accept(new Progress(size > UNKNOWN ? Math.min(1.0, over / (double) size) : null, words(), null));
        }
    }

    private String words() {
        long unit = Math.max(bytes, size) < MEBI ? KIBI : MEBI;
        DecimalFormat format = new DecimalFormat("0.#", DecimalFormatSymbols.getInstance(Locale.ROOT));
        String over = format.format(bytes / (double) unit);
        String all = format.format(size / (double) unit);
        return (size > UNKNOWN ? over + " of " + all : over) + (unit == MEBI ? " MiB" : " KiB");
    }

    /** The same stream, counted. */
    OutputStream counting(OutputStream target) {
        return new FilterOutputStream(target) {
            @Override
            public void write(byte[] data, int from, int length) throws IOException {
                out.write(data, from, length);
                at(bytes + length);
            }

            @Override
            public void write(int one) throws IOException {
                out.write(one);
                at(bytes + 1);
            }
        };
    }

    /** The same stream, counted. */
    InputStream counting(InputStream source) {
        return new FilterInputStream(source) {
            @Override
            public int read(byte[] data, int from, int length) throws IOException {
                int read = in.read(data, from, length);
                at(bytes + Math.max(0, read));
                return read;
            }

            @Override
            public int read() throws IOException {
                int one = in.read();
                at(bytes + (one < 0 ? 0 : 1));
                return one;
            }
        };
    }

    @Override
    public void close() {
        line.close();
    }
}
