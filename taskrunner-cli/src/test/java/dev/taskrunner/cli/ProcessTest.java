package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The command as users run it: processes, exit codes, signals. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "sends signals")
class ProcessTest extends InRoom {

    @Test
    void aServerLetsCommandsInAndEndsOnCtrlC() throws Exception {
        Map<String, String> variables = Map.of("XDG_STATE_HOME", folder.toString());
        Path err = folder.resolve("server.err");
        Process process = Children.start(err, variables, "server", "--port", "0", "--dev");
        try {
            String line = Children.line(process);
            assertThat(line).as(Files.readString(err)).startsWith("{\"url\":\"ws://127.0.0.1:");
            Path listErr = folder.resolve("list.err");
            Process list =
                    Children.start(listErr, variables, "agents", "list", "--url", ServerTest.url(line), "--room", "r");
            assertThat(new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("[]\n");
            assertThat(Children.await(list)).isZero();
            assertThat(listErr).isEmptyFile();
            Children.interrupt(process);
            assertThat(Children.await(process)).isEqualTo(ExitCodes.INTERRUPTED);
            assertThat(folder.resolve("taskrunner")).isEmptyDirectory();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void ctrlCCancelsTheTask() throws Exception {
        Runners.Endless endless = Runners.endless("endless");
        host().serve(endless.runner());
        Path err = folder.resolve("ask.err");
        Process process = Children.start(err, cli.variables, "agents", "ask", "--agent", "endless");
        try {
            assertThat(endless.started().await(60, TimeUnit.SECONDS)).isTrue();
            Children.interrupt(process);
            assertThat(Children.await(process)).isEqualTo(ExitCodes.INTERRUPTED);
            assertThat(endless.cancelled().await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.getInputStream().readAllBytes()).isEmpty();
            assertThat(err).hasContent("interrupted");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void wrongUsageEndsWithTwo() throws Exception {
        Process process = Children.start(folder.resolve("err"), cli.variables, "agents", "ask");
        assertThat(Children.await(process)).isEqualTo(ExitCodes.USAGE);
    }
}
