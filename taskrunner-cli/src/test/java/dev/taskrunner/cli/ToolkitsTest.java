package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ToolkitsTest extends InRoom {

    static Tool twice() {
        JsonSchema schema = JsonSchema.parse(
                "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"]}");
        return Tool.of(
                "twice",
                "Doubles",
                schema,
                (context, input) ->
                        TaskResult.of(Map.of("n", 2 * (Integer) input.asMap().get("n"))));
    }

    @Test
    void listsNothingAsAnEmptyArray() {
        assertThat(cli.run("toolkits", "list")).isEqualTo(new Cli.Done(0, "[]\n", ""));
    }

    @Test
    void listsToolkitsWithTheirTools() {
        host().toolkits().register(Toolkit.of("kit", twice()).describedAs("Kit", "Some tools"), true);
        assertThat(cli.run("toolkits", "list", "--json").out())
                .startsWith("[{\"name\":\"kit\",\"title\":\"Kit\",\"description\":\"Some tools\",\"tools\":[{"
                        + "\"name\":\"twice\",\"title\":\"twice\",\"description\":\"Doubles\",\"input_schema\":{")
                .endsWith("}]\n");
    }

    @Test
    void invokesATool() {
        host().toolkits().register(Toolkit.of("kit", twice()), true);
        assertThat(invoke("twice", "{\"n\":21}")).isEqualTo(new Cli.Done(0, "{\"n\":42}\n", ""));
    }

    @Test
    void waitsForTheToolkit() throws Exception {
        try (Room late = join("late")) {
            Cli.Running running =
                    cli.start("toolkits", "invoke", "--toolkit", "kit", "--tool", "twice", "--input", "{\"n\":1}");
            late.toolkits().register(Toolkit.of("kit", twice()), true);
            assertThat(running.await()).isZero();
            assertThat(running.out().text()).isEqualTo("{\"n\":2}\n");
        }
    }

    @Test
    void tellsWhatDoesNotMatchTheSchema() {
        host().toolkits().register(Toolkit.of("kit", twice()), true);
        Cli.Done done = invoke("twice", "{\"n\":\"x\"}");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err()).startsWith("error: invalid_arguments: ").contains("/n: expected integer");
    }

    @Test
    void tellsThatThereIsNoSuchTool() {
        host().toolkits().register(Toolkit.of("kit", twice()), true);
        Cli.Done done = invoke("thrice", "{}");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err()).startsWith("error: unknown_tool: ");
    }

    private Cli.Done invoke(String tool, String input) {
        return cli.run("toolkits", "invoke", "--toolkit", "kit", "--tool", tool, "--input", input);
    }
}
