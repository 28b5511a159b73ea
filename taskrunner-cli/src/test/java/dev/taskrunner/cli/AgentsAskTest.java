package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AgentsAskTest extends InRoom {

    @Test
    void printsTheAnswerAsOneLineOfJson() {
        host().serve(Runners.add());
        assertThat(ask("add", "--input", "{\"a\": 1, \"b\": 2}")).isEqualTo(new Cli.Done(0, "{\"sum\":3}\n", ""));
    }

    @Test
    void readsTheArgumentsFromAFile() throws IOException {
        host().serve(Runners.add());
        Path file = Files.writeString(folder.resolve("in.json"), "{\"a\":20,\n\"b\":22}\n");
        assertThat(ask("add", "--input", "@" + file).out()).isEqualTo("{\"sum\":42}\n");
    }

    @Test
    void readsTheArgumentsFromStandardInput() {
        host().serve(Runners.add());
        cli.input("{\"a\":2,\"b\":3}");
        assertThat(ask("add", "--input", "-").out()).isEqualTo("{\"sum\":5}\n");
    }

    @Test
    void printsTextAsAJsonString() {
        host().serve(Runners.answering("poet", "zwölf\n\"Boxkämpfer\""));
        assertThat(ask("poet").out()).isEqualTo("\"zwölf\\n\\\"Boxkämpfer\\\"\"\n");
    }

    @Test
    void printsNothingAsNull() {
        host().serve(TaskRunner.of(TaskSpec.builder("mute").build(), (context, input) -> TaskResult.empty()));
        assertThat(ask("mute").out()).isEqualTo("null\n");
    }

    @Test
    void describesAFileAndSavesItsBytes() {
        host().serve(Runners.file("printer", "content"));
        Path saved = folder.resolve("saved.txt");
        Cli.Done done = ask("printer", "--output", saved.toString());
        assertThat(done.err()).isEmpty();
        assertThat(done.out()).isEqualTo("{\"name\":\"a.txt\",\"mime_type\":\"text/plain\",\"size\":7}\n");
        assertThat(saved).hasContent("content");
    }

    @Test
    void saysWhenThereIsNoFileToSave() {
        host().serve(Runners.answering("poet", "text"));
        Path saved = folder.resolve("saved.txt");
        Cli.Done done = ask("poet", "--output", saved.toString());
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEqualTo("\"text\"\n");
        assertThat(done.err()).startsWith("error: the answer is no file");
        assertThat(saved).doesNotExist();
    }

    @Test
    void namesEveryViolationOfTheSchema() {
        host().serve(Runners.add());
        Cli.Done done = ask("add", "--input", "{\"a\":\"one\"}");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEmpty();
        assertThat(done.err())
                .startsWith("error: invalid_arguments: ")
                .contains("/a: expected integer")
                .contains("/b: required but absent")
                .doesNotContain("\tat ");
    }

    @Test
    void tellsTheRunnersOwnErrorWithItsCode() {
        host().serve(Runners.failing("grump", ErrorCode.DENIED, "not you"));
        assertThat(ask("grump")).isEqualTo(new Cli.Done(ExitCodes.FAILED, "", "error: denied: not you\n"));
    }

    @Test
    void takesControlCharactersOutOfErrors() {
        host().serve(Runners.failing("evil", ErrorCode.FAILED, "a\u001b[2Jb"));
        assertThat(ask("evil").err()).isEqualTo("error: failed: a [2Jb\n");
    }

    @Test
    void timesOut() {
        Runners.Endless endless = Runners.endless("endless");
        host().serve(endless.runner());
        Cli.Done done = ask("endless", "--timeout", "300ms");
        assertThat(done.code()).isEqualTo(ExitCodes.TIMED_OUT);
        assertThat(done.err()).startsWith("error: timed_out: ");
    }

    @Test
    void saysThatTheRunnerDidNotCome() {
        Cli.Done done = ask("nobody", "--timeout", "200ms");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err()).startsWith("error: unknown_agent: ").contains("nobody");
    }

    @Test
    void waitsForTheRunner() throws Exception {
        Room late = join("late");
        Cli.Running running = cli.start("agents", "ask", "--agent", "add", "--input", "{\"a\":1,\"b\":1}");
        late.serve(Runners.add());
        assertThat(running.await()).isZero();
        assertThat(running.out().text()).isEqualTo("{\"sum\":2}\n");
        late.close();
    }

    @Test
    void anInterruptCancelsTheTask() throws Exception {
        Runners.Endless endless = Runners.endless("endless");
        host().serve(endless.runner());
        Cli.Running running = cli.start("agents", "ask", "--agent", "endless");
        assertThat(endless.started().await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(endless.cancelled().await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(running.out().text()).isEmpty();
        assertThat(running.err().text()).isEqualTo("interrupted\n");
    }

    @Test
    void anInterruptEndsTheWaitForTheRunner() throws Exception {
        Cli.Running running = cli.start("agents", "ask", "--agent", "nobody", "--timeout", "1h");
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    void aLostConnectionIsNotReached() throws Exception {
        Runners.Endless endless = Runners.endless("endless");
        host().serve(endless.runner());
        Cli.Running running = cli.start("agents", "ask", "--agent", "endless");
        assertThat(endless.started().await(30, TimeUnit.SECONDS)).isTrue();
        server.close();
        assertThat(running.await()).isEqualTo(ExitCodes.UNREACHABLE);
        assertThat(running.err().text()).startsWith("error: connection_lost: ");
    }

    @Test
    void showsProgressAsPlainLinesWithoutATerminal() {
        host().serve(reporting());
        Cli.Done done = ask("slow");
        assertThat(done.out()).isEqualTo("\"done\"\n");
        assertThat(done.err()).isEqualTo("progress: 50% \nprogress: nearly there\n");
    }

    @Test
    void showsABarOnATerminalAndTakesItAway() {
        host().serve(reporting());
        cli.onTerminal().with("NO_COLOR", "1");
        Cli.Done done = ask("slow");
        assertThat(done.out()).isEqualTo("\"done\"\n");
        assertThat(done.err())
                .contains("[###############...............] 50%")
                .contains("nearly there")
                .endsWith("\r\u001b[K");
    }

    private static TaskRunner reporting() {
        return TaskRunner.of(TaskSpec.builder("slow").build(), (context, input) -> {
            context.progress(0.5);
            context.progress("nearly there");
            return TaskResult.of("done");
        });
    }

    @Test
    void isAUserWithTheLoginName() {
        host().serve(Runners.mirror("mirror"));
        assertThat(ask("mirror").out()).contains("\"caller\":\"tester\",\"role\":\"user\"");
        assertThat(ask("mirror", "--name", "alice").out()).contains("\"caller\":\"alice\"");
    }

    @Test
    void attachesOneFileAsItIs() throws IOException {
        host().serve(Runners.mirror("mirror"));
        Path file = Files.writeString(folder.resolve("five.txt"), "12345");
        assertThat(ask("mirror", "--attach", file.toString()).out()).contains("\"attached\":5");
    }

    @Test
    void attachesSeveralFilesAsAnArchive() throws IOException {
        host().serve(Runners.mirror("mirror"));
        Path one = Files.writeString(folder.resolve("one.txt"), "1");
        Path two = Files.writeString(folder.resolve("two.txt"), "2");
        assertThat(ask("mirror", "--attach", one.toString(), two.toString()).out())
                .contains("\"attached\":3072");
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Cli.Done done = ask("mirror", "--attach", folder.resolve("absent").toString());
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.err()).contains("there is no such file");
    }

    @Test
    void asksOnBehalfOfSomebodyInTheRoom() {
        host().serve(Runners.mirror("mirror"));
        try (Room bob = join("bob")) {
            bob.messaging().enable();
            assertThat(ask("mirror", "--on-behalf-of", "bob").out()).contains("\"for\":\"bob\"");
        }
    }

    @Test
    void refusesToAskOnBehalfOfNobody() {
        host().serve(Runners.mirror("mirror"));
        Cli.Done done = ask("mirror", "--on-behalf-of", "bob");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err()).startsWith("error: unknown_participant: no participant named 'bob'");
    }

    @Test
    void refusesToChooseBetweenTwoOfOneName() {
        host().serve(Runners.mirror("mirror"));
        try (Room bob = join("bob");
                Room other = join("bob")) {
            List.of(bob, other).forEach(room -> room.messaging().enable());
            Cli.Done done = ask("mirror", "--on-behalf-of", "bob");
            assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
            assertThat(done.err()).contains("2 participants are named 'bob'");
        }
    }

    @Test
    void handsOverToolkits() {
        host().serve(Runners.mirror("mirror"));
        host().toolkits().register(Toolkit.of("kit", ToolkitsTest.twice()), true);
        assertThat(ask("mirror", "--toolkit", "kit").out()).contains("\"toolkits\":[\"kit\"]");
    }

    private Cli.Done ask(String agent, String... more) {
        String[] args = new String[more.length + 4];
        List<String> first = List.of("agents", "ask", "--agent", agent);
        for (int i = 0; i < args.length; i++) {
            args[i] = i < first.size() ? first.get(i) : more[i - first.size()];
        }
        return cli.run(args);
    }
}
