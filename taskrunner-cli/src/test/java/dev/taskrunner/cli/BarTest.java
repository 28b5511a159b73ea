package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BarTest extends InRoom {

    private String shown(long size, long... steps) {
        Captured err = new Captured();
        Shell shell = cli.onTerminal().with("NO_COLOR", "1").shell(new Captured(), err);
        try (Bar bar = new Bar(shell, size)) {
            for (long step : steps) {
                bar.at(step);
            }
        }
        return err.text();
    }

    @Test
    void namesAmountsAsPeopleDo() {
        assertThat(shown(3 << 20, 3 << 20)).contains("] 100% 3 of 3 MiB");
        assertThat(shown(3_000_000, 1_500_000)).contains("] 50% 1.4 of 2.9 MiB");
        assertThat(shown(2048, 1024)).contains("] 50% 1 of 2 KiB");
        assertThat(shown(Bar.UNKNOWN, 1536))
                .contains("1.5 KiB")
                .doesNotContain("%")
                .doesNotContain("[.");
        assertThat(shown(10, 20)).as("a file that grew").contains("] 100% ");
    }

    @Test
    void isNotDrawnForEachByte() {
        assertThat(shown(1000, 1, 2, 3, 4, 5)).containsOnlyOnce("] 0% ").doesNotContain("3 of");
    }

    @Test
    void countsWhatGoesThrough() throws Exception {
        Captured err = new Captured();
        Bar bar = new Bar(cli.onTerminal().with("NO_COLOR", "1").shell(new Captured(), err), 6);
        bar.counting(new ByteArrayOutputStream()).write(new byte[3], 0, 3);
        assertThat(bar.counting(new ByteArrayInputStream(new byte[3])).readAllBytes())
                .hasSize(3);
        assertThat(err.text()).contains("] 50% ", "] 100% ");
    }

    @Test
    void downloadsAndDumpsShowTheirsWithoutTouchingTheResult() throws Exception {
        host().storage().writeBytes("large", new byte[1 << 20]);
        Path dump = folder.resolve("dump.zip");
        cli.onTerminal().with("NO_COLOR", "1");
        Cli.Done exported = cli.run("room", "export", dump.toString());
        assertThat(exported.code()).as(exported.err()).isZero();
        assertThat(exported.err()).contains("KiB");
        assertThat(exported.out()).startsWith("{\"room\":").contains("\"files\":1");
        Cli.Done imported = cli.run("room", "import", dump.toString(), "--room", "other");
        assertThat(imported.err()).contains("100%");
        assertThat(Files.size(dump)).isPositive();
        // Where the file itself goes to the terminal, a bar would be in its midst.
        assertThat(cli.run("storage", "cat", "large").err()).isEmpty();
    }
}
