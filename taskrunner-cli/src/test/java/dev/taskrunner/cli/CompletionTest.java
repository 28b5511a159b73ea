package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Toolkit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Completing names of the room on a command line. */
class CompletionTest extends InRoom {
    private static final String AS_READLINE_DOES = "COMP_LINE=$2; COMP_POINT=${#COMP_LINE};"
            + " read -ra COMP_WORDS <<< \"$COMP_LINE\"; COMP_CWORD=$((${#COMP_WORDS[@]}-1)); COMPREPLY=();"
            + " _complete_taskrunner_with_names; printf '%s\\n' \"${COMPREPLY[@]}\"";

    private String names(String line) {
        Cli.Done done = cli.run("names", line);
        assertThat(done.code()).isZero();
        assertThat(done.err()).isEmpty();
        return done.out().strip().replace('\n', ' ');
    }

    private void fillTheRoom() {
        host().serve(Runners.add());
        host().serve(Runners.mirror("mirror"));
        host().toolkits().register(Toolkit.of("kit", ToolkitsTest.twice()), true);
        host().queues().send("jobs", Map.of("n", 1));
        host().queues().send("jobs.dead", Map.of("n", 1));
        host().storage().writeBytes("folder/a.txt", new byte[1]);
        host().messaging().enable();
        cli.input("value").run("secrets", "set", "key");
    }

    @ParameterizedTest
    @MethodSource("lines")
    void completesWhatIsInTheRoom(String line, String expected) {
        fillTheRoom();
        assertThat(names(line)).isEqualTo(expected);
    }

    static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of("taskrunner agents ask --agent  ", "add mirror"),
                Arguments.of("taskrunner agents ask --agent=", "add mirror"),
                Arguments.of("taskrunner agents ask --agent a", "add"),
                Arguments.of("taskrunner agents ask --agent \"m", "mirror"),
                Arguments.of("taskrunner agents describe mi", "mirror"),
                Arguments.of("taskrunner agents ask --timeout 3s --toolkit  ", "kit"),
                Arguments.of("taskrunner toolkits invoke --toolkit kit --tool t", "twice"),
                Arguments.of("taskrunner toolkits invoke --toolkit other --tool t", ""),
                Arguments.of("taskrunner queue receive jo", "jobs jobs.dead"),
                Arguments.of("taskrunner worker --queue j", "jobs jobs.dead"),
                Arguments.of("taskrunner secrets get  ", "key"),
                Arguments.of("taskrunner storage cat fo", "folder"),
                Arguments.of("taskrunner storage cat folder/", "folder/a.txt"),
                Arguments.of("taskrunner messages send --to h", "host"),
                Arguments.of("taskrunner agents ask --agent zzz", ""),
                Arguments.of("taskrunner agents ask --timeout  ", ""),
                Arguments.of("taskrunner agents", ""));
    }

    @Test
    @DisplayName("Where the room is stands on the line itself, quoted as shells do")
    void readsTheConnectionFromTheLine() {
        host().serve(Runners.add());
        cli.without("MESHAGENT_ROOM");
        assertThat(names("taskrunner agents ask --agent ")).isEmpty();
        assertThat(names("taskrunner agents ask --room 'test room' --agent ")).isEqualTo("add");
        assertThat(names("taskrunner agents ask --room=test\\ room --agent ")).isEqualTo("add");
        assertThat(names("taskrunner agents ask --room \"test room\" --name me --agent "))
                .isEqualTo("add");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://127.0.0.1:1", "nonsense", "ws://user@:"})
    void saysNothingWhenNobodyAnswers(String url) {
        assertThat(names("taskrunner agents ask --url " + url + " --agent ")).isEmpty();
        assertThat(names("taskrunner agents ask --url " + url + " --room ")).isEmpty();
    }

    @Test
    @DisplayName("Names that would break the line are left out")
    void leavesOutControlCharacters() {
        host().serve(Runners.answering("good", 1));
        host().serve(Runners.answering("bad\nname", 1));
        assertThat(names("taskrunner agents describe ")).isEqualTo("good");
    }

    @Test
    @DisplayName("Nobody sees the command that the script calls")
    void isHidden() {
        assertThat(cli.run("--help").out()).doesNotContain("names ");
        assertThat(cli.run("completion").out()).doesNotContain("_picocli_taskrunner_names");
    }

    @Test
    void takesTheShellsItKnows() {
        assertThat(cli.run("completion", "zsh").out()).startsWith("autoload ").contains("_complete_taskrunner");
        assertThat(cli.run("completion", "bash").out())
                .isEqualTo(cli.run("completion").out());
        assertThat(cli.run("completion", "fish").code()).isEqualTo(ExitCodes.USAGE);
    }

    @Test
    @DisplayName("In a real bash: options by the script alone, names through the command, quoted where need be")
    void inBash() throws Exception {
        host().serve(Runners.answering("two words", 1));
        host().serve(Runners.answering("twin", 1));
        assertThat(complete("taskrunner agents ask --agent t")).containsExactly("twin", "two\\ words");
        assertThat(complete("taskrunner agents ask --agent 'tw")).containsExactly("twin", "two words");
        assertThat(complete("taskrunner agents ask --time")).containsExactly("--timeout");
        assertThat(complete("taskrunner age")).containsExactly("agents");
    }

    @Test
    @DisplayName("A name in the room that would run a command is offered quoted, and not at all where a quote is open")
    void offersNoCommand() throws Exception {
        for (String name : List.of("a$(id)", "a`id`", "a\\b", "a!b", "a\"b", "a'b", "a-b")) {
            host().queues().send(name, 1);
        }
        assertThat(complete("taskrunner queue receive \"a")).containsExactly("a-b");
        assertThat(complete("taskrunner queue receive 'a")).containsExactly("a-b");
        assertThat(complete("taskrunner queue receive a$")).containsExactly("a\\$\\(id\\)");
        assertThat(complete("taskrunner queue receive a")).hasSize(7).contains("a\\$\\(id\\)", "a\\`id\\`");
    }

    /** What bash would offer for a line, with the command of this test's classes. */
    private List<String> complete(String line) throws Exception {
        Path script = Files.writeString(
                folder.resolve("completion.bash"), cli.run("completion").out());
        command();
        ProcessBuilder bash =
                new ProcessBuilder("bash", "-c", "source \"$1\"; " + AS_READLINE_DOES, "bash", script.toString(), line);
        bash.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        bash.environment().put("MESHAGENT_API_URL", Addresses.webSocket(server).toString());
        bash.environment().put("MESHAGENT_ROOM", ROOM);
        bash.environment().put("MESHAGENT_SECRET", SECRET);
        Process process = bash.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String offered = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(Children.await(process)).isZero();
        return offered.lines().toList();
    }

    /** The command, as a shell finds it. */
    private void command() throws IOException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Path command = Files.writeString(
                folder.resolve("taskrunner"),
                "#!/bin/sh\nexec '" + java + "' -cp '" + Children.classPath() + "' dev.taskrunner.cli.Main \"$@\"\n");
        assertThat(command.toFile().setExecutable(true)).isTrue();
    }
}
