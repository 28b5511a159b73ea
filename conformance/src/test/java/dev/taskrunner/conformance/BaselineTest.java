package dev.taskrunner.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private Baseline baseline(String... lines) throws IOException {
        return Baseline.read(Files.write(folder.resolve("baseline.txt"), java.util.List.of(lines)));
    }

    @Test
    @DisplayName("What is known to fail may fail, and nothing else may")
    void failures() throws IOException {
        Baseline baseline = baseline("# a comment", "", "0.1 connect -- it cannot");
        AssertionError failure = new AssertionError("no luck");
        assertThatCode(() -> baseline.judge("0.1", "connect", failure)).doesNotThrowAnyException();
        assertThatCode(() -> baseline.judge("0.2", "connect", null)).doesNotThrowAnyException();
        assertThatThrownBy(() -> baseline.judge("0.2", "connect", failure))
                .isInstanceOf(AssertionError.class)
                .hasMessage("0.2 connect: no luck");
    }

    @Test
    @DisplayName("What succeeds although it is known to fail is a failure, which says what to do")
    void unexpectedSuccess() throws IOException {
        Baseline baseline = baseline("0.1 connect -- it cannot");
        assertThatThrownBy(() -> baseline.judge("0.1", "connect", null))
                .isInstanceOf(AssertionError.class)
                .hasMessage("0.1 connect succeeds; take it out of baseline.txt: it cannot");
    }

    @Test
    @DisplayName("A line without a reason is refused")
    void reasons() throws IOException {
        assertThat(baseline("0.1 connect -- it cannot").size()).isEqualTo(1);
        for (String line : new String[] {"0.1 connect", "0.1 connect -- ", "0.1 connect --why"}) {
            assertThatThrownBy(() -> baseline(line))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no reason given");
        }
    }
}
