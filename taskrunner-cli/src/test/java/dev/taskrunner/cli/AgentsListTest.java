package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import org.junit.jupiter.api.Test;

class AgentsListTest extends InRoom {
    private static final String ADD = """
            {"name":"add","title":"Addition","description":"Adds two numbers",\
            "input_schema":{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},\
            "required":["a","b"]},"output_schema":{"type":"object","properties":{"sum":{"type":"integer"}}},\
            "supports_tools":false,"labels":["math"],"annotations":{"tier":"gold"}}""";

    @Test
    void listsNothingAsAnEmptyArray() {
        assertThat(cli.run("agents", "list")).isEqualTo(new Cli.Done(0, "[]\n", ""));
    }

    @Test
    void listsRunnersOnOneLine() {
        host().serve(Runners.add());
        assertThat(cli.run("agents", "list")).isEqualTo(new Cli.Done(0, "[" + ADD + "]\n", ""));
    }

    @Test
    void hasAnotherSpelling() {
        host().serve(Runners.add());
        assertThat(cli.run("room", "agents", "list", "--json").out()).isEqualTo("[" + ADD + "]\n");
    }

    @Test
    void describesOneAsJson() {
        host().serve(Runners.add());
        assertThat(cli.run("agents", "describe", "add", "--json").out()).isEqualTo(ADD + "\n");
    }

    @Test
    void describesOneToAPerson() {
        host().serve(Runners.add());
        assertThat(cli.run("agents", "describe", "add")).isEqualTo(new Cli.Done(0, """
                add – Addition
                Adds two numbers

                Takes toolkits of the caller: no
                Labels: math
                Annotation tier: "gold"

                Arguments
                  NAME  TYPE     REQUIRED
                  a     integer  yes
                  b     integer  yes

                Result
                  NAME  TYPE     REQUIRED
                  sum   integer  no
                """, ""));
    }

    @Test
    void describesOneWithoutArgumentsAndResult() {
        host().serve(TaskRunner.of(TaskSpec.builder("hello").build(), (context, input) -> TaskResult.of("hi")));
        assertThat(cli.run("agents", "describe", "hello").out()).isEqualTo("""
                hello

                Takes toolkits of the caller: no

                Arguments: none

                Result: anything
                """);
    }

    @Test
    void saysWhoIsThereInstead() {
        host().serve(Runners.add());
        Cli.Done done = cli.run("agents", "describe", "sub");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err()).isEqualTo("error: unknown_agent: agent 'sub' is not in the room; there are: [add]\n");
    }
}
