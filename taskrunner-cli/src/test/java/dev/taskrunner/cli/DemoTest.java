package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void setUp() {
        cli = new Cli(folder);
    }

    @Test
    void asksOnceAndEnds() {
        Cli.Done done = cli.run("demo", "--once");
        assertThat(done.code()).isZero();
        assertThat(done.err()).isEmpty();
        assertThat(done.out())
                .contains("\nask greeting {}\n  -> \"Hello from a task runner!\"   (")
                .contains("\nask add {\"a\":19,\"b\":23}\n  -> {\"sum\":42}   (")
                .contains("  -> {\"total\":797}   (")
                .contains("made of prompts and a scripted model, since OPENAI_API_KEY is not set: cashier, extractor.")
                .contains("  -> {\"total\":475}   (")
                .contains("  -> {\"name\":\"Ada Lovelace\",\"born\":1815}   (")
                .contains("  -> refused, invalid_arguments: ")
                .contains("     /a: expected integer")
                .contains("\nsay to chatbot Which of 'a', 'tree' and 'of'")
                .contains("  -> longest says tree, interpreter says arbre, cashier says {\"total\":475}   (")
                .endsWith("\nAll 13 answers were right.\n");
    }

    @Test
    void staysOpenAndItsHintWorksAsPrinted() throws Exception {
        Cli.Running demo = cli.with("TASKRUNNER_COMMAND", "tr").start("demo");
        String hint = demo.out().awaitLine(line -> line.startsWith("  tr agents ask"));
        String[] words = hint.strip().replace("'", "").split(" ");
        String[] args = List.of(words).subList(1, words.length).toArray(String[]::new);
        assertThat(cli.run(args)).isEqualTo(new Cli.Done(0, "{\"sum\":3}\n", ""));
        assertThat(demo.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(folder.resolve("state/taskrunner")).isEmptyDirectory();
    }

    @Test
    void failsWhenAnAnswerIsWrong() {
        List<DemoStep> steps = List.of(
                DemoStep.answered("poet", "{}", "\"text\""),
                DemoStep.answered("poet", "{}", "\"another\""),
                DemoStep.refused("poet", "{}", ErrorCode.DENIED),
                DemoStep.answered("grump", "{}", "1"));
        DemoPart part = new DemoPart(
                "of a test",
                List.of(),
                List.of(Runners.answering("poet", "text"), Runners.failing("grump", ErrorCode.FAILED, "no")),
                steps);
        Captured out = new Captured();
        DemoCommand demo = new DemoCommand(cli.shell(out, new Captured()), List.of(part));
        assertThat(new CommandLine(demo).execute("--once")).isEqualTo(ExitCodes.FAILED);
        assertThat(out.text())
                .contains("refused, failed: no   (")
                .contains("WRONG")
                .endsWith("\n3 of 4 answers were wrong.\n");
    }
}
