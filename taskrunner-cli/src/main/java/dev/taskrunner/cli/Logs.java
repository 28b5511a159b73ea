package dev.taskrunner.cli;

import java.io.PrintStream;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log of the whole process: warnings on standard error, one line each; more, with stack traces, when asked. */
final class Logs {
    /** Held, so that its level is not forgotten with it. */
    private static final Logger OURS = Logger.getLogger("dev.taskrunner");

    /** Held likewise. It repeats what a provider says, with a stack trace, whenever it tries again. */
    private static final Logger LANGCHAIN4J = Logger.getLogger("dev.langchain4j");

    private Logs() {}

    /** Sets up the log. Called once, at the start of the process. */
    static void toStandardError(PrintStream err) {
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new Lines(err));
        root.setLevel(Level.WARNING);
        LANGCHAIN4J.setLevel(Level.OFF);
    }

    static void verbose() {
        OURS.setLevel(Level.FINE);
        LANGCHAIN4J.setLevel(Level.WARNING);
    }

    private static final class Lines extends Handler {
        private final PrintStream err;

        Lines(PrintStream err) {
            this.err = err;
            setFormatter(new Line());
        }

        @Override
        public void publish(LogRecord logged) {
            if (isLoggable(logged)) {
                err.print(getFormatter().format(logged));
            }
        }

        @Override
        public void flush() {
            err.flush();
        }

        /** The stream is not ours to close. */
        @Override
        public void close() {
            flush();
        }
    }

    private static final class Line extends Formatter {
        @Override
        public String format(LogRecord logged) {
            String level = logged.getLevel().getName().toLowerCase(java.util.Locale.ROOT);
            StringBuilder line = new StringBuilder(level).append(": ").append(Text.oneLine(formatMessage(logged)));
            Throwable thrown = logged.getThrown();
            if (thrown != null) {
                boolean detailed = Level.FINE.equals(OURS.getLevel());
                line.append(detailed ? "\n" + Failures.trace(thrown) : " (" + Text.oneLine(thrown.toString()) + ")");
            }
            return line.append('\n').toString();
        }
    }
}
