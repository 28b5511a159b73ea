package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @TempDir
    Path folder;

    private Cli cli;

    @BeforeEach
    void setUp() {
        cli = new Cli(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "llm",
                "chat",
                "server",
                "token",
                "agents",
                "agents list",
                "agents describe",
                "agents ask",
                "toolkits",
                "toolkits list",
                "toolkits invoke",
                "messages",
                "messages send",
                "messages broadcast",
                "messages watch",
                "run",
                "room",
                "room agents",
                "room agents ask",
                "room toolkits",
                "room messages",
                "completion"
            })
    void helpsOnEveryLevelWithoutColours(String command) {
        Cli.Done done = cli.run((command + " --help").strip().split(" "));
        assertThat(done.code()).isZero();
        assertThat(done.err()).isEmpty();
        assertThat(done.out())
                .contains("Usage: " + ("taskrunner " + command).strip())
                .doesNotContain("\u001b");
    }

    @Test
    void offersOnlyWhatWorks() {
        assertThat(cli.run("--help").out()).doesNotContain("mcp");
    }

    @Test
    void tellsItsVersion() {
        assertThat(cli.run("--version").out()).startsWith("taskrunner ").contains("\nJava ");
    }

    @Test
    void printsACompletionScript() {
        Cli.Done done = cli.run("completion");
        assertThat(done.code()).isZero();
        assertThat(done.out())
                .startsWith("#!/usr/bin/env bash")
                .contains("describe")
                .contains("--on-behalf-of");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "agents",
                "room",
                "nonsense",
                "agents lsit",
                "agents describe",
                "agents ask",
                "agents ask --agent a --input",
                "agents ask --agent a --timeout never",
                "toolkits invoke --toolkit t",
                "messages send --to a",
                "run",
                "demo --twice"
            })
    void wrongUsageEndsWithTwo(String command) {
        Cli.Done done = command.isEmpty() ? cli.run() : cli.run(command.split(" "));
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.out()).isEmpty();
        assertThat(done.err()).startsWith("error: ").contains(" --help' says more\n");
    }

    @Test
    void checksArgumentsBeforeItConnects() {
        Cli.Done done = cli.run("agents", "ask", "--agent", "a", "--input", "{\"a\":", "--room", "r");
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.err()).startsWith("error: --input is not JSON: ");
    }
}
