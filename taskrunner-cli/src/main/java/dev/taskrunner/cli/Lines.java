package dev.taskrunner.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Lines that somebody types: with editing and history on a terminal, plain ones otherwise. The history is a file that only its
 * owner can read. Not thread-safe.
 */
abstract class Lines implements AutoCloseable {
    private static final int KEPT = 1_000;

    /** The next line after a prompt; null at the end of the input. */
    abstract @Nullable String next(String prompt) throws IOException, InterruptedException;

    @Override
    public abstract void close() throws IOException;

    /**
     * Lines of standard input.
     *
     * @param history the name of the history that they go into; null for none
     */
    static Lines of(Shell shell, @Nullable String history) throws IOException {
        boolean person = shell.in() == System.in && shell.errTerminal() && shell.outTerminal() && shell.inTerminal();
        return person ? new Edited(shell, history) : new Plain(shell);
    }

    /** Where a history is kept; made for its owner alone. */
    static Path historyFile(Shell shell, String name) throws IOException {
        Path folder = DevKey.stateFolder(shell);
        Files.createDirectories(folder);
        Path file = folder.resolve("history-" + name);
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return file;
    }

    /** As they come; a prompt is shown to who sees standard error. */
    private static final class Plain extends Lines {
        private final Shell shell;
        private final BufferedReader reader;

        Plain(Shell shell) {
            this.shell = shell;
            reader = new BufferedReader(new InputStreamReader(shell.in(), StandardCharsets.UTF_8));
        }

        @Override
        @Nullable
        String next(String prompt) throws IOException {
            if (shell.errTerminal()) {
                shell.err().print(prompt);
                shell.err().flush();
            }
            return reader.readLine();
        }

        @Override
        public void close() {
            // Standard input is not ours to close.
        }
    }

    /** Typed by a person at a terminal. */
    private static final class Edited extends Lines {
        private final Terminal terminal;
        private final LineReader reader;
        private final @Nullable DefaultHistory history;

        Edited(Shell shell, @Nullable String name) throws IOException {
            terminal = TerminalBuilder.builder().system(true).build();
            LineReaderBuilder builder = LineReaderBuilder.builder()
                    .terminal(terminal)
                    .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                    .variable(LineReader.HISTORY_SIZE, KEPT);
            if (name != null) {
                builder.variable(LineReader.HISTORY_FILE, historyFile(shell, name));
                history = new DefaultHistory();
                builder.history(history);
            } else {
                history = null;
            }
            reader = builder.build();
        }

        @Override
        @Nullable
        String next(String prompt) throws InterruptedException {
            try {
                return reader.readLine(prompt);
            } catch (EndOfFileException e) {
                return null;
            } catch (UserInterruptException e) {
                throw new InterruptedException("interrupted at the prompt");
            }
        }

        @Override
        public void close() throws IOException {
            if (history != null) {
                history.save();
            }
            terminal.close();
        }
    }
}
