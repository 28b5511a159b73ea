package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinesTest {
    @TempDir
    Path folder;

    @Test
    void comeAsTheyAreWithoutATerminalAndWithoutPrompts() throws Exception {
        Captured err = new Captured();
        Shell shell = new Cli(folder).input("one\nzwölf\n").shell(new Captured(), err);
        try (Lines lines = Lines.of(shell, "test")) {
            assertThat(lines.next("> ")).isEqualTo("one");
            assertThat(lines.next("> ")).isEqualTo("zwölf");
            assertThat(lines.next("> ")).isNull();
        }
        assertThat(err.text()).isEmpty();
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void showAPromptToWhoSeesIt() throws Exception {
        Captured err = new Captured();
        Shell shell = new Cli(folder).onTerminal().input("one\n").shell(new Captured(), err);
        try (Lines lines = Lines.of(shell, null)) {
            assertThat(lines.next("you: ")).isEqualTo("one");
        }
        assertThat(err.text()).isEqualTo("you: ");
    }

    @Test
    void keepTheirHistoryFromOthers() throws Exception {
        Shell shell = new Cli(folder).shell(new Captured(), new Captured());
        Path file = Lines.historyFile(shell, "chat");
        Files.writeString(file, "said before\n");
        assertThat(Lines.historyFile(shell, "chat")).isEqualTo(file).hasContent("said before");
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }
}
