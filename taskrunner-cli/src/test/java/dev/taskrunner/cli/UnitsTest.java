package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.TaskException;
import dev.taskrunner.schema.Violation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UnitsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "30s,PT30S", "5M,PT5M", "1h,PT1H", "7d,PT168H", "PT90S,PT90S", "pt1m,PT1M"})
    void readsDurations(String text, Duration expected) {
        assertThat(new DurationOption().convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "-1s", "0s", "1 h", "1w", "PT-1S", "99999999999s"})
    void refusesOtherDurations(String text) {
        assertThatThrownBy(() -> new DurationOption().convert(text))
                .isInstanceOf(CommandLine.TypeConversionException.class);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyErrorCodeHasAnExitCode(ErrorCode code) {
        int expected = switch (code) {
            case TIMED_OUT -> 4;
            case CONNECTION_LOST -> 3;
            default -> 1;
        };
        assertThat(ExitCodes.of(new TaskException(code, "text"))).isEqualTo(expected);
    }

    @Test
    void addsViolationsThatTheTextDoesNotName() {
        Violation violation = new Violation("/a", "type", "integer", "string", "/a: expected integer, got string");
        Cli.Done done = report(TaskException.remote(ErrorCode.INVALID_ARGUMENTS, "bad", List.of(violation)), false);
        assertThat(done.err()).isEqualTo("error: invalid_arguments: bad\n  /a: expected integer, got string\n");
    }

    @Test
    void showsTracesOnlyWhenAsked() {
        Exception bug = new IllegalStateException("a bug");
        assertThat(report(bug, false).err())
                .isEqualTo("error: java.lang.IllegalStateException: a bug\n"
                        + "this was not foreseen; --verbose shows where it happened\n");
        assertThat(report(bug, true).err()).contains("a bug").contains("\tat dev.taskrunner.cli.UnitsTest");
        assertThat(report(bug, false).code()).isEqualTo(ExitCodes.FAILED);
    }

    private Cli.Done report(Exception problem, boolean verbose) {
        Captured err = new Captured();
        int code = new Failures(new Cli(folder).shell(new Captured(), err), verbose).report(problem);
        return new Cli.Done(code, "", err.text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"a\":1} x; is not JSON",
                "{\"a\":1}{}; is not JSON",
                "{\"a\":1,\"a\":2}; is not JSON",
                "''; is empty",
                "[1]; must be a JSON object",
                "@/does/not/exist; cannot be read from /does/not/exist: there is no such file",
            })
    void refusesOtherArguments(String text, String reason) {
        Shell shell = new Cli(folder).shell(new Captured(), new Captured());
        assertThatThrownBy(() -> new JsonArgument(shell, "--input", text).object())
                .isInstanceOf(CliException.class)
                .hasMessageStartingWith("--input " + reason);
    }

    @Test
    void keepsNumbersAsTheyAreWritten() {
        Shell shell = new Cli(folder).shell(new Captured(), new Captured());
        String json = "{\"a\":0.1234567890123456789,\"b\":12345678901234567890}";
        assertThat(new JsonArgument(shell, "--input", json).object()).hasToString(json);
    }

    @Test
    void refusesArchivesWithTwoFilesOfOneNameOrOneThatDoesNotFit() throws IOException {
        String one = Files.writeString(folder.resolve("one.txt"), "first").toString();
        String[] ask = {"agents", "ask", "--agent", "a", "--room", "r", "--attach", one, one};
        assertThat(new Cli(folder).run(ask).err()).contains("two files named 'one.txt'");
        ask[8] = Files.writeString(folder.resolve("n".repeat(101)), "x").toString();
        Cli.Done done = new Cli(folder).run(ask);
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.err()).startsWith("error: --attach: ").contains("101 bytes");
    }

    @Test
    void showsPartialResultsAsProgress() {
        Captured err = new Captured();
        try (ProgressLine line = new ProgressLine(new Cli(folder).shell(new Captured(), err))) {
            line.accept(new Progress(null, null, Map.of("n", 1)));
        }
        assertThat(err.text()).isEqualTo("progress: {\"n\":1}\n");
    }

    @Test
    void showsNoProgressAfterTheEnd() {
        Captured err = new Captured();
        ProgressLine line = new ProgressLine(new Cli(folder).shell(new Captured(), err));
        line.close();
        line.accept(Progress.of("late"));
        assertThat(err.text()).isEmpty();
    }

    @Test
    void anInterruptBeforeTheStartCounts() {
        Interrupts interrupts = new Interrupts();
        interrupts.interrupt();
        interrupts.started();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupts.isInterrupted()).isTrue();
    }

    @Test
    void anInterruptAfterTheEndHitsNobody() {
        Interrupts interrupts = new Interrupts();
        interrupts.started();
        interrupts.finished();
        interrupts.shutDown();
        assertThat(Thread.interrupted()).isFalse();
    }
}
