package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.CallContext;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.Participant;
import dev.taskrunner.Progress;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runners as tools and callees, at the edges. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class AgentToolsTest {
    private static final Map<String, Object> ONE_AND_TWO = Map.of("a", 1, "b", 2);

    private static List<String> names(Toolkit toolkit) {
        return toolkit.tools().stream().map(Tool::name).toList();
    }

    @Test
    @DisplayName("a runner that is named as itself and as its tool is one tool")
    void namedTwice(@As("add") Room add, @As("alice") Room alice) {
        add.serve(Runners.add("add"));
        assertThat(names(alice.agents().toolkit("add", "run_add"))).containsExactly("run_add");
        assertThat(names(alice.agents().toolkit("run_add", "add", "add"))).containsExactly("run_add");
    }

    @Test
    @DisplayName("a runner whose own name begins like a tool's is found by that name")
    void prefixed(@As("run_add") Room prefixed, @As("add") Room add, @As("alice") Room alice) {
        prefixed.serve(Runners.add("run_add"));
        assertThat(names(alice.agents().toolkit("run_add"))).containsExactly("run_run_add");
        add.serve(Runners.add("add"));
        assertThat(names(alice.agents().toolkit("run_add", "add"))).containsExactly("run_run_add", "run_add");
        assertThat(names(alice.agents().toolkit())).containsExactlyInAnyOrder("run_run_add", "run_add");
    }

    @Test
    @DisplayName("all that are missing are named, in the order of the call; an empty room has an empty toolkit")
    void missing(@As("add") Room add, @As("alice") Room alice) {
        assertThat(alice.agents().toolkit().tools()).isEmpty();
        add.serve(Runners.add("add"));
        TaskException error = Failure.of(() -> alice.agents().toolkit("zoe", "add", "run_bob"));
        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(error.text()).contains("agents 'zoe', 'run_bob'").doesNotContain("'add'");
        assertThat(Failure.of(() -> alice.agents().await("zoe", Duration.ofMillis(1)))
                        .text())
                .contains("zoe");
    }

    @Test
    @DisplayName("a call that is cancelled or late is not sent")
    void notSent(RoomFixture rooms, @As("add") Room add, @As("alice") Room alice) {
        add.serve(Runners.add("add"));
        Tool tool = alice.agents().toolkit("add").tools().get(0);
        ToolContext cancelled = alice.call().tool();
        cancelled.cancellation().cancel(new TaskException(ErrorCode.CANCELLED, "enough"));
        ToolContext late = alice.call()
                .deadline(Instant.now().minusSeconds(1), Clock.systemUTC())
                .tool();
        rooms.recorded().clear();
        assertThat(Failure.of(() -> invoke(tool, cancelled)).text()).isEqualTo("enough");
        assertThat(Failure.of(() -> invoke(tool, late)).code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(rooms.recorded().entries()).isEmpty();
        assertThat(invoke(tool, alice.call().tool()).asMap()).containsEntry("sum", 3);
    }

    private static TaskResult invoke(Tool tool, ToolContext context) {
        return Toolkit.of("kit", tool).invoke(context, tool.name(), TaskInput.of(ONE_AND_TWO));
    }

    @Test
    @DisplayName("an error of a runner further down is not taken for its own absence")
    void furtherDown(@As("front") Room front, @As("alice") Room alice) {
        front.serve(Runners.of("front", (context, input) -> context.agents().ask("back", Map.of())));
        Toolkit toolkit = alice.agents().toolkit("front");
        TaskException error =
                Failure.of(() -> toolkit.invoke(alice.call().tool(), "run_front", TaskInput.of(Map.of())));
        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_AGENT);
        assertThat(error.text()).contains("'back'").doesNotContain("has left the room");
    }

    @Test
    @DisplayName("a listener of progress that throws spoils nothing")
    void brokenProgress(@As("back") Room back, @As("alice") Room alice) {
        back.serve(Runners.of("back", (context, input) -> {
            context.progress(0.5);
            context.progress("nearly");
            return TaskResult.of("done");
        }));
        List<Progress> heard = new CopyOnWriteArrayList<>();
        ToolContext context = alice.call()
                .progress(report -> {
                    heard.add(report);
                    throw new IllegalStateException("on purpose");
                })
                .tool();
        Toolkit toolkit = alice.agents().toolkit("back");
        assertThat(toolkit.invoke(context, "run_back", TaskInput.of(Map.of())).asText())
                .isEqualTo("done");
        assertThat(heard).containsExactly(Progress.of(0.5), Progress.of("nearly"));
    }

    @Test
    @DisplayName(
            "required tools: the toolkit keeps its title, only the named tools are there, in the order of the names")
    void requiredTools(@As("tools") Room tools, @As("alice") Room alice) {
        Toolkit kit = Toolkit.of("kit", tool("one"), tool("two"), tool("three")).describedAs("The kit", "Of tools");
        tools.toolkits().register(kit, true);
        CallContext call = alice.call().tool();
        Toolkit found = alice.toolkits()
                .resolve(call, List.of(RequiredToolkit.of("kit", "three", "one")))
                .get(0);
        assertThat(names(found)).containsExactly("three", "one");
        assertThat(found.title()).isEqualTo("The kit");
        TaskException error =
                Failure.of(() -> alice.toolkits().resolve(call, List.of(RequiredToolkit.of("kit", "one", "four"))));
        assertThat(error.code()).isEqualTo(ErrorCode.UNKNOWN_TOOL);
        assertThat(error.text()).contains("'four'", "'kit'", "'alice'");
        assertThat(Failure.of(() -> alice.toolkits().resolve(call, List.of(RequiredToolkit.of("none"))))
                        .text())
                .contains("toolkit 'none'");
    }

    private static Tool tool(String name) {
        return Tool.of(name, name, JsonSchema.noArguments(), (context, input) -> TaskResult.of("from " + name));
    }

    @ParameterizedTest
    @DisplayName("a service that cannot be called into the room is an error that tells, and the room goes on")
    @ValueSource(strings = {"ftp://127.0.0.1/x", "file:///tmp/x", "mailto:a@b", "relative"})
    void call(String url, @As("alice") Room alice) {
        TaskException error = Failure.of(() -> alice.agents().call("bot", URI.create(url), Map.of()));
        assertThat(error.code()).isNotEqualTo(ErrorCode.CONNECTION_LOST).isNotEqualTo(ErrorCode.TIMED_OUT);
        assertThat(error.text()).isNotBlank();
        assertThat(alice.agents().list()).isEmpty();
    }

    @Test
    @DisplayName("outside any room a call has no runners, and says so")
    void outside(@As("alice") Room alice) {
        ToolContext nowhere = CallContext.builder(Participant.unknown("")).tool();
        assertThat(nowhere.agents().list()).isEmpty();
        assertThat(Failure.of(nowhere.agents().askAsync("add", Map.of())).text())
                .contains("'add'", "does not come from a room");
        alice.serve(TaskRunner.of(TaskSpec.builder("alice").build(), (context, input) -> TaskResult.of("here")));
        assertThat(alice.agents().within(nowhere).ask("alice", Map.of()).asText())
                .isEqualTo("here");
    }
}
