package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Toolkit;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What makes the command good to people: hints, questions, colours, and the page's address. */
class FriendlyTest extends InRoom {

    @ParameterizedTest
    @CsvSource({"agnets, agents", "Demo, demo", "serve, server", "mesages, messages", "compl, completion"})
    void namesTheCommandThatWasMeant(String typed, String meant) {
        Cli.Done done = cli.run(typed);
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.err()).contains("did you mean '" + meant + "'?");
    }

    @Test
    void namesTheOptionThatWasMeantAndGuessesNotWildly() {
        assertThat(cli.run("agents", "ask", "--agent", "a", "--imput={}").err()).contains("did you mean '--input'?");
        assertThat(cli.run("xyzzy").err()).contains("error:").doesNotContain("did you mean");
    }

    @Test
    void measuresHowFarTwoWordsAreApart() {
        assertThat(Suggestions.distance("", "abc")).isEqualTo(3);
        assertThat(Suggestions.distance("agnets", "agents")).isEqualTo(1);
        assertThat(Suggestions.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(Suggestions.closest("add", List.of("add", "sub"))).isEmpty();
        assertThat(Suggestions.closest("ad", List.of("sub", "add"))).contains("add");
    }

    @Test
    void namesTheRunnerThatWasMeant() {
        host().serve(Runners.add());
        Cli.Done asked = cli.run("agents", "ask", "--agent", "adn", "--input", "{}", "--timeout", "1s");
        assertThat(asked.code()).isNotZero();
        assertThat(asked.err()).contains("'adn' is not in the room yet; did you mean 'add'?");
        Cli.Done described = cli.run("agents", "describe", "ad");
        assertThat(described.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(described.err()).contains("did you mean 'add'?");
    }

    @Test
    void asksForWhatIsMissingOnATerminal() {
        host().serve(Runners.add());
        cli.onTerminal().with("NO_COLOR", "1").input("nineteen\n19\n23\n");
        Cli.Done done = cli.run("agents", "ask", "--agent", "add");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).isEqualTo("{\"sum\":42}\n");
        assertThat(done.err())
                .contains("a (integer")
                .contains("'nineteen' is no integer")
                .contains("b (integer");
    }

    @Test
    void takesTextAsItIsAndChoicesWithoutQuotes() {
        TaskSpec spec = TaskSpec.builder("greet")
                .inputSchema("{\"type\":\"object\",\"required\":[\"name\",\"how\"],\"properties\":{\"name\":"
                        + "{\"type\":\"string\",\"description\":\"whom\"},\"how\":{\"enum\":[\"loud\",\"low\"]},"
                        + "\"more\":{\"type\":\"string\"}}}")
                .build();
        host().serve(TaskRunner.of(spec, (context, input) -> TaskResult.of(input.asMap())));
        cli.onTerminal().with("NO_COLOR", "1").input("Ada \"L\"\nloud\n");
        Cli.Done done = cli.run("agents", "ask", "--agent", "greet");
        assertThat(done.out()).isEqualTo("{\"name\":\"Ada \\\"L\\\"\",\"how\":\"loud\"}\n");
        assertThat(done.err())
                .contains("name (string – whom)")
                .contains("[\"loud\",\"low\"]")
                .doesNotContain("more");
    }

    @Test
    void asksNobodyWithoutATerminalNorWhenArgumentsWereGiven() {
        host().serve(Runners.add());
        cli.input("1\n2\n");
        assertThat(cli.run("agents", "ask", "--agent", "add").err()).contains("invalid_arguments");
        cli.onTerminal();
        assertThat(cli.run("agents", "ask", "--agent", "add", "--input", "{\"a\":1}")
                        .err())
                .contains("invalid_arguments");
        cli.input("");
        Cli.Done end = cli.run("agents", "ask", "--agent", "add");
        assertThat(end.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(end.err()).contains("'a' is required");
    }

    @Test
    void paintsOnlyForPeople() {
        String red = "\u001b[31merror:";
        assertThat(cli.run("agents", "describe", "x").err()).doesNotContain("\u001b");
        cli.onTerminal();
        assertThat(cli.run("agents", "describe", "x").err()).contains(red);
        cli.with("NO_COLOR", "1");
        assertThat(cli.run("agents", "describe", "x").err()).doesNotContain("\u001b");
        cli.without("NO_COLOR").with("TERM", "dumb");
        assertThat(cli.run("agents", "describe", "x").err()).doesNotContain("\u001b");
    }

    @Test
    void paintsTablesForPeopleOnly() {
        host().serve(Runners.add());
        String bare = cli.run("agents", "describe", "add").out();
        cli.onTerminal();
        String painted = cli.run("agents", "describe", "add").out();
        assertThat(painted).contains("\u001b[1madd\u001b[0m").contains("\u001b[36ma\u001b[0m");
        assertThat(painted.replaceAll("\u001b\\[\\d+m", "")).isEqualTo(bare);
        assertThat(cli.run("agents", "describe", "add", "--no-color").out()).isEqualTo(bare);
        assertThat(cli.run("--no-color", "agents", "describe", "nobody").err()).doesNotContain("\u001b");
        assertThat(cli.run("agents", "--help", "--no-color").out()).doesNotContain("\u001b");
        cli.with("NO_COLOR", "1");
        assertThat(cli.run("agents", "describe", "add").out()).isEqualTo(bare);
    }

    @Test
    void asksForWhatAToolNeeds() {
        host().toolkits().register(Toolkit.of("kit", ToolkitsTest.twice()), true);
        cli.onTerminal().with("NO_COLOR", "1").input("many\n21\n");
        Cli.Done done = cli.run("toolkits", "invoke", "--toolkit", "kit", "--tool", "twice");
        assertThat(done.code()).as(done.err()).isZero();
        assertThat(done.out()).isEqualTo("{\"n\":42}\n");
        assertThat(done.err()).contains("n (integer").contains("'many' is no integer");
    }

    @Test
    void aServerForDevelopmentTellsWhereItsPageIs() throws Exception {
        Cli.Running running = cli.without("MESHAGENT_SECRET").start("server", "--dev", "--port", "0");
        String line = running.err().awaitLine(one -> one.contains("a page to look at rooms"));
        assertThat(local(line)).contains("\"local\":true");
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    void theDemoTellsWhereItsPageIs() throws Exception {
        Cli.Running demo = cli.start("demo");
        String line = demo.out().awaitLine(one -> one.startsWith("  http://"));
        assertThat(local(line)).contains("\"local\":true").contains("\"demo\"");
        assertThat(demo.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    void aServerThatIsNotForDevelopmentLetsNobodyInForTheAsking() throws Exception {
        Cli.Running running = cli.start("server", "--port", "0");
        String line = running.err().awaitLine(one -> one.contains("a page to look at rooms"));
        assertThat(local(line)).isEqualTo("{\"local\":false}");
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    private static String local(String line) throws Exception {
        URI page = URI.create(line.replaceFirst("^.*(http://)", "$1").strip());
        HttpRequest request = HttpRequest.newBuilder(page.resolve("/local/rooms"))
                .header("TaskRunner-Local", "1")
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
