package dev.taskrunner.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.service.tool.ToolProvider;
import dev.langchain4j.service.tool.ToolProviderResult;
import dev.taskrunner.AskOptions;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Progress;
import dev.taskrunner.Registration;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.Tool;
import dev.taskrunner.function.FunctionTaskRunner;
import dev.taskrunner.function.Task;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tools of all kinds as a room's toolkit. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class RoomToolkitTest {

    record Add(int a, int b) {}

    static final class Calculator {
        @Task(description = "Multiplies")
        int times(int a, int b) {
            return a * b;
        }
    }

    static final class Clock {
        @dev.langchain4j.agent.tool.Tool("Tells the time somewhere")
        String time(@P("the city") String city) {
            if (city.isEmpty()) {
                throw new IllegalArgumentException("secret reason");
            }
            return "noon in " + city;
        }
    }

    private static ToolProvider provider() {
        ToolSpecification specification = ToolSpecification.builder()
                .name("read_file")
                .description("Reads a file")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("path")
                        .required("path")
                        .build())
                .build();
        return request -> ToolProviderResult.builder()
                .add(specification, (call, memory) -> "content of " + call.arguments())
                .build();
    }

    private static String text(Room caller, String tool, Object arguments) {
        return caller.toolkits().invoke("office", tool, arguments).asText();
    }

    @Test
    @DisplayName("functions, @Tool objects and a tool provider published in one line, called by anybody")
    void publishes(@As("office") Room office, @As("alice") Room alice) {
        TaskRunner sum = FunctionTaskRunner.of("sum", Add.class, Integer.class, in -> in.a() + in.b());
        Registration published = RoomToolkit.publish(
                office, "office", sum, FunctionTaskRunner.allOf(new Calculator()), new Clock(), provider());
        assertThat(alice.toolkits().list().get(0).tools())
                .extracting(Tool::name)
                .containsExactly("sum", "times", "time", "read_file");
        assertThat(alice.toolkits().invoke("office", "sum", new Add(2, 3)).as(Integer.class))
                .isEqualTo(5);
        assertThat(alice.toolkits().invoke("office", "times", new Add(2, 3)).as(Integer.class))
                .isEqualTo(6);
        assertThat(text(alice, "time", Map.of("city", "Paris"))).isEqualTo("noon in Paris");
        assertThat(text(alice, "read_file", Map.of("path", "a"))).isEqualTo("content of {\"path\":\"a\"}");
        published.close();
        assertThat(alice.toolkits().list()).isEmpty();
    }

    @Test
    @DisplayName("arguments are checked, and what a tool throws stays in its log")
    void refuses(@As("office") Room office, @As("alice") Room alice) {
        RoomToolkit.publish(office, "office", FunctionTaskRunner.allOf(new Calculator()), new Clock());
        assertThatThrownBy(() -> alice.toolkits().invoke("office", "times", Map.of("a", "x", "b", 1)))
                .isInstanceOfSatisfying(
                        TaskException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS));
        assertThatThrownBy(() -> alice.toolkits().invoke("office", "times", Map.of("a", 1)))
                .hasMessageContaining("b");
    }

    @Test
    @DisplayName("a runner behind a tool has caller, progress and its own toolkits")
    void runnersAreWhole(@As("office") Room office, @As("alice") Room alice) {
        Tool own = Tool.of(
                "own", "", dev.taskrunner.schema.JsonSchema.noArguments(), (context, input) -> TaskResult.of("own"));
        TaskRunner runner = TaskRunner.of(
                Runners.spec("greeter")
                        .toolkits(dev.taskrunner.Toolkit.of("kit", own))
                        .build(),
                (context, input) -> {
                    context.progress("greeting");
                    return TaskResult.of(context.callTool("own", Map.of()).asText() + " "
                            + context.caller().name());
                });
        RoomToolkit.publish(office, "office", runner);
        List<Progress> heard = new CopyOnWriteArrayList<>();
        AskOptions options = AskOptions.builder().progress(heard::add).build();
        assertThat(alice.toolkits()
                        .invoke("office", "greeter", Map.of("text", "x"), options)
                        .asText())
                .isEqualTo("own alice");
        assertThat(heard).containsExactly(Progress.of("greeting"));
    }

    @Test
    @DisplayName("what cannot be a tool is refused with its name")
    void refusedSources() {
        TaskRunner needy = TaskRunner.of(
                Runners.spec("needy").requires(RequiredToolkit.of("x")).build(),
                (context, input) -> TaskResult.empty());
        assertThatThrownBy(() -> RoomToolkit.of("kit", needy)).hasMessageContaining("'needy' requires");
        TaskRunner nameless =
                TaskRunner.of(dev.taskrunner.TaskSpec.builder().build(), (context, input) -> TaskResult.empty());
        assertThatThrownBy(() -> RoomToolkit.of("kit", nameless)).hasMessageContaining("without a name");
        assertThatThrownBy(() -> RoomToolkit.of("kit", "a string")).isInstanceOf(IllegalArgumentException.class);
        TaskRunner one = Runners.translator("same");
        assertThatThrownBy(() -> RoomToolkit.of("kit", one, Runners.translator("same")))
                .hasMessageContaining("two tools named 'same'");
    }
}
