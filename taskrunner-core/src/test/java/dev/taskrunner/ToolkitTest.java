package dev.taskrunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.schema.JsonSchema;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ToolkitTest {
    private static final JsonSchema X = JsonSchema.parse(
            "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"integer\"}},\"required\":[\"x\"]}");

    private final AtomicInteger called = new AtomicInteger();
    private final ToolContext context = TaskContext.forCaller("alice").toolContext();

    private Tool tool(String name, Tool.Handler handler) {
        return Tool.of(name, "does " + name, X, (call, input) -> {
            called.incrementAndGet();
            return handler.invoke(call, input);
        });
    }

    private TaskException failure(Tool tool, TaskInput input) {
        Toolkit toolkit = Toolkit.of("math", tool);
        return catchThrowableOfType(TaskException.class, () -> toolkit.invoke(context, tool.name(), input));
    }

    @Test
    void describesItself() {
        Tool dbl = tool("dbl", (call, input) -> TaskResult.empty());
        Toolkit toolkit = Toolkit.of("math", List.of(dbl));
        assertThat(toolkit.name()).isEqualTo("math");
        assertThat(toolkit.title()).isEqualTo("math");
        assertThat(toolkit.description()).isEmpty();
        assertThat(toolkit.tools()).containsExactly(dbl);
        assertThat(toolkit.tool("dbl")).contains(dbl);
        assertThat(toolkit.tool("other")).isEmpty();
        assertThat(dbl.title()).isEqualTo("dbl");
        assertThat(dbl.description()).isEqualTo("does dbl");
        Toolkit described = toolkit.describedAs("Math", "counts");
        assertThat(described.title()).isEqualTo("Math");
        assertThat(described.description()).isEqualTo("counts");
        assertThat(described.tools()).containsExactly(dbl);
    }

    @Test
    void twoToolsOfOneNameAreRefused() {
        Tool one = tool("dbl", (call, input) -> TaskResult.empty());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Toolkit.of("math", one, one))
                .withMessageContaining("'math'")
                .withMessageContaining("'dbl'");
    }

    @Test
    void callsATool() {
        Tool dbl = tool("dbl", (call, input) -> {
            assertThat(call.caller().name()).isEqualTo("alice");
            return TaskResult.of((int) input.asMap().get("x") * 2);
        });
        assertThat(Toolkit.of("math", dbl)
                        .invoke(context, "dbl", TaskInput.of(Map.of("x", 4)))
                        .as(Integer.class))
                .isEqualTo(8);
    }

    @Test
    void anUnknownToolIsNamedWithThoseThatExist() {
        Toolkit toolkit = Toolkit.of("math", tool("dbl", (call, input) -> TaskResult.empty()));
        assertThatThrownBy(() -> toolkit.invoke(context, "tripel", TaskInput.of(null)))
                .isInstanceOfSatisfying(
                        TaskException.class, thrown -> assertThat(thrown.code()).isEqualTo(ErrorCode.UNKNOWN_TOOL))
                .hasMessageContaining("'math'")
                .hasMessageContaining("'tripel'")
                .hasMessageContaining("dbl");
    }

    @Test
    @DisplayName("§13-45: invalid arguments never reach the tool")
    void validationComesFirst() {
        TaskException failure =
                failure(tool("dbl", (call, input) -> TaskResult.empty()), TaskInput.of(Map.of("x", "4")));
        assertThat(failure.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(failure.violations()).extracting("pointer").containsExactly("/x");
        assertThat(failure.text()).contains("math.dbl");
        assertThat(called).hasValue(0);
    }

    @Test
    @DisplayName("§5.6: a tool that gives nothing answers with empty content")
    void nothingIsEmpty() {
        Toolkit toolkit = Toolkit.of("math", tool("dbl", (call, input) -> null));
        assertThat(toolkit.invoke(context, "dbl", TaskInput.of(Map.of("x", 1)))).isEqualTo(TaskResult.empty());
    }

    @Test
    void errorsAreMapped() {
        TaskInput one = TaskInput.of(Map.of("x", 1));
        TaskException own = new TaskException(ErrorCode.DENIED, "no");
        assertThat(failure(
                        tool("a", (call, input) -> {
                            throw own;
                        }),
                        one))
                .isSameAs(own);
        TaskException failed = failure(
                tool("b", (call, input) -> {
                    throw new java.io.IOException("s3cret");
                }),
                one);
        assertThat(failed.code()).isEqualTo(ErrorCode.FAILED);
        assertThat(failed.text()).doesNotContain("s3cret").contains("math.b").contains("id ");
        TaskException error = failure(
                tool("c", (call, input) -> {
                    throw new StackOverflowError("s3cret");
                }),
                one);
        assertThat(error.code()).isEqualTo(ErrorCode.FAILED);
    }

    @Test
    void anInterruptAfterACancelTellsTheReason() {
        Tool waiting = tool("w", (call, input) -> {
            call.cancellation().cancel(new TaskException(ErrorCode.TIMED_OUT, "over"));
            throw new InterruptedException();
        });
        assertThat(failure(waiting, TaskInput.of(Map.of("x", 1))).code()).isEqualTo(ErrorCode.TIMED_OUT);
    }
}
